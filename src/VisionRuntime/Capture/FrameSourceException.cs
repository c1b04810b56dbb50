namespace VisionRuntime.Capture;

/// <summary>
/// The exception thrown when frames cannot be read from a source or written to a file or device: a camera that is missing or in use, a
/// damaged video, ffmpeg that is not installed. The message is one sentence.
/// </summary>
public sealed class FrameSourceException : IOException
{
    /// <summary>Creates the exception with a message.</summary>
    public FrameSourceException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the exception that caused it.</summary>
    public FrameSourceException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception.</summary>
    public FrameSourceException() { }
}
