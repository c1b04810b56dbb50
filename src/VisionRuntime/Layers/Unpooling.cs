using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Layers;

/// <summary>Max pooling that remembers where its maxima were, and the way back (Zeiler and Fergus 2014).</summary>
public static class Unpooling
{
    /// <summary>Max pooling and its switches: [N, C, H, W] to two of [N, C, OH, OW].</summary>
    /// <param name="x">The images.</param>
    /// <param name="size">The window's height and width.</param>
    /// <param name="stride">The step between windows; the size, so that they do not overlap, where none is given.</param>
    /// <param name="padding">Pixels around the images.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <returns>The maxima, and where each was found: h * W + w, as <see cref="Unpool"/> takes it.</returns>
    /// <exception cref="ShapeException">The windows do not fit the images.</exception>
    public static (Value Maxima, Value Switches) MaxPoolWithIndices(this Value x, int size, int? stride = null, int padding = 0, Fit fit = Fit.Exact)
    {
        var (height, width) = Window.Square(size, stride ?? size, padding, fit);
        return x.MaxPoolWithIndices(height, width);
    }

    /// <summary>Max pooling and its switches, with the windows given in full.</summary>
    public static (Value Maxima, Value Switches) MaxPoolWithIndices(this Value x, Window height, Window width) =>
        (x.Graph.Apply(new Pool(PoolKind.Max, height, width), x), x.Graph.Apply(new MaxPoolIndices(height, width), x));

    /// <summary>Puts numbers back to where the switches say; zeros are everywhere else. Where windows overlapped and share a switch, the last one's number is put there.</summary>
    /// <param name="x">The numbers, [N, C, OH, OW].</param>
    /// <param name="switches">Their places h * W + w, of the same shape.</param>
    /// <param name="output">The shape of what was pooled, [N, C, H, W].</param>
    /// <exception cref="ShapeException">The shapes do not belong together.</exception>
    public static Value Unpool(this Value x, Value switches, Shape output)
    {
        if (x.Shape.Rank != 4 || output.Rank != 4 || switches.Shape != x.Shape || output[0] != x.Shape[0] || output[1] != x.Shape[1])
            throw new ShapeException($"Unpool: {x} with switches {switches} to {output}; all are [N, C, height, width], x and switches alike, N and C the same");
        int planes = checked(x.Shape[0] * x.Shape[1]), windows = x.Shape[2] * x.Shape[3];
        return x.Graph.Apply(new ScatterAssign(1, checked(output[2] * output[3]), Batched: true), switches.Reshape([planes, windows]), x.Reshape([planes, windows])).Reshape(output);
    }
}
