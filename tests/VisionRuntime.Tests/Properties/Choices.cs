using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Properties;

/// <summary>
/// A network's geometry as a row of numbers that FsCheck draws and shrinks: each choice takes the next one. Smaller numbers, and
/// fewer, always make a valid and simpler network, so what fails shrinks to its smallest form without a shrinker of its own.
/// A family may also say here which numbers an input or a variable holds (<see cref="Choices.Give"/>); all others hold ones from -1 to 1.
/// </summary>
public sealed partial class Choices(int[] drawn)
{
    private static readonly int[] Lengths = [1, 2, 3, 5, 7, 4, 8, 11, 13, 17];
    private int _next;

    /// <summary>A whole number within the bounds, both included; the lower where nothing is left to choose by.</summary>
    public int Number(int low, int high) => low + (_next < drawn.Length ? drawn[_next++] % (high - low + 1) : 0);

    /// <summary>One of the possibilities; the first is the simplest.</summary>
    public T OneOf<T>(params ReadOnlySpan<T> possibilities) => possibilities[Number(0, possibilities.Length - 1)];

    /// <summary>Yes or no; no is the simplest.</summary>
    public bool Maybe() => Number(0, 1) == 1;

    /// <summary>The length of an axis: one, a prime, or a number that vectors like.</summary>
    public int Length(int most = 13) => Math.Min(most, Lengths[Number(0, Lengths.Length - 1)]);

    /// <summary>The size of a batch: mostly small, sometimes none, sometimes 257.</summary>
    public int Batch() => Number(0, 39) switch { 39 => 257, 38 => 0, var n => 1 + n % 3 };

    /// <summary>The channels of an image: few, or more than a vector holds.</summary>
    public int Channels(int groups = 1) => groups * OneOf(1, 3, 2, 5, 4, 7, 16, 19);

    /// <summary>
    /// The network's input: signals, images or volumes with one, two or three spatial axes. A large batch is one of few channels and small images, and volumes are small,
    /// so that double precision has done with them in time.
    /// </summary>
    public Value Images(Graph graph, int axes = 2, int groups = 1, int most = 13)
    {
        int batch = Batch(), channels = batch > 3 ? groups * OneOf(1, 3) : axes == 3 ? groups * OneOf(1, 3, 2, 5) : Channels(groups);
        int longest = Math.Min(most, batch > 3 ? 3 : axes == 3 ? 5 : axes == 1 ? 17 : 13);
        return graph.Input("x", [batch, channels, .. Enumerable.Range(0, axes).Select(_ => Length(longest))]);
    }

    /// <summary>A window that fits an axis of the given length, of any size up to the whole axis.</summary>
    public Window Window(int length, bool dilated = true)
    {
        int size = Number(1, Math.Min(length, 5) + 1);
        if (size > Math.Min(length, 5)) size = length;
        int dilation = dilated ? Number(1, 2) : 1, stride = Number(1, 3), reach = (size - 1) * dilation + 1;
        int before = Number(0, Math.Min(2, size - 1)), after = Number(0, Math.Min(2, size - 1));
        if (reach > length + before + after) (dilation, reach) = (1, size);
        return new Window(size, stride, before, after, dilation, (length + before + after - reach) % stride == 0 ? RoundingMode.Exact : RoundingMode.Floor);
    }

    /// <summary>A shape of the given rank.</summary>
    public Shape Shape(int rank, int most = 7) => ShaderKernels.Tensors.Shape.Of([.. Enumerable.Range(0, rank).Select(_ => Length(most))]);

    /// <summary>Some of the axes of a tensor, at least one.</summary>
    public int[] Axes(int rank)
    {
        int[] chosen = [.. Enumerable.Range(0, rank).Where(_ => Maybe())];
        return chosen.Length > 0 ? chosen : [Number(0, rank - 1)];
    }

    /// <summary>An order of axes.</summary>
    public int[] Permutation(int rank)
    {
        var left = Enumerable.Range(0, rank).ToList();
        var order = new int[rank];
        for (int i = 0; i < rank; i++)
        {
            int at = Number(0, left.Count - 1);
            order[i] = left[at];
            left.RemoveAt(at);
        }
        return order;
    }

    /// <summary>The seed of the network's numbers, which follows from its geometry.</summary>
    public int Seed => drawn.Aggregate(17, (seed, number) => unchecked(seed * 31 + number)) & int.MaxValue;
}
