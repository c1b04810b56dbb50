using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The kinds of <see cref="Reduce"/>.</summary>
public enum Reduction
{
    /// <summary>The sum; 0 for no elements.</summary>
    Sum,

    /// <summary>The mean; NaN for no elements.</summary>
    Mean,

    /// <summary>The maximum; negative infinity for no elements.</summary>
    Max,

    /// <summary>The minimum; infinity for no elements.</summary>
    Min,

    /// <summary>The product; 1 for no elements.</summary>
    Product,
}

/// <summary>Reduces the elements along some axes to one; reduced axes keep length 1.</summary>
public sealed record Reduce : Operator
{
    /// <summary>Creates the operator.</summary>
    /// <param name="kind">The kind of reduction.</param>
    /// <param name="axes">The axes to reduce, each once; negative axes are not allowed.</param>
    public Reduce(Reduction kind, params ReadOnlySpan<int> axes)
    {
        Kind = kind;
        Axes = [.. axes.ToArray().Order()];
    }

    /// <summary>Gets the kind of reduction.</summary>
    public Reduction Kind { get; }

    /// <summary>Gets the reduced axes, in ascending order.</summary>
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
                throw new ShapeException($"{Name}: axes {string.Join(", ", Axes)} of {inputs[0]}; "
                    + $"they must be different and from 0 to {dimensions.Length - 1}");
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
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) =>
        Axes is [1] ? (Window.One, Window.One) : null;

    /// <inheritdoc/>
    public bool Equals(Reduce? other) => other is not null && Kind == other.Kind && Axes.SequenceEqual(other.Axes);

    /// <inheritdoc/>
    public override int GetHashCode() => Axes.Aggregate((int)Kind, HashCode.Combine);
}
