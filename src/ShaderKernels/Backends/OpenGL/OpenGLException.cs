namespace ShaderKernels.Backends.OpenGL;

/// <summary>OpenGL is missing, too old, or refused something. The message says what, in one sentence, and offers a way out.</summary>
public sealed class OpenGLException : Exception
{
    /// <summary>Makes the exception with its one-sentence message.</summary>
    public OpenGLException(string message) : base(message) { }

    /// <summary>Makes the exception with its one-sentence message and the one that caused it.</summary>
    public OpenGLException(string message, Exception inner) : base(message, inner) { }
}
