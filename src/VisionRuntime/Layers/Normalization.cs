using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>Numbers brought to mean 0 and variance 1.</summary>
/// <param name="Output">(x - mean) / sqrt(variance + epsilon).</param>
/// <param name="Mean">The mean; the axes that it was taken over have length 1, or share it.</param>
/// <param name="Variance">The mean square of what is left: the variance of the numbers at hand, divided by their count, not by one less.</param>
public readonly record struct Standardized(Value Output, Value Mean, Value Variance);

/// <summary>
/// Normalization layers. All are one composition, <see cref="Standardize(Value, float, ReadOnlySpan{int})"/>, over different axes, and a scale and a shift that are learned.
/// Variances are those of numbers whose mean has been taken away, so that a large mean does not eat the digits. Variables are name/gamma and name/beta.
/// </summary>
public static partial class Normalization
{
    /// <summary>Brings the numbers along some axes to mean 0 and variance 1; negative axes count from the end.</summary>
    public static Standardized Standardize(this Value x, float epsilon, params ReadOnlySpan<int> axes)
    {
        int[] chosen = axes.ToArray();
        return Standardize(x, epsilon, values => values.Mean(chosen));
    }

    /// <summary>Layer normalization (Ba, Kiros and Hinton 2016): each sample by itself, over <paramref name="axis"/> and those behind it.</summary>
    /// <param name="x">The values.</param>
    /// <param name="name">The variables are name/gamma and name/beta, of the shape of the normalized axes.</param>
    /// <param name="axis">The first axis that is normalized; negative ones count from the end.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Value LayerNormalization(this Value x, string name, int axis = -1, float epsilon = 1e-5f)
    {
        using var layer = x.Graph.Layer(name);
        Shape shape = Shape.Of(x.Shape.Dimensions[FirstOf(x, axis)..]);
        var (gamma, beta) = ScaleAndShift(x.Graph, name, shape);
        return x.LayerNormalization(gamma, beta, axis, epsilon);
    }

    /// <summary>Layer normalization by the given scale and shift, which broadcast to x.</summary>
    public static Value LayerNormalization(this Value x, Value scale, Value? shift = null, int axis = -1, float epsilon = 1e-5f)
    {
        int first = FirstOf(x, axis);
        var y = x.Standardize(epsilon, [.. Enumerable.Range(first, x.Shape.Rank - first)]).Output;
        return shift is null ? y * scale : x.Graph.Map(Input(0) * Input(1) + Input(2), y, scale, shift);
    }

    /// <summary>Instance normalization (Ulyanov, Vedaldi and Lempitsky 2016): each channel of each sample by itself; x is [N, C, ...].</summary>
    public static Value InstanceNormalization(this Value x, string name, float epsilon = 1e-5f) => x.GroupNormalization(name, Channels(x, "InstanceNormalization"), epsilon);

    /// <summary>Instance normalization by the given scale and shift, [C] each.</summary>
    public static Value InstanceNormalization(this Value x, Value scale, Value shift, float epsilon = 1e-5f) =>
        x.GroupNormalization(scale, shift, Channels(x, "InstanceNormalization"), epsilon);

    /// <summary>Group normalization (Wu and He 2018): groups of neighboring channels of each sample; x is [N, C, ...].</summary>
    /// <param name="x">The values.</param>
    /// <param name="name">The variables are name/gamma and name/beta, [C] each.</param>
    /// <param name="groups">The number of groups, which divides the channels.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ShapeException">The channels cannot be split so, or x has none.</exception>
    public static Value GroupNormalization(this Value x, string name, int groups, float epsilon = 1e-5f)
    {
        using var layer = x.Graph.Layer(name);
        Shape shape = [Channels(x, "GroupNormalization")];
        var (gamma, beta) = ScaleAndShift(x.Graph, name, shape);
        return x.GroupNormalization(gamma, beta, groups, epsilon);
    }

    /// <summary>Group normalization by the given scale and shift, [C] each.</summary>
    public static Value GroupNormalization(this Value x, Value scale, Value shift, int groups, float epsilon = 1e-5f)
    {
        int channels = Channels(x, "GroupNormalization"), samples = x.Shape[0];
        if (groups < 1 || channels % groups != 0)
            throw new ShapeException($"GroupNormalization: the {channels} channels of {x} cannot be split into {groups} groups; choose a divisor of {channels}");
        int[] places = [.. Enumerable.Range(2, x.Shape.Rank - 2)];
        Shape perChannel = [samples, channels, .. places.Select(_ => 1)], grouped = [samples, groups, channels / groups];
        var y = Standardize(x, epsilon, Average).Output;
        return x.Graph.Map(Input(0) * Input(1) + Input(2), y, PerChannel(scale, x), PerChannel(shift, x));

        // The mean of a group is the mean of its channels' means: only those few numbers are regrouped, and the images stay as they lie.
        Value Average(Value values)
        {
            var means = places.Length == 0 ? values : values.Mean(places);
            return groups == channels ? means : means.Reshape(grouped).Mean(2).Expand(grouped).Reshape(perChannel);
        }
    }

    /// <summary>
    /// Root mean square normalization (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) over <paramref name="axis"/> and those behind it, times a scale that broadcasts.
    /// </summary>
    public static Value RootMeanSquareNormalization(this Value x, Value scale, int axis = -1, float epsilon = 1e-5f)
    {
        int first = FirstOf(x, axis);
        var square = x.Graph.Map(Square(Input(0)), x).Mean([.. Enumerable.Range(first, x.Shape.Rank - first)]);
        return x.Graph.Map(Input(0) / Sqrt(Input(1) + epsilon) * Input(2), x, square, scale);
    }

    /// <summary>
    /// Mean 0 and variance 1 over the given axes, by default all but the channels (ONNX). What is alike everywhere becomes 0: 1e-18 is added to the variance.
    /// </summary>
    public static Value MeanVarianceNormalization(this Value x, params ReadOnlySpan<int> axes) =>
        x.Standardize(1e-18f, axes.IsEmpty ? [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != 1)] : axes).Output;

    /// <summary>x over its Euclidean length along an axis, but at least over epsilon, so that 0 stays 0.</summary>
    public static Value L2Normalize(this Value x, int axis = 1, float epsilon = 1e-12f) =>
        x.Graph.Map(Input(0) / Sqrt(Max(Input(1), epsilon * epsilon)), x, x.Graph.Map(Square(Input(0)), x).Sum(axis));

    /// <summary>x over the sum of its magnitudes along an axis, but at least over epsilon, so that 0 stays 0.</summary>
    public static Value L1Normalize(this Value x, int axis = 1, float epsilon = 1e-12f) =>
        x.Graph.Map(Input(0) / Max(Input(1), epsilon), x, x.Graph.Map(Abs(Input(0)), x).Sum(axis));

    /// <summary>
    /// The composition that all share. <paramref name="average"/> gives the means in a shape that broadcasts to x. The variance does not change with the mean it
    /// is taken around (its derivative there is the mean of what is left, 0), so no gradient goes that way.
    /// </summary>
    private static Standardized Standardize(Value x, float epsilon, Func<Value, Value> average)
    {
        Value mean = average(x), variance = average(x.Graph.Map(Square(Input(0) - Input(1)), x, mean.Detach()));
        // One over the root is found once for all the numbers that share it.
        var scale = x.Graph.Map(1f / Sqrt(Input(0) + epsilon), variance);
        return new(x.Graph.Map((Input(0) - Input(1)) * Input(2), x, mean, scale), mean, variance);
    }

    /// <summary>Declares the trained factor, name/gamma, and offset, name/beta.</summary>
    private static (Value Gamma, Value Beta) ScaleAndShift(Graph graph, string name, Shape shape) => (
        graph.Variable($"{name}/gamma", shape, Initializers.Ones, role: VariableRole.Scale),
        graph.Variable($"{name}/beta", shape, role: VariableRole.Shift));

    /// <summary>[C] as [C, 1, ...], which broadcasts to x.</summary>
    private static Value PerChannel(Value values, Value x) => values.Reshape([x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)]);

    private static int Channels(Value x, string layer) =>
        x.Shape.Rank >= 2 ? x.Shape[1] : throw new ShapeException($"{layer}: {x} has no channels; it must be [N, C] or [N, C, ...]");

    private static int FirstOf(Value x, int axis)
    {
        int first = axis < 0 ? axis + x.Shape.Rank : axis;
        return first >= 0 && first < x.Shape.Rank ? first : throw new ShapeException($"Normalization: axis {axis} of {x}; it must be from {-x.Shape.Rank} to {x.Shape.Rank - 1}");
    }
}
