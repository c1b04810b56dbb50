using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The distribution of <see cref="RandomNumbers"/>.</summary>
public enum Distribution
{
    /// <summary>Uniform over [0, 1): the upper 24 bits of a random word times 2^-24, identical on all devices.</summary>
    Uniform,

    /// <summary>Standard normal, by the method of Box and Muller (1958).</summary>
    Normal,
}

/// <summary>
/// Counter-based random numbers, Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). The values are a
/// function of the stream, the counter and the index in the output, so that all devices give the same. Four neighbors share a Philox block,
/// whose counter words are (index / 4, 0, counter[0], counter[1]) and whose key is the lower and upper half of the stream.
/// </summary>
/// <param name="Shape">The output shape.</param>
/// <param name="Distribution">The distribution.</param>
/// <param name="Stream">The random stream, one of 2^64 independent sequences.</param>
/// <remarks>
/// The input is the counter, [2]: integers from 0 to 2^24, the range that floats represent without gaps. A counter carries from the first
/// to the second, which together distinguish 2^48 runs. Fractions are truncated; the result for a negative counter is undefined.
/// </remarks>
public sealed record RandomNumbers(Shape Shape, Distribution Distribution, ulong Stream) : Operator
{
    /// <summary>The value at which the first element of the counter carries to the second: 2^24.</summary>
    public const float CounterLimit = 16777216;

    /// <inheritdoc/>
    public override string Name => $"Random{Distribution}";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 1, 1);
        if (inputs[0] != Shape.Of(2)) throw new ShapeException($"{Name}: the counter is {inputs[0]}; it must be [2], "
            + "the lower and the upper part");
        return [Shape];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <inheritdoc/>
    public override InputRole InputRole(int index) => Operators.InputRole.State;

    /// <inheritdoc/>
    public override ulong? RandomStream => Stream;

    /// <summary>Gets the random stream of a name. It is the same in every process, and different names have independent streams.</summary>
    /// <param name="name">The name of the layer.</param>
    /// <param name="seed">The seed, which selects the stream together with the name.</param>
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
