using System.Buffers;
using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Samples with their targets. Reading a sample changes nothing, so several threads may read at once.
/// </summary>
public abstract class Dataset
{
    /// <summary>The most elements that generated inputs may have to be drawn once and kept as bytes.</summary>
    internal const long LargestInMemory = 256L << 20;

    /// <summary>Creates a data set.</summary>
    /// <param name="name">The name in messages, such as <c>mnist</c>.</param>
    /// <param name="inputShape">The shape of one sample as a batch of one, [1, ...]; images are [1, C, H, W].</param>
    /// <param name="targets">What the target of a sample is.</param>
    /// <param name="targetShape">The shape of the target of one sample, without the batch.</param>
    /// <exception cref="DatasetException">The input shape is not that of one sample.</exception>
    protected Dataset(string name, Shape inputShape, TargetKind targets, Shape targetShape)
    {
        if (inputShape.Rank < 2 || inputShape[0] != 1)
            throw new DatasetException($"{name}: the input shape {inputShape} must be that of a batch of one, [1, ...]");
        (Name, InputShape, Targets, TargetShape) = (name, inputShape, targets, targetShape);
        (InputLength, TargetLength) = ((int)inputShape.Count, targets == TargetKind.None ? 0 : (int)targetShape.Count);
    }

    /// <summary>Gets the name in messages.</summary>
    public string Name { get; }

    /// <summary>Gets the number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>Gets the shape of one sample as a batch of one, [1, ...]; images are [1, C, H, W] with values from 0 to 1.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets what the target of a sample is.</summary>
    public TargetKind Targets { get; }

    /// <summary>Gets the shape of the target of one sample, without the batch.</summary>
    public Shape TargetShape { get; }

    /// <summary>Gets the names of the classes or keypoints, in order; empty if they have none.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>Gets the number of different words where the inputs are indices of words; 0 for other inputs.</summary>
    public int WordCount { get; init; }

    /// <summary>Gets the words where the inputs are indices of words; null for other inputs.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>Gets the number of elements of the input of one sample.</summary>
    public int InputLength { get; }

    /// <summary>Gets the number of elements of the target of one sample; 0 without targets.</summary>
    public int TargetLength { get; }

    /// <summary>Copies a sample.</summary>
    /// <param name="index">The index of the sample, from 0 to <see cref="Count"/> - 1.</param>
    /// <param name="input">Receives the input, <see cref="InputLength"/> elements.</param>
    /// <param name="target">Receives the target, <see cref="TargetLength"/> elements.</param>
    /// <exception cref="DatasetException">The sample cannot be read; the message says why.</exception>
    public abstract void Read(int index, Span<float> input, Span<float> target);

    /// <summary>Returns some of the samples as a data set.</summary>
    /// <param name="indices">The indices of the samples, in the order that they get.</param>
    public Dataset Subset(params IReadOnlyList<int> indices) => new SubsetDataset(this, indices);

    /// <summary>Returns the samples without their targets, so that they are their own, as for autoencoders.</summary>
    public Dataset WithoutTargets() => Targets == TargetKind.None ? this : new UnlabeledDataset(this);

    /// <summary>Splits the samples at random into two data sets.</summary>
    /// <param name="count">The number of samples of the second.</param>
    /// <param name="seed">The random seed: the same seed gives the same samples.</param>
    /// <exception cref="DatasetException">There are not more than that many samples.</exception>
    public (Dataset Remaining, Dataset Chosen) Split(int count, int seed)
    {
        if (count < 1 || count >= Count)
            throw new DatasetException($"{Name}: cannot split {count} samples off {Count:N0}; both parts need at least one");
        int[] order = Shuffle.Order(Count, seed, epoch: 0);
        return (Subset([.. order[count..].Order()]), Subset([.. order[..count].Order()]));
    }

    /// <summary>Reads all samples into memory, as bytes: the inputs must have values from 0 to 1.</summary>
    internal MemoryDataset ToMemory()
    {
        byte[] inputs = new byte[(long)Count * InputLength];
        float[] targets = new float[(long)Count * TargetLength];
        Parallel.For(0, Count, () => (new float[InputLength], new float[TargetLength]), (index, _, sample) =>
        {
            Read(index, sample.Item1, sample.Item2);
            for (int i = 0; i < InputLength; i++) inputs[(long)index * InputLength + i] = (byte)MathF.Round(sample.Item1[i] * 255);
            sample.Item2.CopyTo(targets, (long)index * TargetLength);
            return sample;
        }, _ => { });
        return new(Name, InputShape, inputs, Targets, TargetShape, targets) { Classes = Classes };
    }

    /// <summary>Returns the name of a class, or its index where it has none.</summary>
    public string ClassName(int index) =>
        index >= 0 && index < Classes.Length ? Classes[index] : index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The samples of another data set without their targets.</summary>
internal sealed class UnlabeledDataset(Dataset all) : Dataset(all.Name, all.InputShape, TargetKind.None, Shape.Scalar)
{
    public override int Count => all.Count;

    public override void Read(int index, Span<float> input, Span<float> target)
    {
        float[] unused = ArrayPool<float>.Shared.Rent(all.TargetLength);
        all.Read(index, input, unused.AsSpan(0, all.TargetLength));
        ArrayPool<float>.Shared.Return(unused);
    }
}

/// <summary>Some of the samples of another data set.</summary>
internal sealed class SubsetDataset : Dataset
{
    private readonly Dataset _all;
    private readonly int[] _indices;

    public SubsetDataset(Dataset all, IReadOnlyList<int> indices) : base(all.Name, all.InputShape, all.Targets, all.TargetShape)
    {
        (_all, _indices) = (all, [.. indices]);
        (Classes, WordCount, Vocabulary) = (all.Classes, all.WordCount, all.Vocabulary);
        if (_indices.Any(index => index < 0 || index >= all.Count))
            throw new DatasetException($"{all.Name}: a subset has an index outside the {all.Count:N0} samples");
    }

    public override int Count => _indices.Length;

    public override void Read(int index, Span<float> input, Span<float> target) => _all.Read(_indices[index], input, target);
}
