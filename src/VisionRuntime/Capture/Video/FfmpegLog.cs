using System.Buffers.Text;
using System.Text;

namespace VisionRuntime.Capture.Video;

/// <summary>
/// Reads ffmpeg's log: the size and time of each frame, which the filter <c>showinfo</c> writes before ffmpeg writes the frame itself, the
/// frame rate, and errors. Allocates only for errors.
/// </summary>
internal sealed class FfmpegLog
{
    private const int MaximumErrors = 8;

    private readonly Queue<FrameHeader> _headers = new(64);
    private readonly List<string> _errors = [];
    private readonly byte[] _lastLine = new byte[300];
    private int _lastLength;
    private bool _ended;

    /// <summary>The size and the time of a frame that ffmpeg is about to write.</summary>
    public readonly record struct FrameHeader(int Width, int Height, TimeSpan Time);

    /// <summary>Gets the frame rate of the stream; null if ffmpeg has not said it.</summary>
    public double? FrameRate { get; private set; }

    /// <summary>
    /// Gets the reason that ffmpeg gives for a failure: its first error, or its last line if it reported none.
    /// </summary>
    public string Reason
    {
        get
        {
            lock (_headers)
            {
                if (_errors.Count > 0) return _errors[0];
                return _lastLength > 0 ? Encoding.UTF8.GetString(_lastLine, 0, _lastLength) : "it gave no reason";
            }
        }
    }

    /// <summary>Gets the first error that says that the file is damaged or was cut off; null if there is none.</summary>
    public string? Damage
    {
        get
        {
            lock (_headers)
            {
                return _errors.Find(static error => error.Contains("partial file", StringComparison.Ordinal)
                    || error.Contains("prematurely", StringComparison.Ordinal) || error.Contains("runcat", StringComparison.Ordinal)
                    || error.Contains("damaged", StringComparison.Ordinal) || error.Contains("Invalid data", StringComparison.Ordinal));
            }
        }
    }

    /// <summary>Waits for the header of the next frame.</summary>
    /// <returns>False if ffmpeg has closed its log, so that there are no more frames.</returns>
    public bool TryTakeHeader(out FrameHeader header)
    {
        lock (_headers)
        {
            while (_headers.Count == 0 && !_ended) Monitor.Wait(_headers);
            return _headers.TryDequeue(out header);
        }
    }

    /// <summary>Reads the log until ffmpeg closes it.</summary>
    public void Read(Stream stream)
    {
        byte[] buffer = new byte[8192];
        int held = 0;
        try
        {
            for (int read; (read = stream.Read(buffer, held, buffer.Length - held)) > 0;)
            {
                held += read;
                int start = 0;
                for (int length; (length = buffer.AsSpan(start, held - start).IndexOfAny((byte)'\n', (byte)'\r')) >= 0; start += length + 1)
                    Line(buffer.AsSpan(start, length));
                if (start == 0 && held == buffer.Length) start = held; // a line longer than the buffer
                buffer.AsSpan(start, held - start).CopyTo(buffer);
                held -= start;
            }
            Line(buffer.AsSpan(0, held));
        }
        catch (IOException)
        {
            // The process was ended while its log was read.
        }
        lock (_headers)
        {
            _ended = true;
            Monitor.PulseAll(_headers);
        }
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        line = line.Trim((byte)' ');
        if (line.IsEmpty) return;
        if (line.StartsWith("[Parsed_showinfo"u8))
        {
            if (TryParseHeader(line, out var header)) Add(header);
            else if (Field(line, "config in time_base:"u8) is { IsEmpty: false } rate) ParseRate(rate);
            return;
        }
        lock (_headers)
        {
            int level = line.IndexOf("[error] "u8);
            if (level < 0) level = line.IndexOf("[fatal] "u8);
            if (level >= 0 && _errors.Count < MaximumErrors) _errors.Add(Encoding.UTF8.GetString(line[(level + 8)..]).TrimEnd('.'));
            if (line.IndexOf("[info] "u8) >= 0 || line.IndexOf("[warning] "u8) >= 0) return;
            _lastLength = Math.Min(line.Length, _lastLine.Length);
            line[.._lastLength].CopyTo(_lastLine);
        }
    }

    private void Add(FrameHeader header)
    {
        lock (_headers)
        {
            _headers.Enqueue(header);
            Monitor.Pulse(_headers);
        }
    }

    private static bool TryParseHeader(ReadOnlySpan<byte> line, out FrameHeader header)
    {
        header = default;
        var size = Field(line, " s:"u8);
        if (!Utf8Parser.TryParse(size, out int width, out int used) || used >= size.Length || size[used] != 'x'
            || !Utf8Parser.TryParse(size[(used + 1)..], out int height, out _))
            return false;
        // In raw streams frames may come without a time, which is then 0.
        bool timed = Utf8Parser.TryParse(Field(line, "pts_time:"u8), out double seconds, out _) && double.IsFinite(seconds);
        header = new(width, height, TimeSpan.FromSeconds(timed ? seconds : 0));
        return true;
    }

    private void ParseRate(ReadOnlySpan<byte> text)
    {
        text = Field(text, "frame_rate: "u8);
        if (Utf8Parser.TryParse(text, out int frames, out int used) && used < text.Length && text[used] == '/'
            && Utf8Parser.TryParse(text[(used + 1)..], out int seconds, out _) && frames > 0 && seconds > 0)
            FrameRate = (double)frames / seconds;
    }

    /// <summary>Gets the text after a label; empty if the line does not have it.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> line, ReadOnlySpan<byte> label)
    {
        int at = line.IndexOf(label);
        return at < 0 ? [] : line[(at + label.Length)..];
    }
}
