namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// An ONNX file cannot be read, imported or written. The message is one sentence that names the file or node and the reason.
/// </summary>
public class OnnxException : Exception
{
    /// <summary>Initializes an exception with a message.</summary>
    public OnnxException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>
/// A model uses operators, attributes or types that are not supported. Operators that are unknown are all listed at once.
/// </summary>
public sealed class OnnxUnsupportedException : OnnxException
{
    /// <summary>Initializes an exception for unsupported operators.</summary>
    /// <param name="model">The model or node.</param>
    /// <param name="operators">The names of the operators.</param>
    /// <param name="uses">How the message lists them, for example each with the node that uses it.</param>
    public OnnxUnsupportedException(string model, IReadOnlyList<string> operators, IReadOnlyList<string> uses)
        : base($"{model}: unsupported {string.Join(", ", uses)}") => Operators = operators;

    /// <summary>Initializes an exception for something other than an operator, with a message of its own.</summary>
    internal OnnxUnsupportedException(string message, IReadOnlyList<string> features) : base(message) => Operators = features;

    /// <summary>Gets the names of the operators, or the element type, that are not supported, without duplicates.</summary>
    public IReadOnlyList<string> Operators { get; }
}

/// <summary>
/// The structure of the graph depends on the value of an input (a shape, axes, repeats), which must therefore be known when the
/// model is imported. Add it to <see cref="OnnxBindings.Values"/>.
/// </summary>
public sealed class OnnxValueNeededException : OnnxException
{
    /// <summary>Initializes an exception for inputs of the model.</summary>
    public OnnxValueNeededException(string message, IReadOnlyList<string> inputs) : base(message) => Inputs = inputs;

    /// <summary>Gets the names of the inputs whose values are needed.</summary>
    public IReadOnlyList<string> Inputs { get; }
}
