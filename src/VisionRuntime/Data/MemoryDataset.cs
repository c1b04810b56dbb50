using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Samples in memory: as bytes, which are read as values from 0 to 1 and take a quarter of the memory, or as floats.
/// </summary>
public sealed class MemoryDataset : Dataset
{
    private readonly byte[]? _bytes;
    private readonly float[]? _floats;
    private readonly float[] _targets;

    /// <summary>Creates a data set of 8-bit samples, whose values are divided by 255.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="inputShape">The shape of one sample as a batch of one, [1, ...].</param>
    /// <param name="inputs">All samples one after the other.</param>
    /// <param name="targets">What the target of a sample is.</param>
    /// <param name="targetShape">The shape of the target of one sample.</param>
    /// <param name="targetValues">All targets one after the other.</param>
    /// <exception cref="DatasetException">There are not as many targets as samples.</exception>
    public MemoryDataset(
        string name, Shape inputShape, byte[] inputs, TargetKind targets, Shape targetShape, float[] targetValues)
        : base(name, inputShape, targets, targetShape)
    {
        (_bytes, _targets) = (inputs, targetValues);
        Count = CountOf(inputs.Length);
    }

    /// <summary>Creates a data set of samples with any values.</summary>
    /// <param name="name">The name in messages.</param>
    /// <param name="inputShape">The shape of one sample as a batch of one, [1, ...].</param>
    /// <param name="inputs">All samples one after the other.</param>
    /// <param name="targets">What the target of a sample is.</param>
    /// <param name="targetShape">The shape of the target of one sample.</param>
    /// <param name="targetValues">All targets one after the other.</param>
    /// <exception cref="DatasetException">There are not as many targets as samples.</exception>
    public MemoryDataset(
        string name, Shape inputShape, float[] inputs, TargetKind targets, Shape targetShape, float[] targetValues)
        : base(name, inputShape, targets, targetShape)
    {
        (_floats, _targets) = (inputs, targetValues);
        Count = CountOf(inputs.Length);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override void Read(int index, Span<float> input, Span<float> target)
    {
        if (_bytes is not null)
        {
            var bytes = _bytes.AsSpan(index * InputLength, InputLength);
            for (int i = 0; i < bytes.Length; i++) input[i] = bytes[i] * (1 / 255f);
        }
        else
        {
            _floats.AsSpan(index * InputLength, InputLength).CopyTo(input);
        }
        if (TargetLength > 0) _targets.AsSpan(index * TargetLength, TargetLength).CopyTo(target);
    }

    private int CountOf(int elements)
    {
        int count = elements / InputLength;
        if (elements % InputLength != 0 || TargetLength > 0 && _targets.Length != count * TargetLength)
        {
            throw new DatasetException(
                $"{Name}: {elements:N0} input elements in samples of {InputLength:N0} and {_targets.Length:N0} target elements in targets "
                + $"of {TargetLength:N0} are not equally many samples");
        }
        int wrong = Targets == TargetKind.Class ? Array.FindIndex(_targets, label => !(label >= 0 && label == MathF.Floor(label))) : -1;
        if (wrong >= 0)
            throw new DatasetException($"{Name}: the label {_targets[wrong]} of sample {wrong} is not a class index");
        return count;
    }
}
