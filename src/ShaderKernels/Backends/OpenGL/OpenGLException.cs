namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The exception that is thrown when OpenGL is missing or too old, or an OpenGL call fails. The message is one sentence with the way out.
/// </summary>
public sealed class OpenGLException : Exception
{
    /// <summary>Initializes the exception with a message of one sentence.</summary>
    public OpenGLException(string message) : base(message) { }

    /// <summary>Initializes the exception with a message of one sentence and the exception that caused it.</summary>
    public OpenGLException(string message, Exception inner) : base(message, inner) { }
}
