using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Computes elementwise expressions, as <see cref="Operators.Map"/> does, and the sum or mean of each along the same axes, without storing
/// what is summed. Reduced axes keep length 1.
/// </summary>
public sealed record MapReduce : Operator
{
    /// <summary>Creates the operator, which has one output for each expression of the map.</summary>
    /// <param name="map">The expressions.</param>
    /// <param name="isMean">Whether the means are computed, instead of the sums.</param>
    /// <param name="axes">The axes of the map's outputs to reduce, each once; negative axes are not allowed.</param>
    public MapReduce(Map map, bool isMean, params ReadOnlySpan<int> axes) =>
        (Map, Reduce) = (map, new Reduce(isMean ? Reduction.Mean : Reduction.Sum, axes));

    /// <summary>Gets the expressions.</summary>
    public Map Map { get; }

    /// <summary>Gets whether the outputs are means.</summary>
    public bool IsMean => Reduce.Kind == Reduction.Mean;

    /// <summary>Gets the reduction of each expression.</summary>
    public Reduce Reduce { get; }

    /// <summary>Gets the reduced axes, in ascending order.</summary>
    public ImmutableArray<int> Axes => Reduce.Axes;

    /// <inheritdoc/>
    public override string Name => $"Map{Reduce.Name}";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        var mapped = Map.InferShapes(inputs);
        var reduced = Reduce.InferShapes([mapped[0]])[0];
        return [.. mapped.Select(_ => reduced)];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs)
    {
        var mapped = Map.InferShapes(inputs);
        return Map.Multiplications(inputs) + mapped.Count * Reduce.Multiplications([mapped[0]]);
    }

    /// <inheritdoc/>
    public override Operator InLayout(Layout layout) => new MapReduce(Map, IsMean, [.. Axes.Select(layout.PlaceOf)]);

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) =>
        !Axes.Contains(0) && Map.KeepsSamplesApart(inputs, batched);
}
