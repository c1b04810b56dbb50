using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Layers;

/// <summary>
/// Convolution, its transpose and pooling over any number of spatial axes as plain loops in double precision. They know nothing of
/// lowering.
/// </summary>
public static class SpatialFormulas
{
    /// <summary>x [N, C, ...], w [O, C / groups, ...]: the sum over every tap, output length floor((W - F + B + A) / S) + 1.</summary>
    public static HostTensor Convolution(HostTensor x, HostTensor w, HostTensor? bias, Window[] windows, int groups = 1)
    {
        int[] lengths =
            [.. windows.Select((window,
                axis) => (x.Shape[axis + 2] + window.PadBegin + window.PadEnd - (window.Size - 1) * window.Dilation - 1) / window.Stride
                    + 1)];
        Shape shape = [x.Shape[0], w.Shape[0], .. lengths];
        var y = new double[shape.Count];
        foreach (int[] place in Places(shape))
        {
            double sum = bias?.Values[place[1]] ?? 0;
            foreach (int[] tap in Places([.. w.Shape.Skip(1)]))
            {
                int channel = place[1] / (w.Shape[0] / groups) * w.Shape[1] + tap[0];
                int[] pixel = [.. windows.Select((window, axis) => place[axis + 2] * window.Stride - window.PadBegin
                    + tap[axis + 1] * window.Dilation)];
                if (Inside(pixel, x.Shape)) sum += x.Values[At(x.Shape, [place[0], channel, .. pixel])]
                    * w.Values[At(w.Shape, [place[1], .. tap])];
            }
            y[At(shape, place)] = sum;
        }
        return new(shape, y);
    }

    /// <summary>
    /// x [N, C, ...], w [C, O / groups, ...]: each pixel lays its multiple of the filter into the output, which is of the given lengths.
    /// </summary>
    public static HostTensor Transposed(HostTensor x, HostTensor w, HostTensor? bias, Window[] windows, int[] lengths, int groups = 1)
    {
        Shape shape = [x.Shape[0], w.Shape[1] * groups, .. lengths];
        var y = new double[shape.Count];
        if (bias is not null) foreach (int[] place in Places(shape)) y[At(shape, place)] = bias.Values[place[1]];
        foreach (int[] from in Places(x.Shape))
        {
            foreach (int[] tap in Places([.. w.Shape.Skip(1)]))
            {
                int channel = from[1] / (x.Shape[1] / groups) * w.Shape[1] + tap[0];
                int[] pixel = [.. windows.Select((window, axis) => from[axis + 2] * window.Stride - window.PadBegin
                    + tap[axis + 1] * window.Dilation)];
                if (Inside(pixel, shape)) y[At(shape, [from[0], channel, .. pixel])] += x.Values[At(x.Shape, from)]
                    * w.Values[At(w.Shape, [from[1], .. tap])];
            }
        }
        return new(shape, y);
    }

    /// <summary>
    /// x [N, C, ...] to the given lengths: what <paramref name="join"/> makes of the pixels under each window, their distances in pixels
    /// from its center, and the number of its taps on padding.
    /// </summary>
    public static HostTensor Pool(HostTensor x, Window[] windows, int[] lengths, Func<double[], double[], int, double> join)
    {
        Shape shape = [x.Shape[0], x.Shape[1], .. lengths];
        var y = new double[shape.Count];
        foreach (int[] place in Places(shape))
        {
            List<double> seen = [], distances = [];
            int padding = 0;
            foreach (int[] tap in Places([.. windows.Select(window => window.Size)]))
            {
                int[] pixel = [.. windows.Select((window, axis) => place[axis + 2] * window.Stride - window.PadBegin
                    + tap[axis] * window.Dilation)];
                if (Inside(pixel, x.Shape))
                {
                    seen.Add(x.Values[At(x.Shape, [place[0], place[1], .. pixel])]);
                    distances.Add(Math.Sqrt(windows.Select((window,
                        axis) => Math.Pow(tap[axis] * window.Dilation - (window.Size - 1) * window.Dilation / 2.0, 2)).Sum()));
                }
                else if (pixel.Select((at, axis) => at < x.Shape[axis + 2] + windows[axis].PadEnd).All(inside => inside)) padding++;
            }
            y[At(shape, place)] = join([.. seen], [.. distances], padding);
        }
        return new(shape, y);
    }

    private static bool Inside(int[] pixel, Shape shape) =>
        pixel.Select((at, axis) => at >= 0 && at < shape[axis + 2]).All(inside => inside);

    private static int At(Shape shape, int[] place) =>
        place.Select((at, axis) => (at, axis)).Aggregate(0, (index, next) => index * shape[next.axis] + next.at);

    private static IEnumerable<int[]> Places(Shape shape)
    {
        for (int i = 0; i < shape.Count; i++)
        {
            var place = new int[shape.Rank];
            for (int rest = i, axis = shape.Rank - 1; axis >= 0; axis--) (rest, place[axis]) = Math.DivRem(rest, shape[axis]);
            yield return place;
        }
    }
}
