namespace ShaderKernels.Tensors;

/// <summary>
/// The exception for shapes or geometry that are not possible. The message names the operator, the sizes and the way out.
/// </summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Creates the exception with a message of one sentence.</summary>
    public ShapeException(string message) : base(message) { }

    /// <summary>Creates the exception with a message of one sentence and the exception that caused it.</summary>
    public ShapeException(string message, Exception inner) : base(message, inner) { }
}
