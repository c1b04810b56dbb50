using System.Globalization;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>Creates the source of frames that a text names, as on the command line.</summary>
/// <example>
/// <code>
/// using var source = FrameSources.Open("video:match.mp4", new() { Delivery = FrameDelivery.Now });
/// using var vision = new VisionHost(source, device);
/// while (!source.Ended) vision.Update();
/// </code>
/// </example>
public static class FrameSources
{
    private const string Forms = "image:FILE, video:FILE, webcam[:N], screen[:DISPLAY], test[:WIDTHxHEIGHT]";

    /// <summary>
    /// Opens a source: <c>image:FILE</c>, <c>video:FILE</c>, <c>webcam[:N]</c>, <c>screen[:DISPLAY]</c>, <c>test[:WIDTHxHEIGHT]</c> or a
    /// kind of the program's own.
    /// </summary>
    /// <param name="source">The text.</param>
    /// <param name="options">The context, the delivery and further kinds; the defaults if null.</param>
    /// <exception cref="FrameSourceException">The source is unknown or cannot be opened; the message says why.</exception>
    /// <exception cref="InvalidDataException">The file of an image is not an image.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static FrameSource Open(string source, FrameSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        int colon = source.IndexOf(':');
        string kind = colon < 0 ? source : source[..colon], rest = colon < 0 ? "" : source[(colon + 1)..];
        if (options.Kinds.TryGetValue(kind, out var open)) return open(rest, options);
        var (gl, delivery) = (options.Gl, options.Delivery);
        return kind switch
        {
            "image" => new ImageSource(Existing(source, rest), gl) { Delivery = delivery },
            "video" => new VideoSource(Named(source, rest), gl) { Delivery = delivery },
            "webcam" => new WebcamSource(rest.Length > 0 ? rest : "0", gl) { Delivery = delivery },
            "screen" when X11Source.IsSupported => new X11Source(rest, options.Window, gl) { Delivery = delivery },
            "screen" when options.Window is not null => throw new FrameSourceException(
                $"'{source}': one window is captured only through X11; leave out the title '{options.Window}'"),
            "screen" => new ScreenSource(rest, gl) { Delivery = delivery },
            "test" => TestPattern(source, rest, gl, delivery),
            _ => throw new FrameSourceException(
                $"'{source}' is not a source; use {Forms}{string.Concat(options.Kinds.Keys.Order(StringComparer.Ordinal).Select(
                    static name => $", {name}:NAME"))}"),
        };
    }

    private static TestPatternSource TestPattern(string source, string size, GL? gl, FrameDelivery delivery)
    {
        if (size.Length == 0) return new(gl: gl) { Delivery = delivery };
        if (size.Split('x') is [var width, var height] && TryParse(width, out int w) && TryParse(height, out int h))
            return new(w, h, gl) { Delivery = delivery };
        throw new FrameSourceException($"'{source}': '{size}' is not a size; write test:WIDTHxHEIGHT, for example test:640x480");
    }

    private static bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Named(string source, string file) =>
        file.Length > 0 ? file : throw new FrameSourceException($"'{source}': a file is missing; write {source.TrimEnd(':')}:FILE");

    private static string Existing(string source, string file) =>
        File.Exists(Named(source, file)) ? file : throw new FrameSourceException($"{file}: the image file does not exist");
}

/// <summary>The options of <see cref="FrameSources.Open"/>.</summary>
public sealed record FrameSourceOptions
{
    /// <summary>Gets the OpenGL context; required for use with an OpenGL device.</summary>
    public GL? Gl { get; init; }

    /// <summary>Gets which frame is returned when frames arrive asynchronously.</summary>
    public FrameDelivery Delivery { get; init; }

    /// <summary>Gets a part of the title of the window to capture from a screen; the whole screen if null. X11 only.</summary>
    public string? Window { get; init; }

    /// <summary>
    /// Gets the kinds of sources that the program adds, by the text before the colon. Each is opened with the text after the colon.
    /// </summary>
    public IReadOnlyDictionary<string, Func<string, FrameSourceOptions, FrameSource>> Kinds { get; init; } =
        new Dictionary<string, Func<string, FrameSourceOptions, FrameSource>>(StringComparer.Ordinal);
}
