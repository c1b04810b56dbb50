namespace VisionRuntime.External;

/// <summary>The exception thrown when a game description is invalid. The message names the file, the value and the way out.</summary>
public sealed class GameDescriptionException : Exception
{
    /// <summary>Creates the exception with a message.</summary>
    public GameDescriptionException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the exception that caused it.</summary>
    public GameDescriptionException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Creates the exception.</summary>
    public GameDescriptionException() { }
}
