using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Random sampling and the layers that use it. Each layer has a random stream of its own, selected by its name and seed; the layers of a
/// graph share the variable <see cref="CounterName"/>, which counts the runs. Its initial value depends on the seed of the
/// <see cref="Variables"/>, and it is saved in checkpoints, so that a run with the same seed gives the same values on every device and a
/// resumed run continues the sequence.
/// </summary>
public static class RandomSampling
{
    /// <summary>The name of the variable that counts the runs: [2] integers, of which the first carries to the second at 2^24.</summary>
    public const string CounterName = "random/counter";

    /// <summary>Draws values from a uniform distribution over [min, max), new ones in each run.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The name of the layer, which selects the random stream; layers with the same name have different streams.</param>
    /// <param name="shape">The output shape.</param>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound, which is excluded except through rounding.</param>
    /// <param name="seed">The seed, which selects the random stream together with the name.</param>
    public static Value RandomUniform(this Graph graph, string name, Shape shape, float min = 0, float max = 1, ulong seed = 0)
    {
        var numbers = graph.Draw(name, shape, Distribution.Uniform, seed);
        return min == 0 && max == 1 ? numbers : graph.Map(min + (max - min) * Input(0), numbers);
    }

    /// <summary>Draws values from a normal distribution, new ones in each run.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The name of the layer, which selects the random stream; layers with the same name have different streams.</param>
    /// <param name="shape">The output shape.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="standardDeviation">The standard deviation.</param>
    /// <param name="seed">The seed, which selects the random stream together with the name.</param>
    public static Value RandomNormal(this Graph graph, string name, Shape shape, float mean = 0, float standardDeviation = 1,
        ulong seed = 0)
    {
        var numbers = graph.Draw(name, shape, Distribution.Normal, seed);
        return mean == 0 && standardDeviation == 1 ? numbers : graph.Map(mean + standardDeviation * Input(0), numbers);
    }

    /// <summary>
    /// Applies inverted dropout (Srivastava et al. 2014) in training graphs: each element is set to 0 with probability
    /// <paramref name="rate"/> and the others are divided by 1 - rate, so that the mean is preserved and inference needs no change.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer, which selects the random stream.</param>
    /// <param name="rate">The dropout probability, at least 0 and less than 1.</param>
    /// <param name="always">
    /// Whether to apply dropout in inference too; the variance of repeated predictions then measures the uncertainty of the network (Gal
    /// and Ghahramani 2016).
    /// </param>
    /// <param name="mask">The shape of the dropout mask, which broadcasts to that of <paramref name="x"/>; the shape of x if null.</param>
    /// <param name="seed">The seed, which selects the random stream together with the name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not a probability less than 1.</exception>
    /// <exception cref="ShapeException">The mask does not broadcast to the input.</exception>
    public static Value Dropout(this Value x, string name, float rate, bool always = false, Shape? mask = null, ulong seed = 0)
    {
        if (!(rate is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, $"{name}: Dropout: the rate is {rate}; "
            + "it must be at least 0 and less than 1");
        mask ??= x.Shape;
        if (!mask.BroadcastsTo(x.Shape)) throw new ShapeException($"{name}: Dropout: the mask {mask} does not broadcast to {x.Shape}; "
            + "each axis must have the same length, length 1, or be missing in front");
        if (rate == 0 || !(x.Graph.Training || always)) return x;
        var random = x.Graph.Draw(name, mask, Distribution.Uniform, seed);
        return x.Graph.Map(Select(Greater(rate, Input(1)), 0, Input(0) * (1 / (1 - rate))), x, random);
    }

    /// <summary>
    /// Applies dropout to entire channels of [N, C, ...] (Tompson et al. 2015), since neighboring pixels of a channel are strongly
    /// correlated.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer, which selects the random stream.</param>
    /// <param name="rate">The dropout probability of a channel, at least 0 and less than 1.</param>
    /// <param name="always">Whether to apply dropout in inference too.</param>
    /// <param name="seed">The seed, which selects the random stream together with the name.</param>
    /// <exception cref="ShapeException">The input has no channels.</exception>
    public static Value SpatialDropout(this Value x, string name, float rate, bool always = false, ulong seed = 0)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"{name}: SpatialDropout: {x.Shape} has no channels; it needs [N, C, ...]");
        return x.Dropout(name, rate, always, [x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)], seed);
    }

    /// <summary>
    /// Applies the randomized leaky ReLU (Xu et al. 2015): the negative slope is drawn from a uniform distribution for each element in
    /// training, and is the mean of that distribution in inference.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="name">The name of the layer, which selects the random stream.</param>
    /// <param name="lower">The lower bound of the slope.</param>
    /// <param name="upper">The upper bound of the slope.</param>
    /// <param name="seed">The seed, which selects the random stream together with the name.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lower bound is greater than the upper bound.</exception>
    public static Value RandomizedLeakyRelu(this Value x, string name, float lower = 1f / 8, float upper = 1f / 3, ulong seed = 0)
    {
        if (!(lower <= upper)) throw new ArgumentOutOfRangeException(nameof(lower), lower, $"{name}: RandomizedLeakyRelu: the lower "
            + $"bound {lower} is greater than the upper bound {upper}");
        if (!x.Graph.Training || lower == upper) return x.LeakyRelu((lower + upper) / 2);
        var slope = x.Graph.RandomUniform(name, x.Shape, lower, upper, seed);
        return x.Graph.Map(Select(Greater(Input(0), 0), Input(0), Input(1) * Input(0)), x, slope);
    }

    private static Value Draw(this Graph graph, string name, Shape shape, Distribution distribution, ulong seed)
    {
        // Layers with the same name share their weights but not their random values: the first stream that no other layer uses is taken.
        ulong stream = RandomNumbers.StreamOf(name, seed);
        for (int again = 2; graph.Nodes.Any(node => node.Operator.RandomStream == stream); again++) stream =
            RandomNumbers.StreamOf($"{name}#{again}", seed);
        return graph.Apply(new RandomNumbers(shape, distribution, stream), $"{name}/random", graph.Counter())[0];
    }

    /// <summary>Gets the variable that counts the runs; the first call adds its update.</summary>
    private static Value Counter(this Graph graph)
    {
        if (graph.Variables.TryGetValue(CounterName, out var known)) return known.Value;
        var counter = graph.GlobalVariable(CounterName, [2], (_, random) => [0, random.Next((int)RandomNumbers.CounterLimit)]);
        var low = graph.Apply(StridedCopy.Slice(counter.Shape, [0], [1]), counter);
        Expression last = RandomNumbers.CounterLimit - 1, more = Greater(last, Input(1));
        graph.Update(counter,
            graph.Map(Select(Input(2), Select(more, Input(0) + 1f, 0), Input(0) + Select(more, 0, 1)), counter, low,
                graph.Constant([2], 1, 0)));
        return counter;
    }
}
