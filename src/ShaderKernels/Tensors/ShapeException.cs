namespace ShaderKernels.Tensors;

/// <summary>Geometry that cannot work. The message names the operator, the sizes and a way out.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Makes the exception with its one-sentence message.</summary>
    public ShapeException(string message) : base(message) { }

    /// <summary>Makes the exception with its one-sentence message and the one that caused it.</summary>
    public ShapeException(string message, Exception inner) : base(message, inner) { }
}
