using ShaderKernels.Tensors;
using VisionRuntime.Agents;

namespace VisionRuntime.Tests.Agents;

/// <summary>A batch of a replay buffer, read back from the device.</summary>
internal sealed class ReplaySample
{
    private readonly IReadOnlyDictionary<string, Tensor> _batch;

    private ReplaySample(ReplayMemory memory) => _batch = memory.Batch;

    public int[] Leaves => Integers("leaves");

    public int[] StateRows => Integers("state rows");

    public int[] NextStateRows => Integers("next state rows");

    public float[] Actions => Read("actions");

    public float[] Rewards => Read("rewards");

    public float[] Discounts => Read("discounts");

    public float[] Weights => Read("weights");

    public float[] Priorities => Read("priorities");

    public static ReplaySample Of(ReplayMemory memory, float importanceExponent = 0)
    {
        memory.Sample(importanceExponent);
        return new(memory);
    }

    private int[] Integers(string name) => [.. Read(name).Select(value => (int)value)];

    private float[] Read(string name) => _batch[name].ToArray();
}
