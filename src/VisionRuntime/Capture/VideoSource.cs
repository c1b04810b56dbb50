using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>Provides the frames of a video file, in any format that the system's ffmpeg reads.</summary>
public sealed class VideoSource : FfmpegSource
{
    /// <summary>Opens a video file and waits for its first frame.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="FrameSourceException">The file cannot be read, has no video, or ffmpeg is not installed.</exception>
    public VideoSource(string file, GL? gl = null)
        : base(Existing(file), ["-i", "file:" + file], static _ => "give a video file that ffmpeg can read", live: false, gl) { }

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new FrameSourceException($"{file}: the video file does not exist");
}
