using System.Buffers.Binary;
using Google.Protobuf;
using VisionRuntime.Insight.Schema;

namespace VisionRuntime.Insight;

/// <summary>
/// Writes measurements to an event file, which TensorBoard shows while training runs: <c>tensorboard --logdir FOLDER</c>. Each event is a
/// record of TensorFlow's TFRecord format: the length, its checksum, the message, its checksum.
/// </summary>
public sealed class EventFile : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Creates a file in a folder, named <c>events.out.tfevents.</c>, the time, and <c>.vision</c>.</summary>
    /// <param name="folder">The folder, which is created if it does not exist.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public EventFile(string folder)
    {
        Directory.CreateDirectory(folder);
        long second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string name;
        do name = System.IO.Path.Combine(folder, $"events.out.tfevents.{second++:D10}.vision");
        while (File.Exists(name));
        Path = name;
        _file = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        Write(new Event { FileVersion = "brain.Event:2" });
    }

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes values of one step; those that are NaN are left out.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="values">The values with their tags, such as <c>loss/training</c>.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AddScalars(long step, params IReadOnlyList<(string Tag, double Value)> values)
    {
        var summary = new Summary();
        foreach (var (tag, value) in values)
        {
            if (!double.IsNaN(value)) summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        }
        if (summary.Value.Count > 0) Write(new Event { Step = step, Summary = summary });
    }

    /// <summary>Writes an image.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="tag">The tag, such as <c>mistakes</c>.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="png">The image as a PNG file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void AddImage(long step, string tag, int width, int height, byte[] png)
    {
        var image = new Summary.Types.Image
        {
            Width = width, Height = height, Colorspace = 3, EncodedImageString = ByteString.CopyFrom(png),
        };
        Write(new Event { Step = step, Summary = new Summary { Value = { new Summary.Types.Value { Tag = tag, Image = image } } } });
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private void Write(Event @event)
    {
        @event.WallTime = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        byte[] message = @event.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)], checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Length);
        _file.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Masked(length));
        _file.Write(checksum);
        _file.Write(message);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Masked(message));
        _file.Write(checksum);
        _file.Flush();
    }
}
