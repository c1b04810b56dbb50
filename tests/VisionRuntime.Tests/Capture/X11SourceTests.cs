using System.Diagnostics;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using VisionRuntime.Capture;
using VisionRuntime.External;

namespace VisionRuntime.Tests.Capture;

public sealed class X11SourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-tests-").FullName;

    [SkippableFact]
    public void A_screen_and_one_of_its_windows_are_captured_with_their_colors()
    {
        using var display = Open();
        using var player = new ChildProcess(
            [
                "/usr/bin/ffplay", "-loglevel", "error", "-window_title", "One color", "-noborder", "-left", "40", "-top", "20",
                "-f", "lavfi", "-i", "color=c=0x2060C0:size=96x64",
            ],
            [new("DISPLAY", display.Name), new("SDL_VIDEODRIVER", "x11"), new("SDL_AUDIODRIVER", "dummy")], Path.Combine(_folder, "player.log"));
        using var screen = new X11Source(display.Name) { Delivery = FrameDelivery.Now };
        Assert.Equal((201, 151), (screen.Width, screen.Height));

        using var window = Wait(display.Name);
        Assert.Equal((96, 64), (window.Width, window.Height));
        AssertNear(0x20, 0x60, 0xC0, WaitForColor(window, 48, 32));
        AssertNear(0x20, 0x60, 0xC0, WaitForColor(screen, 40 + 90, 20 + 60));
        AssertNear(0, 0, 0, PixelOf(screen, 5, 5));
    }

    [SkippableFact]
    public void A_display_or_a_window_that_is_not_there_is_named()
    {
        using var display = Open();
        Assert.Contains("screen::4711: the display cannot be opened", Failure(":4711", null), StringComparison.Ordinal);
        Assert.Contains($"screen:{display.Name}: no window has a title with 'Chess'; there are no windows with a title",
            Failure(display.Name, "Chess"), StringComparison.Ordinal);

        static string Failure(string name, string? window) =>
            Assert.Throws<FrameSourceException>(() => new X11Source(name, window).Dispose()).Message;
    }

    [SkippableFact]
    public void A_screen_of_eight_bit_color_is_refused()
    {
        SkipWithoutDisplays();
        using var server = new ChildProcess(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "64x64x8", "-nolisten", "tcp", "-noreset"], [], Path.Combine(_folder, "display.log"));
        string? number = null;
        for (int i = 0; i < 500 && number is null; i++)
        {
            Thread.Sleep(20);
            number = server.Lines.FirstOrDefault(static line => int.TryParse(line, out _));
        }
        Assert.Contains("a screen of 8-bit color is not supported",
            Assert.Throws<FrameSourceException>(() => new X11Source($":{number}").Dispose()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_display_that_goes_away_is_an_error_and_not_the_end_of_the_process()
    {
        var display = Open();
        using var screen = new X11Source(display.Name) { Delivery = FrameDelivery.Now };
        Assert.True(screen.TryCapture(DeviceKind.Cpu, out _));
        display.Dispose();
        Assert.Contains("the display was closed", Assert.Throws<FrameSourceException>(
            () => screen.TryCapture(DeviceKind.Cpu, out _)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Capturing_allocates_nothing()
    {
        using var display = Open();
        using var screen = new X11Source(display.Name) { Delivery = FrameDelivery.Now };
        for (int i = 0; i < 50; i++) screen.TryCapture(DeviceKind.Cpu, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) Assert.True(screen.TryCapture(DeviceKind.Cpu, out _));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private VirtualDisplay Open()
    {
        SkipWithoutDisplays();
        return new(201, 151, Path.Combine(_folder, "display.log"));
    }

    private static void SkipWithoutDisplays()
    {
        Skip.IfNot(X11Source.IsSupported, "libxcb is not installed");
        Skip.IfNot(File.Exists("/usr/bin/Xvfb") && File.Exists("/usr/bin/ffplay"), "Xvfb or ffplay is not installed");
    }

    private static X11Source Wait(string display)
    {
        for (long start = Stopwatch.GetTimestamp(); ; Thread.Sleep(50))
        {
            try
            {
                return new(display, "one color") { Delivery = FrameDelivery.Now };
            }
            catch (FrameSourceException) when (Stopwatch.GetElapsedTime(start).TotalSeconds < 20)
            {
            }
        }
    }

    /// <summary>The color of a pixel once it is not black.</summary>
    private static (int, int, int) WaitForColor(X11Source source, int x, int y)
    {
        var color = PixelOf(source, x, y);
        for (int i = 0; i < 200 && color == (0, 0, 0); i++)
        {
            Thread.Sleep(20);
            color = PixelOf(source, x, y);
        }
        return color;
    }

    private static unsafe (int, int, int) PixelOf(X11Source source, int x, int y)
    {
        Assert.True(source.TryCapture(DeviceKind.Cpu, out var frame));
        var image = (CpuImage)frame.Image;
        byte* pixel = image.Pixels + y * image.RowBytes + x * 4;
        Assert.Equal(255, pixel[3]);
        return (pixel[0], pixel[1], pixel[2]);
    }

    /// <summary>Video colors are rounded on their way through YUV.</summary>
    private static void AssertNear(int red, int green, int blue, (int Red, int Green, int Blue) color) =>
        Assert.True(Math.Abs(red - color.Red) <= 6 && Math.Abs(green - color.Green) <= 6 && Math.Abs(blue - color.Blue) <= 6,
            $"{color} is not ({red}, {green}, {blue})");
}
