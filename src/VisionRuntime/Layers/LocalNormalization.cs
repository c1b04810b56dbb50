using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Normalization of each number by its neighborhood, across channels or in the picture.</summary>
public static class LocalNormalization
{
    /// <summary>
    /// Local response normalization (Krizhevsky et al. 2012, in ONNX's terms): each number is divided by
    /// (bias + alpha / size * s)^beta, s being the sum of squares at the same pixel over the <paramref name="size"/> channels around its own:
    /// floor((size - 1) / 2) before and ceil((size - 1) / 2) behind, as far as there are any.
    /// </summary>
    /// <param name="x">Images [N, C, ...].</param>
    /// <param name="size">The number of channels in the window.</param>
    /// <param name="alpha">AlexNet's 1e-4 is per channel: there alpha is size * 1e-4.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="bias">What is divided by where all is 0; AlexNet's k is 2.</param>
    public static Value LocalResponseNormalization(this Value x, int size, float alpha = 1e-4f, float beta = 0.75f, float bias = 1)
    {
        if (x.Shape.Rank < 2 || size < 1) throw new ShapeException($"LocalResponseNormalization: a window of {size} channels over {x}; it needs 1 or more, and an axis of channels [N, C, ...]");
        var squares = x.Graph.Map(Square(Input(0)), x).Resample(1, WindowTaps.Sums(x.Shape[1], (size - 1) / 2, size / 2));
        return x.Graph.Map(Input(0) * Power(bias + alpha / size * Input(1), -beta), x, squares);
    }

    /// <summary>
    /// Local contrast normalization (Jarrett et al. 2009): from each number the mean of its neighborhood is taken away (subtractive), then it is divided by
    /// the neighborhood's standard deviation, or by that deviation's mean over the picture where it is smaller (divisive). The neighborhood is a Gaussian
    /// window over the picture and, as in the paper, all channels. Where the window reaches past the border, the rest of it counts more, so that an
    /// even surface becomes 0 up to its edges.
    /// </summary>
    /// <param name="x">Images [N, C, H, W].</param>
    /// <param name="size">The window's height and width, odd; the paper's 9.</param>
    /// <param name="deviation">The Gaussian's standard deviation in pixels; 2 as in Theano's tutorials, since the paper gives none.</param>
    /// <param name="threshold">No neighborhood's standard deviation counts as less, so that noise on even surfaces is not blown up.</param>
    /// <param name="acrossChannels">Whether the neighborhood spans all channels; otherwise each channel is normalized by itself.</param>
    public static Value LocalContrastNormalization(this Value x, int size = 9, double deviation = 2, float threshold = 1e-4f, bool acrossChannels = true)
    {
        if (x.Shape.Rank != 4) throw new ShapeException($"LocalContrastNormalization: {x} has {x.Shape.Rank} dimensions; images [N, C, H, W] have 4");
        var graph = x.Graph;
        var centered = x - Neighborhood(x);
        // The floor stands inside the root, whose slope at 0 has no end.
        var spread = graph.Map(Sqrt(Max(Input(0), threshold * threshold)), Neighborhood(graph.Map(Square(Input(0)), centered)));
        var usual = spread.Mean(acrossChannels ? [1, 2, 3] : [2, 3]);
        return graph.Map(Input(0) / Max(Input(1), Input(2)), centered, spread, usual);

        Value Neighborhood(Value v) => (acrossChannels ? v.Mean(1) : v)
            .Resample(2, WindowTaps.Gaussian(x.Shape[2], size, deviation)).Resample(3, WindowTaps.Gaussian(x.Shape[3], size, deviation));
    }
}
