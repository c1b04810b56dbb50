using System.Collections;
using System.Runtime.CompilerServices;

namespace ShaderKernels.Tensors;

/// <summary>
/// The dimensions of a tensor, outermost first, for example <c>[N, C, H, W]</c>. Immutable, compared by value.
/// A scalar has rank 0; a tensor with a dimension of 0 is empty. The product of the other dimensions is at most <see cref="LargestCount"/>.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public sealed class Shape : IEquatable<Shape>, IEnumerable<int>
{
    private readonly int[] _dimensions;

    private Shape(int[] dimensions)
    {
        _dimensions = dimensions;
        // Without zeros: the strides of an empty tensor are products of its other dimensions.
        long count = 1;
        foreach (int dimension in dimensions)
        {
            if (dimension < 0) throw new ShapeException($"Shape: {this} has the negative dimension {dimension}; a dimension is 0 or more");
            count *= Math.Max(1, dimension);
            if (count > LargestCount)
                throw new ShapeException($"Shape: {this} has more elements than one tensor can hold ({LargestCount})");
        }
        Count = dimensions.Contains(0) ? 0 : count;
    }

    /// <summary>Gets the largest number of elements, which is that of an array.</summary>
    public static int LargestCount => Array.MaxLength;

    /// <summary>Gets the shape of a scalar.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>Creates a shape of the given dimensions, outermost first.</summary>
    /// <exception cref="ShapeException">A dimension is negative, or their product exceeds <see cref="LargestCount"/>.</exception>
    public static Shape Of(params ReadOnlySpan<int> dimensions) => new(dimensions.ToArray());

    /// <summary>Gets the number of dimensions.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Gets the number of elements, the product of the dimensions.</summary>
    public long Count { get; }

    /// <summary>Gets the dimension of an axis; negative axes count from the end.</summary>
    public int this[int axis] => _dimensions[axis < 0 ? axis + Rank : axis];

    /// <summary>Gets the dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Dimensions => _dimensions;

    /// <summary>Returns the strides of a contiguous tensor: the distance, in elements, between neighbors along each axis.</summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        int stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(1, _dimensions[axis]);
        }
        return strides;
    }

    /// <summary>Permutes the axes: axis i of the result is axis permutation[i] of this shape.</summary>
    public Shape Permute(ReadOnlySpan<int> permutation)
    {
        var dimensions = new int[Rank];
        for (int axis = 0; axis < Rank; axis++) dimensions[axis] = _dimensions[permutation[axis]];
        return new(dimensions);
    }

    /// <summary>
    /// Returns the shape that two shapes broadcast to by the NumPy rule: aligned at the last axis, dimensions of 1 are repeated.
    /// </summary>
    /// <exception cref="ShapeException">Two dimensions differ and neither is 1, or the result is too large.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        var dimensions = new int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int x = i <= a.Rank ? a[-i] : 1, y = i <= b.Rank ? b[-i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ShapeException($"Broadcast: {a} and {b} do not match ({x} and {y} at axis {-i}); dimensions must be equal or 1");
            dimensions[rank - i] = x == 1 ? y : x;
        }
        return new(dimensions);
    }

    /// <summary>
    /// Returns whether this shape broadcasts to another: each dimension equals the other's, is 1, or is missing in front.
    /// </summary>
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

    /// <summary>Returns whether two shapes have the same dimensions.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Returns whether two shapes have different dimensions.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>Returns the dimensions in brackets, for example <c>[32, 4, 84, 84]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _dimensions)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
