using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Quantization;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace VisionRuntime.Insight;

/// <summary>
/// Collects a game's frames and saves them as an animated GIF that repeats for ever, on request with a caption under each frame. The
/// memory is bounded: when a limit is reached, later frames are dropped and counted.
/// </summary>
public sealed class Recording
{
    /// <summary>Viewers show shorter delays slowly: a tenth of a second, mostly.</summary>
    private const int ShortestDelay = 2;

    private const int HundredthsPerSecond = 100;

    /// <summary>
    /// Keeps up to 255 colors of each frame exactly. Dithering would change even those, and would flicker; with one color table for all
    /// frames, colors that are alike share an entry. The encoder leaves out the pixels that did not change; it does so correctly for
    /// pixels with alpha in frames that carry a delay.
    /// </summary>
    private static readonly GifEncoder Encoder = new()
    {
        ColorTableMode = GifColorTableMode.Local,
        Quantizer = new OctreeQuantizer(new QuantizerOptions { Dither = null }),
    };

    private readonly RecordingOptions _options;
    private readonly List<(Rgba32[] Pixels, string? Caption)> _frames = [];
    private readonly int _width;
    private readonly int _height;
    private readonly int _limit;

    /// <summary>A recording of frames of the given size in pixels.</summary>
    /// <param name="width">The width of a frame.</param>
    /// <param name="height">The height of a frame.</param>
    /// <param name="options">Scaling and limits; without them, frames are kept as they are.</param>
    /// <exception cref="ArgumentException">A size, factor or limit is out of range; the message says which.</exception>
    public Recording(int width, int height, RecordingOptions? options = null)
    {
        _options = options ?? new RecordingOptions();
        if (width < 1 || height < 1) throw new ArgumentException($"Recording: frames of {width} x {height} pixels; give a size of at least 1 x 1");
        if (_options.Enlarge < 1 || _options.Reduce < 1 || _options.MaximumFrames < 1 || _options.MaximumBytes < 1)
            throw new ArgumentException($"Recording: {_options}; every factor and limit must be at least 1", nameof(options));
        FrameWidth = width;
        FrameHeight = height;
        _width = Math.Max(1, width / _options.Reduce);
        _height = Math.Max(1, height / _options.Reduce);
        long longest = Math.Max(_width * (long)_options.Enlarge, (_height * (long)_options.Enlarge) + CaptionStrip.LargestPixelHeight);
        if (longest > ushort.MaxValue)
            throw new ArgumentException($"Recording: {longest} pixels on a side are more than a GIF's 65535; reduce the frames, or enlarge them less");
        long bytes = _width * (long)_height * _options.Enlarge * _options.Enlarge * 4;
        _limit = (int)Math.Clamp(_options.MaximumBytes / bytes, 1, _options.MaximumFrames);
    }

    /// <summary>The width of the frames to add, in pixels.</summary>
    public int FrameWidth { get; }

    /// <summary>The height of the frames to add, in pixels.</summary>
    public int FrameHeight { get; }

    /// <summary>The frames kept.</summary>
    public int Count => _frames.Count;

    /// <summary>The frames that came after a limit was reached and are not in the recording.</summary>
    public int Dropped { get; private set; }

    /// <summary>Adds a frame. Its alpha is ignored: a game's framebuffer may hold anything there.</summary>
    /// <param name="rgba">Four bytes a pixel, the upper row first.</param>
    /// <param name="caption">What is written under the frame; ASCII. A line too long is cut.</param>
    /// <returns>Whether the frame was kept; when not, it is counted as dropped.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not width x height x 4.</exception>
    public bool AddFrame(ReadOnlySpan<byte> rgba, string? caption = null)
    {
        if (rgba.Length != FrameWidth * (long)FrameHeight * 4)
            throw new ArgumentException($"Recording: a frame of {rgba.Length} bytes is not one of {FrameWidth} x {FrameHeight} RGBA pixels", nameof(rgba));
        if (_frames.Count == _limit)
        {
            Dropped++;
            return false;
        }
        _frames.Add((Reduced(MemoryMarshal.Cast<byte, Rgba32>(rgba)), caption));
        return true;
    }

    /// <summary>
    /// Saves the animation in real time. A GIF counts in hundredths of a second and viewers take delays under two for slow ones: above
    /// 50 frames per second some frames are left out of the file, and other rates are met on average.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="framesPerSecond">How fast the frames followed each other.</param>
    /// <exception cref="InvalidOperationException">No frame was added.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public void Save(string path, double framesPerSecond)
    {
        if (!(framesPerSecond is >= 0.01 and <= 10_000))
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), framesPerSecond, "Recording: give a rate between 0.01 and 10000 frames per second");
        if (_frames.Count == 0) throw new InvalidOperationException($"The recording for '{path}' has no frames; add one before saving");

        using Image<Rgba32> animation = Animation(framesPerSecond);
        AtomicFile.Write(path, stream => animation.SaveAsGif(stream, Encoder));
    }

    private Image<Rgba32> Animation(double framesPerSecond)
    {
        int width = _width * _options.Enlarge;
        int height = _height * _options.Enlarge;
        bool captioned = _frames.Exists(frame => frame.Caption is not null);
        var strip = new CaptionStrip(width, _frames.Max(frame => frame.Caption?.Length ?? 0));
        Rgba32[] pixels = new Rgba32[width * (height + (captioned ? strip.PixelHeight : 0))];

        Image<Rgba32>? animation = null;
        foreach ((int index, int delay) in Timing(_frames.Count, framesPerSecond))
        {
            Enlarged(_frames[index].Pixels, pixels, width, height);
            if (captioned) strip.Draw(pixels.AsSpan(width * height), _frames[index].Caption);
            ImageFrame<Rgba32> frame;
            if (animation is null)
            {
                animation = Image.LoadPixelData<Rgba32>(pixels.AsSpan(), width, pixels.Length / width);
                animation.Metadata.GetGifMetadata().RepeatCount = 0;
                frame = animation.Frames.RootFrame;
            }
            else
            {
                frame = animation.Frames.AddFrame(pixels.AsSpan());
            }
            frame.Metadata.GetGifMetadata().FrameDelay = delay;
        }
        return animation!;
    }

    /// <summary>Which frames are shown, and for how many hundredths of a second: the rounding never adds up to more than one.</summary>
    internal static IEnumerable<(int Index, int Delay)> Timing(int frames, double framesPerSecond)
    {
        int shown = 0;
        long start = 0;
        for (int next = 1; next <= frames; next++)
        {
            long time = (long)Math.Round(next * HundredthsPerSecond / framesPerSecond);
            if (time - start < ShortestDelay && next < frames) continue;
            yield return (shown, (int)Math.Clamp(time - start, ShortestDelay, ushort.MaxValue));
            (shown, start) = (next, time);
        }
    }

    private Rgba32[] Reduced(ReadOnlySpan<Rgba32> frame)
    {
        var pixels = new Rgba32[_width * _height];
        int middle = Math.Min(_options.Reduce / 2, Math.Min(FrameWidth, FrameHeight) - 1);
        for (int y = 0; y < _height; y++)
        {
            ReadOnlySpan<Rgba32> row = frame.Slice(((y * _options.Reduce) + middle) * FrameWidth, FrameWidth);
            for (int x = 0; x < _width; x++)
            {
                Rgba32 pixel = row[(x * _options.Reduce) + middle];
                pixels[(y * _width) + x] = new Rgba32(pixel.R, pixel.G, pixel.B);
            }
        }
        return pixels;
    }

    private void Enlarged(ReadOnlySpan<Rgba32> from, Span<Rgba32> to, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<Rgba32> row = from.Slice(y / _options.Enlarge * _width, _width);
            for (int x = 0; x < width; x++) to[(y * width) + x] = row[x / _options.Enlarge];
        }
    }
}
