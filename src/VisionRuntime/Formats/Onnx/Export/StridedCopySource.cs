using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Writes how a part of a strided copy reads its source: as Slice, Transpose, Reshape and Expand, each where it is needed.
/// </summary>
internal static class StridedCopySource
{
    /// <summary>The name of the part, in the shape of its extent; null where its strides do not follow the axes of the source.</summary>
    public static string? Write(NodeExport call, int input, StridedCopy.Part part)
    {
        int rank = part.Source.Rank;
        int[] start = StridedCopyWriter.Coordinates(part.From.Offset, part.Source.Strides());
        int[] step = new int[rank], axisOf = new int[part.Extent.Rank], length = [.. Enumerable.Repeat(1, rank)];
        if (part.Extent.Count == 0) return null;
        for (int i = 0; i < axisOf.Length; i++)
        {
            axisOf[i] = -1;
            if (part.Extent[i] == 1 || part.From.Strides[i] == 0) continue;
            int axis = axisOf[i] = AxisOf(part, i, start, step);
            if (axis < 0) return null;
            step[axis] = part.From.Strides[i] / part.Source.Strides()[axis];
            length[axis] = part.Extent[i];
        }
        string x = Slice(call, call.Input(input), part.Source, start, step, length);
        int[] read = [.. axisOf.Where(axis => axis >= 0)], order = [.. read, .. Enumerable.Range(0, rank).Except(read)];
        Shape shape = Shape.Of(length);
        if (!read.SequenceEqual(read.Order()))
        {
            x = call.Add("Transpose", [x], Ints("perm", order));
            shape = shape.Permute(order);
        }
        Shape unexpanded = [.. axisOf.Select((axis, i) => axis >= 0 ? part.Extent[i] : 1)];
        return call.Expand(call.Reshape(x, shape, unexpanded, call.IsBatched), unexpanded, part.Extent, call.IsBatched);
    }

    /// <summary>
    /// The source axis that an axis of the part reads: the outermost whose stride divides the part's and that it does not exceed;
    /// -1 for none.
    /// </summary>
    private static int AxisOf(StridedCopy.Part part, int partAxis, int[] start, int[] steps)
    {
        int[] strides = part.Source.Strides();
        for (int axis = 0; axis < strides.Length; axis++)
        {
            int stride = part.From.Strides[partAxis];
            if (part.Source[axis] < 2 || steps[axis] != 0 || stride % strides[axis] != 0) continue;
            long last = start[axis] + (long)(stride / strides[axis]) * (part.Extent[partAxis] - 1);
            if (last >= 0 && last < part.Source[axis]) return axis;
        }
        return -1;
    }

    private static string Slice(NodeExport call, string x, Shape source, int[] start, int[] step, int[] length)
    {
        int[] axes = [.. Enumerable.Range(0, source.Rank).Where(IsSliced)];
        if (axes.Length == 0) return x;
        string starts = call.Integers(axes.Select(axis => (long)start[axis])), ends = call.Integers(axes.Select(End));
        string steps = call.Integers(axes.Select(axis => (long)StepOf(axis)));
        return call.Add("Slice", [x, starts, ends, call.Integers(axes.Select(axis => (long)axis)), steps]);

        bool IsSliced(int axis) => source[axis] > 1 && (length[axis] != source[axis] || step[axis] != 1);

        int StepOf(int axis) => step[axis] == 0 ? 1 : step[axis];

        // A backward slice that includes the first element ends before the axis, for which ONNX has the smallest integer.
        long End(int axis) => start[axis] + (long)StepOf(axis) * length[axis] is var end and >= 0 ? end : int.MinValue;
    }
}
