using ShaderKernels.Tensors;

namespace VisionRuntime.Graphs;

/// <summary>Computes the initial values of a variable.</summary>
/// <param name="shape">The variable's dimensions: [O, C, KH, KW] for filters, [in, out] for dense weights.</param>
/// <param name="random">A random number generator, seeded with the variable's name and the seed of its <see cref="Variables"/>.</param>
public delegate float[] Initializer(Shape shape, Random random);

/// <summary>The usual initializers.</summary>
public static class Initializers
{
    /// <summary>Returns zeros, for biases.</summary>
    public static float[] Zeros(Shape shape, Random random) => new float[shape.Count];

    /// <summary>Returns ones, for scales.</summary>
    public static float[] Ones(Shape shape, Random random)
    {
        var values = new float[shape.Count];
        Array.Fill(values, 1);
        return values;
    }

    /// <summary>Draws from a normal distribution with variance 2 / fan-in, for layers followed by a ReLU (He et al. 2015).</summary>
    public static float[] He(Shape shape, Random random) => Normal(shape, random, Math.Sqrt(2.0 / Fans(shape).In));

    /// <summary>Draws uniformly from ±sqrt(6 / (fan-in + fan-out)) (Glorot and Bengio 2010).</summary>
    public static float[] Glorot(Shape shape, Random random)
    {
        var (fanIn, fanOut) = Fans(shape);
        return Uniform(shape, random, Math.Sqrt(6.0 / (fanIn + fanOut)));
    }

    /// <summary>Draws uniformly from ±1 / sqrt(fan-in) (LeCun et al. 1998).</summary>
    public static float[] FanIn(Shape shape, Random random) => Uniform(shape, random, Math.Sqrt(1.0 / Fans(shape).In));

    /// <summary>
    /// Returns the fan-in and fan-out: those of dense weights [in, out], and for filters [O, C, ...] the taps times the input and output
    /// channels.
    /// </summary>
    public static (long In, long Out) Fans(Shape shape) => shape.Rank switch
    {
        >= 3 => (Taps(shape) * shape[1], Taps(shape) * shape[0]),
        2 => (shape[0], shape[1]),
        _ => (shape.Count, shape.Count),
    };

    private static long Taps(Shape filters) => filters.Skip(2).Aggregate(1L, (product, length) => product * length);

    private static float[] Uniform(Shape shape, Random random, double limit)
    {
        var values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)((random.NextDouble() * 2 - 1) * limit);
        return values;
    }

    private static float[] Normal(Shape shape, Random random, double standardDeviation)
    {
        var values = new float[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            // Box and Muller 1958.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(standardDeviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
        return values;
    }
}
