using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using VisionRuntime;
using VisionRuntime.Capture;
using VisionRuntime.Insight;

namespace DemoGame.Commands.Live;

/// <summary>
/// Runs a task on the frames of a source: in a window if there is a display and the results go nowhere else, otherwise frame by frame, with
/// each frame's own result.
/// </summary>
internal sealed class LiveRun(LiveSettings settings, ILiveTask task, TextWriter output, CancellationToken cancellation)
{
    private const string Image = "image:";

    private bool IsImage => settings.Source.StartsWith(Image, StringComparison.Ordinal);

    /// <summary>Runs until the source ends, the frames are done or the window is closed, and returns the exit code.</summary>
    public int Run()
    {
        if (settings.Window is not null && settings.Source != "screen" && !settings.Source.StartsWith("screen:", StringComparison.Ordinal))
            throw new CommandException($"--window: {settings.Source} is not a screen; use it with screen:DISPLAY");
        bool window = GraphicsHost.HasDisplay && settings.Out is null && !settings.Json && (!IsImage || settings.Frames == 0);
        if (task.IsPicture && !window && settings.Out is null)
            throw new CommandException("there is no display to show the frames on; write them to a file with --out FILE");
        using var graphics = OpenGraphics(window);
        using var opened = graphics is null ? DeviceOptions.Open(settings.Device) : null;
        using var own = graphics is null ? null : DeviceOptions.Open(settings.Device, graphics.Gl);
        var device = own ?? opened!.Device;
        var gl = graphics?.Gl ?? opened?.Host?.Gl;
        using var source = Open(gl, graphics?.Window is not null);
        using var sink = settings.Out is null ? null : FrameSink.Open(settings.Out, source.FrameRate ?? 30);
        using var vision = new VisionHost(source, device);
        Attach(vision);
        using var profiler = settings.Trace is null ? null : vision.Profiler = new FrameProfiler();
        using var reader = new FrameReader(gl);
        if (graphics?.Window is not null)
        {
            using var shown = new LiveWindow(graphics, vision, source, task, reader);
            shown.Run(settings.Frames, cancellation);
            profiler?.SaveTrace(settings.Trace!);
            return 0;
        }
        long frames = Process(source, vision, reader, sink);
        profiler?.SaveTrace(settings.Trace!);
        if (sink is null) return 0;
        sink.Complete();
        if (settings.Json) return 0;
        string left = sink.Dropped > 0 ? $", {sink.Dropped} left out" : "";
        output.WriteLine($"{settings.Out}: {frames} {(frames == 1 ? "frame" : "frames")} of {sink.Width}x{sink.Height} pixels{left}");
        return 0;
    }

    /// <summary>Opens a window, a context for a game, or nothing.</summary>
    private GraphicsHost? OpenGraphics(bool window)
    {
        if (window) return GraphicsHost.OpenWindow(task.Title, 960, 640);
        return settings.Source.StartsWith("game:", StringComparison.Ordinal) ? GraphicsHost.OpenHeadless() : null;
    }

    private FrameSource Open(GL? gl, bool live)
    {
        try
        {
            return FrameSources.Open(settings.Source, new()
            {
                Gl = gl,
                Window = settings.Window,
                Delivery = live ? FrameDelivery.Newest : FrameDelivery.InOrder,
                Kinds = new Dictionary<string, Func<string, FrameSourceOptions, FrameSource>>(StringComparer.Ordinal)
                {
                    ["game"] = static (name, options) => new GameSource(options.Gl!, GameCatalog.Find(name), options.Delivery),
                },
            });
        }
        catch (Exception exception) when (exception is InvalidDataException or ImageFormatException)
        {
            throw new CommandException(exception.Message);
        }
    }

    private void Attach(VisionHost vision)
    {
        try
        {
            task.Attach(vision);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new CommandException(exception.Message.Split(" (Parameter")[0]);
        }
    }

    /// <summary>Processes frame by frame and returns their number.</summary>
    private long Process(FrameSource source, VisionHost vision, FrameReader reader, FrameSink? sink)
    {
        long frames = 0, limit = settings.Frames > 0 ? settings.Frames : IsImage ? 1 : long.MaxValue;
        byte[] pixels = [];
        var surface = new PixelSurface();
        while (frames < limit && !source.Ended && !cancellation.IsCancellationRequested)
        {
            long captured = vision.CapturedFrames;
            vision.Update();
            if (vision.CapturedFrames == captured)
            {
                Thread.Sleep(1);
                continue;
            }
            vision.Finish();
            if (sink is not null) Record(vision.NewestFrame, reader, sink, surface, ref pixels);
            if (sink is null || settings.Json) task.Print(output, frames);
            frames++;
        }
        return frames;
    }

    private static void Overlay(
        ReadOnlySpan<byte> picture, int pictureWidth, int pictureHeight, byte[] pixels, int width, int height)
    {
        int columns = Math.Min(pictureWidth, width);
        for (int y = 0; y < Math.Min(pictureHeight, height); y++)
            picture.Slice(y * pictureWidth * 4, columns * 4).CopyTo(pixels.AsSpan(y * width * 4));
    }

    private void Record(Frame frame, FrameReader reader, FrameSink sink, PixelSurface surface, ref byte[] pixels)
    {
        var picture = task.PictureOf(frame);
        var (width, height) = (picture.Width, picture.Height);
        reader.Read(picture, ref pixels);
        surface.Begin(pixels, width, height);
        task.Draw(new ResultOverlay(surface, new PixelRectangle(0, 0, width, height), width, height));
        if (task.Insight is { } insight)
            Overlay(insight.Picture(out int shownWidth, out int shownHeight), shownWidth, shownHeight, pixels, width, height);
        sink.Add(pixels, width, height, frame.Time);
    }
}
