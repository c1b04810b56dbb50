using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>How <see cref="Reduce"/> joins numbers into one.</summary>
public enum Reduction
{
    /// <summary>The sum; 0 of nothing.</summary>
    Sum,

    /// <summary>The arithmetic mean; not a number of nothing.</summary>
    Mean,

    /// <summary>The largest; minus infinity of nothing.</summary>
    Max,

    /// <summary>The smallest; infinity of nothing.</summary>
    Min,

    /// <summary>The product; 1 of nothing.</summary>
    Product,
}

/// <summary>Joins the numbers along some axes into one; the reduced axes stay with length 1.</summary>
public sealed record Reduce : Operator
{
    /// <summary>Describes the reduction.</summary>
    /// <param name="kind">How numbers are joined.</param>
    /// <param name="axes">The axes that are joined, each once; negative axes are not accepted here.</param>
    public Reduce(Reduction kind, params ReadOnlySpan<int> axes)
    {
        Kind = kind;
        Axes = [.. axes.ToArray().Order()];
    }

    /// <summary>How numbers are joined.</summary>
    public Reduction Kind { get; }

    /// <summary>The axes that are joined, in ascending order.</summary>
    public ImmutableArray<int> Axes { get; }

    /// <inheritdoc/>
    public override string Name => $"Reduce{Kind}";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        var dimensions = inputs[0].Dimensions.ToArray();
        for (int i = 0; i < Axes.Length; i++)
        {
            if (Axes[i] < 0 || Axes[i] >= dimensions.Length || i > 0 && Axes[i] == Axes[i - 1])
                throw new ShapeException($"{Name}: axes {string.Join(", ", Axes)} of {inputs[0]}; each must be there, once, from 0 to {dimensions.Length - 1}");
            dimensions[Axes[i]] = 1;
        }
        return [Shape.Of(dimensions)];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => Kind switch
    {
        Reduction.Mean => InferShapes(inputs)[0].Count,
        Reduction.Product => inputs[0].Count,
        _ => 0,
    };

    /// <inheritdoc/>
    public override Operator InLayout(Layout layout) => new Reduce(Kind, [.. Axes.Select(layout.PlaceOf)]);

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => !Axes.Contains(0);

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) => Axes is [1] ? (Window.One, Window.One) : null;

    /// <inheritdoc/>
    public bool Equals(Reduce? other) => other is not null && Kind == other.Kind && Axes.SequenceEqual(other.Axes);

    /// <inheritdoc/>
    public override int GetHashCode() => Axes.Aggregate((int)Kind, HashCode.Combine);
}
