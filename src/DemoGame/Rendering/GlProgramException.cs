namespace DemoGame.Rendering;

/// <summary>The exception thrown when a shader does not compile or link; the message has the driver's log.</summary>
public sealed class GlProgramException : Exception
{
    /// <summary>Initializes the exception with a message.</summary>
    public GlProgramException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public GlProgramException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Initializes the exception with a default message.</summary>
    public GlProgramException()
        : this("The shader program cannot be created")
    {
    }
}
