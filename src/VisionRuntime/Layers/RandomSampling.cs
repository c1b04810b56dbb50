using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Layers;

/// <summary>
/// Random numbers in a graph, and the layers that draw them. Each layer draws from a stream of its own, which its name and seed choose; all of a graph count its runs
/// with one variable, <see cref="CounterName"/>. It begins where the seed of the <see cref="Variables"/> says and goes into checkpoints with them, so a
/// run with the same seed draws the same numbers on every device, and a resumed one goes on where it was.
/// </summary>
public static class RandomSampling
{
    /// <summary>The variable that counts the runs: [2], whole numbers, the first carrying to the second at 2^24.</summary>
    public const string CounterName = "random/counter";

    /// <summary>Numbers drawn evenly from <paramref name="min"/> up to <paramref name="max"/>, others in each run.</summary>
    /// <param name="graph">Where they are drawn.</param>
    /// <param name="name">Chooses the stream; a second layer of a name draws from a stream of its own too.</param>
    /// <param name="shape">How many.</param>
    /// <param name="min">The lower end.</param>
    /// <param name="max">The upper end, which is not reached but by rounding.</param>
    /// <param name="seed">Another seed gives the name another stream.</param>
    public static Value RandomUniform(this Graph graph, string name, Shape shape, float min = 0, float max = 1, ulong seed = 0)
    {
        var numbers = graph.Draw(name, shape, Distribution.Uniform, seed);
        return min == 0 && max == 1 ? numbers : graph.Map(min + (max - min) * Input(0), numbers);
    }

    /// <summary>Numbers drawn from a normal distribution, others in each run.</summary>
    /// <param name="graph">Where they are drawn.</param>
    /// <param name="name">Chooses the stream; a second layer of a name draws from a stream of its own too.</param>
    /// <param name="shape">How many.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="seed">Another seed gives the name another stream.</param>
    public static Value RandomNormal(this Graph graph, string name, Shape shape, float mean = 0, float deviation = 1, ulong seed = 0)
    {
        var numbers = graph.Draw(name, shape, Distribution.Normal, seed);
        return mean == 0 && deviation == 1 ? numbers : graph.Map(mean + deviation * Input(0), numbers);
    }

    /// <summary>
    /// Dropout (Srivastava et al. 2014), inverted: each number is 0 with the chance <paramref name="rate"/>, and the survivors are divided by 1 - rate, so
    /// that the mean stays and scoring needs nothing. At work in graphs that train; the gradient goes through the same survivors.
    /// </summary>
    /// <param name="x">The numbers.</param>
    /// <param name="name">Chooses the stream.</param>
    /// <param name="rate">The part that is dropped, from 0 up to, not including, 1.</param>
    /// <param name="always">Drop when scoring too: repeated predictions then differ, and their spread tells how sure the network is (Gal and Ghahramani 2016).</param>
    /// <param name="mask">The shape in which is drawn, which broadcasts to that of <paramref name="x"/>: what shares a draw falls or survives together. The shape of x where null.</param>
    /// <param name="seed">Another seed gives the name another stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is no such part.</exception>
    /// <exception cref="ShapeException">The mask does not broadcast to the numbers.</exception>
    public static Value Dropout(this Value x, string name, float rate, bool always = false, Shape? mask = null, ulong seed = 0)
    {
        if (!(rate is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, $"{name}: Dropout: a rate of {rate}; it must be from 0 up to, not including, 1");
        mask ??= x.Shape;
        if (!mask.BroadcastsTo(x.Shape)) throw new ShapeException($"{name}: Dropout: the mask {mask} does not broadcast to {x.Shape}; each axis must be as long, or 1, or missing in front");
        if (rate == 0 || !(x.Graph.Training || always)) return x;
        var chance = x.Graph.Draw(name, mask, Distribution.Uniform, seed);
        return x.Graph.Map(Select(Greater(rate, Input(1)), 0, Input(0) * (1 / (1 - rate))), x, chance);
    }

    /// <summary>Dropout of whole channels (Tompson et al. 2015): [N, C, ...]; the neighbors of a pixel tell too much of it for dropping it alone to teach anything.</summary>
    /// <param name="x">The images.</param>
    /// <param name="name">Chooses the stream.</param>
    /// <param name="rate">The part of the channels that is dropped, from 0 up to, not including, 1.</param>
    /// <param name="always">Drop when scoring too.</param>
    /// <param name="seed">Another seed gives the name another stream.</param>
    /// <exception cref="ShapeException">There are no channels.</exception>
    public static Value SpatialDropout(this Value x, string name, float rate, bool always = false, ulong seed = 0)
    {
        if (x.Shape.Rank < 2) throw new ShapeException($"{name}: SpatialDropout: {x.Shape} has no channels; it needs [N, C, ...]");
        return x.Dropout(name, rate, always, [x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)], seed);
    }

    /// <summary>
    /// Leaky ReLU whose slope on the negative side is drawn anew for each number while training, and is the mean of the interval when scoring
    /// (Xu et al. 2015, "Empirical evaluation of rectified activations in convolutional network").
    /// </summary>
    /// <param name="x">The numbers.</param>
    /// <param name="name">Chooses the stream.</param>
    /// <param name="lower">The smallest slope.</param>
    /// <param name="upper">The largest.</param>
    /// <param name="seed">Another seed gives the name another stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is upside down.</exception>
    public static Value RandomizedLeakyRelu(this Value x, string name, float lower = 1f / 8, float upper = 1f / 3, ulong seed = 0)
    {
        if (!(lower <= upper)) throw new ArgumentOutOfRangeException(nameof(lower), lower, $"{name}: RandomizedLeakyRelu: slopes from {lower} to {upper}; the first must not be greater");
        if (!x.Graph.Training || lower == upper) return x.LeakyRelu((lower + upper) / 2);
        var slope = x.Graph.RandomUniform(name, x.Shape, lower, upper, seed);
        return x.Graph.Map(Select(Greater(Input(0), 0), Input(0), Input(1) * Input(0)), x, slope);
    }

    private static Value Draw(this Graph graph, string name, Shape shape, Distribution distribution, ulong seed)
    {
        // Layers that share a name share their weights, but not their chance: the first stream is taken that no layer draws from yet.
        ulong stream = RandomNumbers.StreamOf(name, seed);
        for (int again = 2; graph.Nodes.Any(node => node.Operator is RandomNumbers other && other.Stream == stream); again++) stream = RandomNumbers.StreamOf($"{name}#{again}", seed);
        return graph.Apply(new RandomNumbers(shape, distribution, stream), $"{name}/chance", graph.Counter())[0];
    }

    /// <summary>The variable that counts the runs; who asks first makes each run advance it.</summary>
    private static Value Counter(this Graph graph)
    {
        if (graph.Variables.TryGetValue(CounterName, out var known)) return known.Value;
        var counter = graph.GlobalVariable(CounterName, [2], (_, random) => [0, random.Next((int)RandomNumbers.CounterLimit)]);
        var low = graph.Apply(StridedCopy.Slice(counter.Shape, [0], [1]), counter);
        Expression last = RandomNumbers.CounterLimit - 1, more = Greater(last, Input(1));
        graph.Update(counter, graph.Map(Select(Input(2), Select(more, Input(0) + 1f, 0), Input(0) + Select(more, 0, 1)), counter, low, graph.Constant([2], 1, 0)));
        return counter;
    }
}
