using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>A copied part's way through its source, written as Slice, Transpose, Reshape and Expand, each where it is needed.</summary>
internal static class CopySource
{
    /// <summary>The name of the piece, of the part's extent; null where the walk does not follow the source's axes.</summary>
    public static string? Write(NodeExport call, int input, StridedCopy.Part part)
    {
        int rank = part.Source.Rank;
        int[] start = CopyWriter.Coordinates(part.From.Offset, part.Source.Strides()), step = new int[rank], axisOf = new int[part.Extent.Rank], length = [.. Enumerable.Repeat(1, rank)];
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
        string x = Sliced(call, call.Input(input), part.Source, start, step, length);
        int[] walked = [.. axisOf.Where(axis => axis >= 0)], order = [.. walked, .. Enumerable.Range(0, rank).Except(walked)];
        Shape shape = Shape.Of(length);
        if (!walked.SequenceEqual(walked.Order()))
        {
            x = call.Add("Transpose", [x], Ints("perm", order));
            shape = shape.Permute(order);
        }
        Shape unexpanded = [.. axisOf.Select((axis, i) => axis >= 0 ? part.Extent[i] : 1)];
        return call.Expand(call.Reshape(x, shape, unexpanded, call.IsBatched), unexpanded, part.Extent, call.IsBatched);
    }

    /// <summary>The source's axis that the walk's axis follows: the coarsest whose stride divides its own and whose end it does not pass.</summary>
    private static int AxisOf(StridedCopy.Part part, int walked, int[] start, int[] taken)
    {
        int[] strides = part.Source.Strides();
        for (int axis = 0; axis < strides.Length; axis++)
        {
            int stride = part.From.Strides[walked];
            if (part.Source[axis] < 2 || taken[axis] != 0 || stride % strides[axis] != 0) continue;
            long last = start[axis] + (long)(stride / strides[axis]) * (part.Extent[walked] - 1);
            if (last >= 0 && last < part.Source[axis]) return axis;
        }
        return -1;
    }

    private static string Sliced(NodeExport call, string x, Shape source, int[] start, int[] step, int[] length)
    {
        int[] axes = [.. Enumerable.Range(0, source.Rank).Where(axis => source[axis] > 1 && (length[axis] != source[axis] || step[axis] != 1))];
        if (axes.Length == 0) return x;
        // Backwards to the first element the end lies before the axis, which no number from 0 says.
        return call.Add("Slice", [x, call.Integers(axes.Select(axis => (long)start[axis])), call.Integers(axes.Select(End)), call.Integers(axes.Select(axis => (long)axis)), call.Integers(axes.Select(axis => (long)StepOf(axis)))]);

        int StepOf(int axis) => step[axis] == 0 ? 1 : step[axis];

        long End(int axis) => start[axis] + (long)StepOf(axis) * length[axis] is var end and >= 0 ? end : int.MinValue;
    }
}
