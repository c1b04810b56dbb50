using System.Globalization;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Provides the frames of a camera through the system's ffmpeg: Video4Linux on Linux, AVFoundation on macOS, DirectShow on Windows. After
/// the camera was unplugged, the source waits for it and goes on.
/// </summary>
public sealed class WebcamSource : FfmpegSource
{
    /// <summary>Opens a camera and waits for its first frame.</summary>
    /// <param name="camera">
    /// The number of the camera from 0, or its name: <c>/dev/video2</c> on Linux, the name of the device on Windows, where numbers are not
    /// supported.
    /// </param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="FrameSourceException">There is no such camera, another program uses it, or ffmpeg is not installed.</exception>
    public WebcamSource(string camera = "0", GL? gl = null)
        : base($"webcam:{camera}", InputOf(camera), Advice, live: true, gl) { }

    private static string[] InputOf(string camera)
    {
        bool numbered = int.TryParse(camera, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (OperatingSystem.IsMacOS()) return ["-f", "avfoundation", "-framerate", "30", "-i", $"{camera}:none"];
        if (OperatingSystem.IsWindows())
        {
            return !numbered ? ["-f", "dshow", "-i", $"video={camera}"] : throw new FrameSourceException(
                $"webcam:{camera}: name the camera, for example webcam:Integrated Camera; 'ffmpeg -list_devices true -f dshow -i dummy' "
                + "lists the names");
        }
        string device = numbered ? $"/dev/video{camera}" : camera;
        if (!File.Exists(device)) throw new FrameSourceException($"webcam:{camera}: there is no camera {device}; {Cameras()}");
        return ["-f", "v4l2", "-i", device];
    }

    private static string Cameras()
    {
        string[] found = Directory.GetFiles("/dev", "video*");
        return found.Length == 0 ? "no camera is connected" : $"found {string.Join(", ", found.Order(StringComparer.Ordinal))}";
    }

    private static string Advice(string reason) =>
        reason.Contains("busy", StringComparison.OrdinalIgnoreCase) ? "another program uses the camera; close that program"
        : reason.Contains("ermission", StringComparison.Ordinal) ? "allow the user to use cameras, on Linux by the group video"
        : "check that the camera is connected";
}
