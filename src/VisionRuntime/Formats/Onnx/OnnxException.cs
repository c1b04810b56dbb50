namespace VisionRuntime.Formats.Onnx;

/// <summary>An ONNX file that cannot be read or turned into a graph. The message is one sentence that names the file or node and says why.</summary>
public class OnnxException : Exception
{
    /// <summary>Makes one from its sentence.</summary>
    public OnnxException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}

/// <summary>A model uses operators, or forms of them, that the importer does not know. All that are seen before building are listed at once.</summary>
public sealed class OnnxUnsupportedException : OnnxException
{
    /// <summary>Makes one from the operators, each with the node that uses it.</summary>
    public OnnxUnsupportedException(string model, IReadOnlyList<string> operators, IReadOnlyList<string> uses) : base($"{model}: unsupported {string.Join(", ", uses)}") =>
        Operators = operators;

    /// <summary>Makes one for what is no operator, with its whole message.</summary>
    internal OnnxUnsupportedException(string message, IReadOnlyList<string> forms) : base(message) => Operators = forms;

    /// <summary>The operators' names, each once; where a type of elements is not supported, its name.</summary>
    public IReadOnlyList<string> Operators { get; }
}

/// <summary>
/// The graph's form depends on the values of an input of the model (a shape to reshape to, axes, repeats), so it must be known when the
/// model is imported: bind it in <see cref="OnnxBindings.Values"/>.
/// </summary>
public sealed class OnnxValueNeededException : OnnxException
{
    /// <summary>Makes one for the model's inputs that the value is computed from.</summary>
    public OnnxValueNeededException(string message, IReadOnlyList<string> inputs) : base(message) => Inputs = inputs;

    /// <summary>The model's inputs whose values must be bound.</summary>
    public IReadOnlyList<string> Inputs { get; }
}
