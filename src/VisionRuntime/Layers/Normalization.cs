using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>A value standardized to mean 0 and variance 1.</summary>
/// <param name="Output">(x - mean) / sqrt(variance + epsilon).</param>
/// <param name="Mean">The mean, in a shape that broadcasts to the output.</param>
/// <param name="Variance">The biased variance, divided by the number of elements.</param>
public readonly record struct Standardized(Value Output, Value Mean, Value Variance);

/// <summary>
/// Normalization layers. Most are <see cref="Standardize(Value, float, ReadOnlySpan{int})"/> over different axes, followed by a learned
/// scale name/gamma and shift name/beta. Variances are computed after the mean has been subtracted, so that a large mean costs no
/// precision.
/// </summary>
public static partial class Normalization
{
    /// <summary>Standardizes to mean 0 and variance 1 over the given axes; negative axes count from the end.</summary>
    public static Standardized Standardize(this Value x, float epsilon, params ReadOnlySpan<int> axes)
    {
        int[] chosen = axes.ToArray();
        return Standardize(x, epsilon, values => values.Mean(chosen));
    }

    /// <summary>
    /// Applies layer normalization (Ba, Kiros and Hinton 2016): each sample separately, over <paramref name="axis"/> and all axes after it.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer. Its variables are name/gamma and name/beta, in the shape of the normalized axes.</param>
    /// <param name="axis">The first normalized axis; negative axes count from the end.</param>
    /// <param name="epsilon">A constant added to the variance.</param>
    public static Value LayerNormalization(this Value x, string name, int axis = -1, float epsilon = 1e-5f)
    {
        using var layer = x.Graph.Layer(name);
        Shape shape = Shape.Of(x.Shape.Dimensions[FirstOf(x, axis)..]);
        var (gamma, beta) = ScaleAndShift(x.Graph, name, shape);
        return x.LayerNormalization(gamma, beta, axis, epsilon);
    }

    /// <summary>Applies layer normalization with the given scale and shift, which broadcast to x.</summary>
    public static Value LayerNormalization(this Value x, Value scale, Value? shift = null, int axis = -1, float epsilon = 1e-5f)
    {
        int first = FirstOf(x, axis);
        var y = x.Standardize(epsilon, [.. Enumerable.Range(first, x.Shape.Rank - first)]).Output;
        return shift is null ? y * scale : x.Graph.Map(Input(0) * Input(1) + Input(2), y, scale, shift);
    }

    /// <summary>
    /// Applies instance normalization (Ulyanov, Vedaldi and Lempitsky 2016): each channel of each sample separately; x is [N, C, ...].
    /// </summary>
    public static Value InstanceNormalization(this Value x, string name, float epsilon = 1e-5f) =>
        x.GroupNormalization(name, Channels(x, "InstanceNormalization"), epsilon);

    /// <summary>Applies instance normalization with the given scale and shift, [C] each.</summary>
    public static Value InstanceNormalization(this Value x, Value scale, Value shift, float epsilon = 1e-5f) =>
        x.GroupNormalization(scale, shift, Channels(x, "InstanceNormalization"), epsilon);

    /// <summary>
    /// Applies group normalization (Wu and He 2018): groups of neighboring channels of each sample separately; x is [N, C, ...].
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer. Its variables are name/gamma and name/beta, [C] each.</param>
    /// <param name="groups">The number of groups, a divisor of the number of channels.</param>
    /// <param name="epsilon">A constant added to the variance.</param>
    /// <exception cref="ShapeException">The channels cannot be split into these groups, or x has no channels.</exception>
    public static Value GroupNormalization(this Value x, string name, int groups, float epsilon = 1e-5f)
    {
        using var layer = x.Graph.Layer(name);
        Shape shape = [Channels(x, "GroupNormalization")];
        var (gamma, beta) = ScaleAndShift(x.Graph, name, shape);
        return x.GroupNormalization(gamma, beta, groups, epsilon);
    }

    /// <summary>Applies group normalization with the given scale and shift, [C] each.</summary>
    public static Value GroupNormalization(this Value x, Value scale, Value shift, int groups, float epsilon = 1e-5f)
    {
        int channels = Channels(x, "GroupNormalization"), samples = x.Shape[0];
        if (groups < 1 || channels % groups != 0)
            throw new ShapeException($"GroupNormalization: the {channels} channels of {x} cannot be split into {groups} groups; "
                + $"choose a divisor of {channels}");
        int[] places = [.. Enumerable.Range(2, x.Shape.Rank - 2)];
        Shape perChannel = [samples, channels, .. places.Select(_ => 1)], grouped = [samples, groups, channels / groups];
        var y = Standardize(x, epsilon, Average).Output;
        return x.Graph.Map(Input(0) * Input(1) + Input(2), y, PerChannel(scale, x), PerChannel(shift, x));

        // The mean of a group is the mean of the means of its channels, so only these are regrouped and the images keep their layout.
        Value Average(Value values)
        {
            var means = places.Length == 0 ? values : values.Mean(places);
            return groups == channels ? means : means.Reshape(grouped).Mean(2).Expand(grouped).Reshape(perChannel);
        }
    }

    /// <summary>
    /// Applies root mean square normalization (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) over <paramref name="axis"/> and all
    /// axes after it, times a scale that broadcasts.
    /// </summary>
    public static Value RootMeanSquareNormalization(this Value x, Value scale, int axis = -1, float epsilon = 1e-5f)
    {
        int first = FirstOf(x, axis);
        var square = x.Graph.Map(Square(Input(0)), x).Mean([.. Enumerable.Range(first, x.Shape.Rank - first)]);
        return x.Graph.Map(Input(0) / Sqrt(Input(1) + epsilon) * Input(2), x, square, scale);
    }

    /// <summary>
    /// Standardizes to mean 0 and variance 1 over the given axes, by default all but the channels, as in ONNX. Constant inputs become 0,
    /// since 1e-18 is added to the variance.
    /// </summary>
    public static Value MeanVarianceNormalization(this Value x, params ReadOnlySpan<int> axes) =>
        x.Standardize(1e-18f, axes.IsEmpty ? [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != 1)] : axes).Output;

    /// <summary>Divides x by its L2 norm along an axis, or by epsilon if the norm is smaller.</summary>
    public static Value L2Normalize(this Value x, int axis = 1, float epsilon = 1e-12f) =>
        x.Graph.Map(Input(0) / Sqrt(Max(Input(1), epsilon * epsilon)), x, x.Graph.Map(Square(Input(0)), x).Sum(axis));

    /// <summary>Divides x by its L1 norm along an axis, or by epsilon if the norm is smaller.</summary>
    public static Value L1Normalize(this Value x, int axis = 1, float epsilon = 1e-12f) =>
        x.Graph.Map(Input(0) / Max(Input(1), epsilon), x, x.Graph.Map(Abs(Input(0)), x).Sum(axis));

    /// <summary>
    /// Applies local response normalization (Krizhevsky et al. 2012) as ONNX defines it: each element is divided by (bias + alpha / size *
    /// s)^beta, where s is the sum of squares of the same pixel over <paramref name="size"/> neighboring channels, floor((size - 1) / 2)
    /// before and ceil((size - 1) / 2) after its own.
    /// </summary>
    /// <param name="x">Images [N, C, ...].</param>
    /// <param name="size">The number of channels in the window.</param>
    /// <param name="alpha">
    /// The factor of the sum, divided by the size; AlexNet's 1e-4 is not divided, which corresponds to size * 1e-4.
    /// </param>
    /// <param name="beta">The exponent.</param>
    /// <param name="bias">The constant that is added; AlexNet's k is 2.</param>
    public static Value LocalResponseNormalization(this Value x, int size, float alpha = 1e-4f, float beta = 0.75f, float bias = 1)
    {
        if (x.Shape.Rank < 2 || size < 1) throw new ShapeException($"LocalResponseNormalization: a window of {size} channels over {x}; "
            + "it needs 1 or more, and an axis of channels [N, C, ...]");
        var squares = x.Graph.Map(Square(Input(0)), x).Resample(1, WindowTaps.Sums(x.Shape[1], (size - 1) / 2, size / 2));
        return x.Graph.Map(Input(0) * Power(bias + alpha / size * Input(1), -beta), x, squares);
    }

    /// <summary>
    /// Applies local contrast normalization (Jarrett et al. 2009): subtracts the mean of the neighborhood of each element, then divides by
    /// the standard deviation of the neighborhood, or by its mean over the image if that is larger. The neighborhood is a Gaussian window
    /// over the image and, as in the paper, all channels. At the border the part of the window inside the image is normalized to a sum of
    /// 1, so that a constant image becomes 0 up to its edges.
    /// </summary>
    /// <param name="x">Images [N, C, H, W].</param>
    /// <param name="size">The window size, odd; 9 in the paper.</param>
    /// <param name="standardDeviation">
    /// The standard deviation of the Gaussian in pixels. The paper gives none; 2 is the value of Theano's tutorials.
    /// </param>
    /// <param name="threshold">The smallest standard deviation to divide by, so that noise in constant regions is not amplified.</param>
    /// <param name="acrossChannels">Whether the neighborhood spans all channels; otherwise each channel is normalized separately.</param>
    public static Value LocalContrastNormalization(this Value x, int size = 9, double standardDeviation = 2, float threshold = 1e-4f,
        bool acrossChannels = true)
    {
        if (x.Shape.Rank != 4) throw new ShapeException($"LocalContrastNormalization: {x} has {x.Shape.Rank} dimensions; images [N, C, "
            + "H, W] have 4");
        var graph = x.Graph;
        var centered = x - Neighborhood(x);
        // The threshold is applied before the root, whose derivative at 0 is infinite.
        var spread = graph.Map(Sqrt(Max(Input(0), threshold * threshold)), Neighborhood(graph.Map(Square(Input(0)), centered)));
        var usual = spread.Mean(acrossChannels ? [1, 2, 3] : [2, 3]);
        return graph.Map(Input(0) / Max(Input(1), Input(2)), centered, spread, usual);

        Value Neighborhood(Value v) => (acrossChannels ? v.Mean(1) : v)
            .Resample(2, WindowTaps.Gaussian(x.Shape[2], size, standardDeviation))
            .Resample(3, WindowTaps.Gaussian(x.Shape[3], size, standardDeviation));
    }

    /// <summary>
    /// Standardizes by means in a shape that broadcasts to x. The derivative of the variance with respect to the mean is 0, so no gradient
    /// is computed for it.
    /// </summary>
    private static Standardized Standardize(Value x, float epsilon, Func<Value, Value> average)
    {
        Value mean = average(x), variance = average(x.Graph.Map(Square(Input(0) - Input(1)), x, mean.Detach()));
        // The reciprocal of the root is computed once for all elements that share it.
        var scale = x.Graph.Map(1f / Sqrt(Input(0) + epsilon), variance);
        return new(x.Graph.Map((Input(0) - Input(1)) * Input(2), x, mean, scale), mean, variance);
    }

    /// <summary>Declares the learned scale, name/gamma, and shift, name/beta.</summary>
    private static (Value Gamma, Value Beta) ScaleAndShift(Graph graph, string name, Shape shape) => (
        graph.Variable($"{name}/gamma", shape, Initializers.Ones, role: VariableRole.Scale),
        graph.Variable($"{name}/beta", shape, role: VariableRole.Shift));

    /// <summary>Reshapes [C] to [C, 1, ...], which broadcasts to x.</summary>
    private static Value PerChannel(Value values, Value x) => values.Reshape([x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)]);

    private static int Channels(Value x, string layer) =>
        x.Shape.Rank >= 2 ? x.Shape[1] : throw new ShapeException($"{layer}: {x} has no channels; it must be [N, C] or [N, C, ...]");

    private static int FirstOf(Value x, int axis)
    {
        int first = axis < 0 ? axis + x.Shape.Rank : axis;
        return first >= 0 && first < x.Shape.Rank ? first
            : throw new ShapeException($"Normalization: axis {axis} of {x}; it must be from {-x.Shape.Rank} to {x.Shape.Rank - 1}");
    }
}
