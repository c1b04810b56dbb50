namespace VisionRuntime.Data;

/// <summary>The samples of one step on the host. The arrays are reused for later batches.</summary>
public sealed class Batch
{
    internal Batch(Dataset dataset, int size)
    {
        (Inputs, Targets, Indices) = (new float[size * dataset.InputLength], new float[size * dataset.TargetLength], new int[size]);
    }

    /// <summary>Gets the inputs, one sample after the other.</summary>
    public float[] Inputs { get; }

    /// <summary>Gets the targets, one sample after the other; empty without targets.</summary>
    public float[] Targets { get; }

    /// <summary>Gets the indices of the samples in the data set.</summary>
    public int[] Indices { get; }

    /// <summary>Gets the number of samples; those after them are repetitions that fill the batch up.</summary>
    public int Count { get; internal set; }

    internal void Fill(Dataset dataset, ReadOnlySpan<int> indices)
    {
        Count = indices.Length;
        for (int i = 0; i < Indices.Length; i++)
        {
            Indices[i] = indices[Math.Min(i, indices.Length - 1)];
            dataset.Read(
                Indices[i], Inputs.AsSpan(i * dataset.InputLength, dataset.InputLength),
                Targets.AsSpan(i * dataset.TargetLength, dataset.TargetLength));
        }
    }
}
