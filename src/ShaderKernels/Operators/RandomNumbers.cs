using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>How <see cref="RandomNumbers"/> are distributed.</summary>
public enum Distribution
{
    /// <summary>Evenly from 0 up to, not including, 1: the upper 24 bits of a random word times 2^-24, the same bits on every device.</summary>
    Uniform,

    /// <summary>Normal with mean 0 and variance 1, two numbers from two words by Box and Muller (1958).</summary>
    Normal,
}

/// <summary>
/// Random numbers by counting: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). The numbers are a function of the
/// stream, the counter and the place in the output, so that every device draws the same. Four neighbors share a block of the cipher, whose
/// counter words are (place / 4, 0, counter[0], counter[1]) and whose key is the stream's lower and upper half.
/// </summary>
/// <param name="Shape">The output's shape.</param>
/// <param name="Distribution">How the numbers are distributed.</param>
/// <param name="Stream">Which of 2^64 independent sequences.</param>
/// <remarks>
/// The one input is the counter, [2]: whole numbers from 0 to 2^24, which is how far floats count without a gap. Beyond it the numbers would repeat,
/// so whoever counts carries from the first to the second; together they tell 2^48 draws apart. Fractions are cut off; what a negative
/// counter draws is not defined.
/// Called so because System.Random has the shorter name.
/// </remarks>
public sealed record RandomNumbers(Shape Shape, Distribution Distribution, ulong Stream) : Operator
{
    /// <summary>Where the counter's first number carries to its second: 2^24.</summary>
    public const float CounterLimit = 16777216;

    /// <inheritdoc/>
    public override string Name => $"Random{Distribution}";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (inputs[0] != Shape.Of(2)) throw new ShapeException($"{Name}: the counter is {inputs[0]}; it must be [2], its lower and its upper part");
        return [Shape];
    }

    /// <summary>The stream of a name: the same in every run of every program, and different names lead to streams that have nothing to do with each other.</summary>
    /// <param name="name">A layer's name.</param>
    /// <param name="seed">Another seed gives every name another stream.</param>
    public static ulong StreamOf(string name, ulong seed = 0)
    {
        // FNV-1a over the name, then the finalizer of SplitMix64, which spreads every bit over all of them.
        ulong hash = 14695981039346656037;
        foreach (char c in name) hash = (hash ^ c) * 1099511628211;
        hash += seed * 0x9E3779B97F4A7C15;
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
        return hash ^ hash >> 31;
    }
}
