using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx;

/// <summary>An input or output that a model declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Dimensions">Its dimensions, outermost first; null where the model does not say how many there are.</param>
/// <param name="Kind">Whether it is one tensor.</param>
public sealed record OnnxPort(string Name, OnnxType Type, IReadOnlyList<OnnxDimension>? Dimensions, OnnxPortKind Kind = OnnxPortKind.Tensor)
{
    /// <summary>The shape, where every dimension is a number; else null.</summary>
    public Shape? Shape => Dimensions is not null && Dimensions.All(dimension => dimension.Length is not null) ? Shape.Of([.. Dimensions.Select(dimension => dimension.Length!.Value)]) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type.ToString().ToLowerInvariant()}{(Dimensions is null ? "" : $"[{string.Join(", ", Dimensions)}]")}";
}

/// <summary>What a model's input or output holds.</summary>
public enum OnnxPortKind
{
    /// <summary>One tensor.</summary>
    Tensor,

    /// <summary>A list of tensors.</summary>
    Sequence,

    /// <summary>A tensor or nothing.</summary>
    Optional,

    /// <summary>A list of tensors or nothing.</summary>
    OptionalSequence,
}

/// <summary>One dimension that a model declares: a number, a name that is bound when the model is imported, or neither.</summary>
/// <param name="Length">The number; null where it is not fixed.</param>
/// <param name="Symbol">The name, for example <c>batch</c>; null where there is none.</param>
public sealed record OnnxDimension(int? Length, string? Symbol)
{
    /// <inheritdoc/>
    public override string ToString() => Length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
