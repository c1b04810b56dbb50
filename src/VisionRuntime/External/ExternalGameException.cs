namespace VisionRuntime.External;

/// <summary>
/// The exception thrown when a program cannot be played: it is not installed, its window does not appear, or it keeps ending. The message
/// is one sentence.
/// </summary>
public sealed class ExternalGameException : Exception
{
    /// <summary>Creates the exception with a message.</summary>
    public ExternalGameException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the exception that caused it.</summary>
    public ExternalGameException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception.</summary>
    public ExternalGameException() { }

    /// <summary>Gets whether the program is not installed, so that starting it again is in vain.</summary>
    public bool IsMissing { get; init; }
}
