using System.Collections;
using System.Runtime.CompilerServices;

namespace ShaderKernels.Tensors;

/// <summary>
/// The dimensions of a tensor, outermost first, for example <c>[N, C, H, W]</c>. Immutable, compared by value.
/// A scalar has rank 0; a dimension may be 0, and then the tensor is empty.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[] _dimensions;

    private Shape(int[] dimensions)
    {
        _dimensions = dimensions;
        long count = 1;
        foreach (int dimension in dimensions)
        {
            if (dimension < 0) throw new ShapeException($"Shape: [{string.Join(", ", dimensions)}] has the negative dimension {dimension}; a dimension is 0 or more");
            count = checked(count * dimension);
        }
        Count = count;
    }

    /// <summary>The shape of a single number.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>Makes a shape of the given dimensions, outermost first.</summary>
    /// <exception cref="ShapeException">A dimension is negative.</exception>
    public static Shape Of(params ReadOnlySpan<int> dimensions) => new(dimensions.ToArray());

    /// <summary>The number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>The number of elements, the product of the dimensions.</summary>
    public long Count { get; }

    /// <summary>The length of one axis; a negative axis counts from the end.</summary>
    public int this[int axis] => _dimensions[axis < 0 ? axis + Rank : axis];

    /// <summary>The dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>The distance, in elements, between neighbors along each axis of a contiguous tensor of this shape.</summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        int stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride = checked(stride * Math.Max(1, _dimensions[axis]));
        }
        return strides;
    }

    /// <summary>The axes in the order <paramref name="permutation"/> gives: axis i of the result is axis permutation[i] of this shape.</summary>
    public Shape Permute(ReadOnlySpan<int> permutation)
    {
        var dimensions = new int[Rank];
        for (int axis = 0; axis < Rank; axis++) dimensions[axis] = _dimensions[permutation[axis]];
        return new(dimensions);
    }

    /// <summary>The shape that two tensors broadcast to, aligned at the last axis, where a dimension of 1 stretches (the NumPy rule).</summary>
    /// <exception cref="ShapeException">Two dimensions differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var dimensions = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Rank ? a[-i] : 1, y = i <= b.Rank ? b[-i] : 1;
            if (x != y && x != 1 && y != 1) throw new ShapeException($"Broadcast: {a} and {b} do not fit ({x} against {y} at axis {-i}); dimensions must be equal or 1");
            dimensions[rank - i] = x == 1 ? y : x;
        }
        return new(dimensions);
    }

    /// <summary>Whether this shape broadcasts to another and leaves it as it is: each axis is as long, or 1, or missing in front.</summary>
    public bool BroadcastsTo(Shape other)
    {
        if (Rank > other.Rank) return false;
        for (int i = 1; i <= Rank; i++)
        {
            if (this[-i] != other[-i] && this[-i] != 1) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int dimension in _dimensions) hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>Equality by value.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>The dimensions in brackets, for example <c>[32, 4, 84, 84]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _dimensions)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
