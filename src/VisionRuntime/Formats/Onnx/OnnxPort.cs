using System.Globalization;
using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx;

/// <summary>An input or output of a model, as the file declares it (ValueInfoProto).</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The element type.</param>
/// <param name="Dimensions">The dimensions; null where the rank is unknown.</param>
/// <param name="Kind">Whether it is a tensor, a sequence or optional.</param>
public sealed record OnnxPort(string Name, OnnxType Type, IReadOnlyList<OnnxDimension>? Dimensions, OnnxPortKind Kind = OnnxPortKind.Tensor)
{
    /// <summary>Gets the shape; null where a dimension is symbolic or unknown.</summary>
    public Shape? Shape => Dimensions is not null && Dimensions.All(dimension => dimension.Length is not null)
        ? Shape.Of([.. Dimensions.Select(dimension => dimension.Length!.Value)])
        : null;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name} {Type.ToString().ToLowerInvariant()}{(Dimensions is null ? "" : $"[{string.Join(", ", Dimensions)}]")}";
}

/// <summary>What an input or output of a model holds.</summary>
public enum OnnxPortKind
{
    /// <summary>A tensor.</summary>
    Tensor,

    /// <summary>A sequence of tensors.</summary>
    Sequence,

    /// <summary>An optional tensor.</summary>
    Optional,

    /// <summary>An optional sequence of tensors.</summary>
    OptionalSequence,
}

/// <summary>A dimension of an input or output: a length, a symbol, or unknown.</summary>
/// <param name="Length">The length; null where it is symbolic or unknown.</param>
/// <param name="Symbol">The symbol, for example <c>batch</c>; null where there is none.</param>
public sealed record OnnxDimension(int? Length, string? Symbol)
{
    /// <inheritdoc/>
    public override string ToString() => Length?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
