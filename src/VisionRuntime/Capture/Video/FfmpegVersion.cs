namespace VisionRuntime.Capture.Video;

/// <summary>What differs between versions of ffmpeg.</summary>
internal static class FfmpegVersion
{
    private static string[]? _passThrough;

    /// <summary>Gets the option that keeps each frame and its time; its name changed with version 5.1.</summary>
    /// <param name="source">What ffmpeg is needed for, which begins the message of an exception.</param>
    /// <exception cref="FrameSourceException">ffmpeg is not installed.</exception>
    public static string[] PassThrough(string source) => _passThrough ??= [HasFpsMode(source) ? "-fps_mode" : "-vsync", "passthrough"];

    private static bool HasFpsMode(string source)
    {
        using var process = FfmpegProcess.Start(source, ["-fps_mode", "passthrough"]);
        process.WaitForExit();
        return !process.Log.Reason.Contains("fps_mode", StringComparison.Ordinal)
            || !process.Log.Reason.Contains("nrecognized", StringComparison.Ordinal);
    }
}
