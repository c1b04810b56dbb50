using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Copies elements with strides. Each input is one part, read with strides in the source and written with strides in the destination.
/// Slicing, concatenation, padding, transposition, flipping, tiling and dilation are this operator; use the factory methods.
/// </summary>
/// <param name="Output">The output shape.</param>
/// <param name="Parts">The part copied from each input, in the order of the inputs.</param>
/// <param name="Fill">The value of elements that no part writes.</param>
public sealed record StridedCopy(Shape Output, ImmutableArray<StridedCopy.Part> Parts, float Fill = 0) : Operator
{
    /// <summary>The part of the output that is copied from one input.</summary>
    /// <param name="Source">The input shape.</param>
    /// <param name="Extent">The number of elements along each axis of the copy.</param>
    /// <param name="From">The offset and strides in the input.</param>
    /// <param name="To">The offset and strides in the output.</param>
    public sealed record Part(Shape Source, Shape Extent, Walk From, Walk To)
    {
        /// <summary>Gets whether different axes read the same element, apart from axes with stride 0.</summary>
        public bool ReadsTwice
        {
            get
            {
                // In ascending order, each stride must be larger than the span of all smaller ones.
                long span = 0;
                foreach (var (length, step) in Extent.Zip(From.Strides, (length, stride) => (length, Math.Abs(stride)))
                    .Where(axis => axis is { length: > 1, Item2: > 0 }).OrderBy(axis => axis.Item2))
                {
                    if (step <= span) return true;
                    span += (long)(length - 1) * step;
                }
                return false;
            }
        }
    }

    /// <summary>An offset and a stride for each axis, in elements; strides may be negative or, in a source, 0.</summary>
    public sealed record Walk(int Offset, ImmutableArray<int> Strides)
    {
        /// <inheritdoc/>
        public bool Equals(Walk? other) => other is not null && Offset == other.Offset && Strides.SequenceEqual(other.Strides);

        /// <inheritdoc/>
        public override int GetHashCode() => Strides.Aggregate(Offset, HashCode.Combine);
    }

    /// <summary>Creates a transposition: axis i of the output is axis <paramref name="permutation"/>[i] of the input.</summary>
    public static StridedCopy Transpose(Shape input, params ReadOnlySpan<int> permutation)
    {
        if (!permutation.ToArray().Order().SequenceEqual(Enumerable.Range(0, input.Rank)))
            throw new ShapeException($"Transpose: [{string.Join(", ", permutation.ToArray())}] is not a permutation of the {input.Rank} "
                + $"axes of {input}; give each axis from 0 to {input.Rank - 1} once");
        var output = input.Permute(permutation);
        int[] strides = input.Strides();
        return new(output,
            [new(input, output, new(0, [.. permutation.ToArray().Select(axis => strides[axis])]), new(0, [.. output.Strides()]))]);
    }

    /// <summary>
    /// Creates a slice: <paramref name="lengths"/>[i] elements of each axis from <paramref name="starts"/>[i] with a step of
    /// <paramref name="steps"/>[i], 1 by default; negative steps reverse the axis.
    /// </summary>
    public static StridedCopy Slice(Shape input, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, ReadOnlySpan<int> steps = default)
    {
        int[] strides = input.Strides();
        var walked = new int[input.Rank];
        int offset = 0;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            int step = steps.IsEmpty ? 1 : steps[axis], last = starts[axis] + (lengths[axis] - 1) * step;
            if (lengths[axis] < 0 || lengths[axis] > 0
                && (starts[axis] < 0 || starts[axis] >= input[axis] || last < 0 || last >= input[axis]))
                throw new ShapeException($"Slice: {lengths[axis]} elements from {starts[axis]} with step {step} do not lie inside axis "
                    + $"{axis} of {input}; use fewer, or another start");
            offset += starts[axis] * strides[axis];
            walked[axis] = strides[axis] * step;
        }
        var output = Shape.Of(lengths);
        return new(output, [new(input, output, new(offset, [.. walked]), new(0, [.. output.Strides()]))]);
    }

    /// <summary>Creates a concatenation along one axis; all other axes must be equal.</summary>
    public static StridedCopy Concatenate(int axis, params IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count == 0) throw new ShapeException("Concatenate: 0 inputs; it needs 1 or more");
        int[] dimensions = inputs[0].Dimensions.ToArray();
        if (axis < 0 || axis >= dimensions.Length) throw new ShapeException($"Concatenate: axis {axis} of {inputs[0]}; "
            + $"it must be from 0 to {dimensions.Length - 1}");
        dimensions[axis] = 0;
        foreach (var input in inputs)
        {
            for (int i = 0; i < dimensions.Length; i++)
            {
                if (input.Rank != dimensions.Length || i != axis && input[i] != inputs[0][i])
                    throw new ShapeException($"Concatenate: {inputs[0]} and {input} differ in more than axis {axis}; "
                        + "all other axes must be equal");
            }
            dimensions[axis] += input[axis];
        }
        var output = Shape.Of(dimensions);
        int[] strides = output.Strides();
        var parts = ImmutableArray.CreateBuilder<Part>();
        int position = 0;
        foreach (var input in inputs)
        {
            parts.Add(new(input, input, new(0, [.. input.Strides()]), new(position * strides[axis], [.. strides])));
            position += input[axis];
        }
        return new(output, parts.ToImmutable());
    }

    /// <summary>
    /// Creates constant padding with <paramref name="before"/>[i] and <paramref name="after"/>[i] elements around each axis; negative
    /// padding crops.
    /// </summary>
    public static StridedCopy Pad(Shape input, ReadOnlySpan<int> before, ReadOnlySpan<int> after, float fill = 0)
    {
        int[] dimensions = new int[input.Rank], extent = new int[input.Rank], source = input.Strides();
        for (int axis = 0; axis < input.Rank; axis++)
        {
            dimensions[axis] = before[axis] + input[axis] + after[axis];
            if (dimensions[axis] < 0) throw new ShapeException($"Pad: padding {before[axis]} and {after[axis]} crops more than the "
                + $"{input[axis]} elements of axis {axis} of {input}; crop less");
            extent[axis] = Math.Max(0, Math.Min(input[axis], input[axis] + after[axis]) - Math.Max(0, -before[axis]));
        }
        var output = Shape.Of(dimensions);
        int[] strides = output.Strides();
        int from = 0, to = 0;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            from += Math.Max(0, -before[axis]) * source[axis];
            to += Math.Max(0, before[axis]) * strides[axis];
        }
        return new(output, [new(input, Shape.Of(extent), new(from, [.. source]), new(to, [.. strides]))], fill);
    }

    /// <summary>Creates an expansion: repeats axes of length 1, and missing leading axes, to the shape <paramref name="output"/>.</summary>
    public static StridedCopy Expand(Shape input, Shape output)
    {
        if (!input.BroadcastsTo(output)) throw new ShapeException($"Expand: {input} does not broadcast to {output}; "
            + "each axis must have the same length, length 1, or be missing in front");
        int[] strides = input.Strides();
        var walked = new int[output.Rank];
        for (int i = 1; i <= input.Rank; i++) walked[output.Rank - i] = input[-i] == 1 ? 0 : strides[input.Rank - i];
        return new(output, [new(input, output, new(0, [.. walked]), new(0, [.. output.Strides()]))]);
    }

    /// <summary>Gets whether the parts write every element of the output, so that the fill value is not used.</summary>
    internal bool CoversOutput => CopyCoverage.Of(this).Complete;

    /// <summary>Gets whether parts overlap in the output.</summary>
    public bool PartsOverlap => CopyCoverage.Of(this).Overlap;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, Parts.Length, Parts.Length);
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i] != Parts[i].Source) throw new ShapeException($"{Name}: input {i} is {inputs[i]}; "
                + $"the copy was created for {Parts[i].Source}");
        }
        return [Output];
    }

    /// <summary>Gets the bytes of the elements that are read; an element that is repeated counts once.</summary>
    public override long BytesRead(IReadOnlyList<Shape> inputs) =>
        Parts.Sum(part => Enumerable.Range(0, part.Extent.Rank)
            .Aggregate(1L, (count, axis) => count * (part.From.Strides[axis] == 0 ? Math.Min(1, part.Extent[axis]) : part.Extent[axis])))
            * sizeof(float);

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override bool IsCopy => true;

    /// <inheritdoc/>
    /// <remarks>Every part must step through the samples of its input and of the output one by one, from the first to the last.</remarks>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched)
    {
        if (batched.Contains(false) || Output.Rank == 0) return false;
        int stride = Output.Strides()[0];
        return Parts.All(part => part.Source.Rank > 0 && part.Source[0] == Output[0] && part.Extent[0] == Output[0]
            && part.From.Strides[0] == part.Source.Strides()[0] && part.From.Offset < part.Source.Strides()[0]
            && part.To.Strides[0] == stride && part.To.Offset < stride);
    }

    /// <inheritdoc/>
    /// <remarks>Concatenating and selecting channels leaves every pixel in its place; other copies have no windows.</remarks>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs)
    {
        if (Output.Rank != 4 || !Parts.All(part => part.Source.Rank == 4 && part.Extent.Rank == 4)) return null;
        int[] strides = Output.Strides();
        bool inPlace = Parts.All(part => part.Source.Strides() is var source
            && Enumerable.Range(2, 2).All(axis => part.Source[axis] == Output[axis] && part.Extent[axis] == Output[axis]
                && part.From.Strides[axis] == source[axis] && part.To.Strides[axis] == strides[axis])
            && part.From.Offset % source[1] == 0 && part.To.Offset % strides[1] == 0);
        return inPlace ? (Window.One, Window.One) : null;
    }

    /// <inheritdoc/>
    public bool Equals(StridedCopy? other) =>
        other is not null && Output == other.Output && Fill.Equals(other.Fill) && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(HashCode.Combine(Output, Fill), HashCode.Combine);
}
