using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Provides what a screen shows through the system's ffmpeg: an X11 display on Linux, the desktop on Windows, a screen on macOS. To look at
/// a game of your own, <see cref="FramebufferSource"/> is faster and needs no ffmpeg.
/// </summary>
public sealed class ScreenSource : FfmpegSource
{
    /// <summary>Opens a screen and waits for its first frame.</summary>
    /// <param name="display">
    /// The X11 display, for example <c>:0</c>, or on macOS the number of the capture device; the default display if null.
    /// </param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="FrameSourceException">There is no such display, or ffmpeg is not installed.</exception>
    public ScreenSource(string? display = null, GL? gl = null)
        : base($"screen:{Resolve(display)}", InputOf(Resolve(display)), static _ => "name a display that is running, for example screen::0",
            live: true, gl) { }

    private static string Resolve(string? display)
    {
        if (!string.IsNullOrEmpty(display)) return display.Contains(':') || !OperatingSystem.IsLinux() ? display : ":" + display;
        if (OperatingSystem.IsWindows()) return "desktop";
        if (OperatingSystem.IsMacOS()) return "Capture screen 0";
        return Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 } own ? own
            : throw new FrameSourceException("screen: there is no display (DISPLAY is not set); name one, for example screen::0");
    }

    private static string[] InputOf(string display) =>
        OperatingSystem.IsWindows() ? ["-f", "gdigrab", "-framerate", "30", "-i", display]
        : OperatingSystem.IsMacOS() ? ["-f", "avfoundation", "-framerate", "30", "-i", $"{display}:none"]
        : ["-f", "x11grab", "-framerate", "30", "-i", display];
}
