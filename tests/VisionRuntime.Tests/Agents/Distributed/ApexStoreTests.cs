using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;

namespace VisionRuntime.Tests.Agents.Distributed;

/// <summary>Batches of several actors in one replay buffer.</summary>
public class ApexStoreTests
{
    /// <summary>
    /// Batches of 4 steps with one frame of context: 6 slots each. The reward of a step is its slot, so that a two-step return names the slots
    /// that it comes from; the frames of a transition must be those around them, and of the same batch.
    /// </summary>
    [Fact]
    public void No_transition_leads_from_one_batch_to_another()
    {
        const int environments = 2, slots = 6, batches = 5;
        var shape = new ExperienceShape(environments, Steps: 4, Context: 1, FrameSize: 1, Actions: 3);
        using var device = new CpuDevice(1);
        using var frames = new FrameStore(device, environments, 1, slots * batches);
        var options = new DqnOptions
        {
            ReplayCapacity = slots * batches * environments, BatchSize = 400, Prioritized = true, NStep = 2, Discount = 1,
        };
        using var replay = new ReplayMemory(device, options, environments, stack: 2, actions: 3, seed: 1);
        for (int batch = 0; batch < batches; batch++) Apex.Store(Filled(shape, batch * slots), replay, frames);
        float[] stored = frames.Frames.ToArray();
        for (int row = 0; row < stored.Length; row++) Assert.Equal(row / environments, stored[row]);

        var sample = ReplaySample.Of(replay);
        var seen = new SortedSet<int>();
        for (int i = 0; i < options.BatchSize; i++)
        {
            int[] rows = [sample.StateRows[2 * i], sample.StateRows[2 * i + 1], sample.NextStateRows[2 * i + 1]];
            int environment = rows[1] % environments, slot = rows[1] / environments, next = rows[2] / environments;
            Assert.All(rows, row => Assert.Equal((environment, slot / slots), (row % environments, row / environments / slots)));
            Assert.Equal(slot - 1, rows[0] / environments);
            // The last step of a batch has a return of one step.
            int steps = slot % slots == 4 ? 1 : 2;
            Assert.Equal((slot + steps, steps == 1 ? slot : 2 * slot + 1), (next, (int)sample.Rewards[i]));
            Assert.Equal(1, sample.Actions[3 * i + slot % 3]);
            seen.Add(slot);
        }
        // Neither the context nor the last observation of a batch; nor the newest steps, which have no successor yet.
        Assert.Equal(Enumerable.Range(0, slots * batches - 2).Where(slot => slot % slots is > 0 and < 5), seen);
    }

    [Fact]
    public void Transitions_are_sampled_by_the_errors_that_the_actor_computed()
    {
        var shape = new ExperienceShape(1, Steps: 4, Context: 0, FrameSize: 1, Actions: 3);
        using var device = new CpuDevice(1);
        using var frames = new FrameStore(device, 1, 1, 20);
        var options = new DqnOptions { ReplayCapacity = 20, BatchSize = 1000, Prioritized = true, PriorityExponent = 1 };
        using var replay = new ReplayMemory(device, options, environments: 1, stack: 1, actions: 3, seed: 1);
        var batch = Filled(shape, 0);
        float[] errors = [1, 0, 3, 0];
        errors.CopyTo(batch.Judgments, 0);
        Apex.Store(batch, replay, frames);
        var sample = ReplaySample.Of(replay);
        int[] rows = sample.StateRows;
        int often = rows.Count(row => row == 2);
        Assert.Equal(1000, often + rows.Count(row => row == 0));
        Assert.InRange(often, 690, 810);
    }

    /// <summary>A batch whose frames, rewards and actions say at which slot of the buffer they lie.</summary>
    private static Experience Filled(ExperienceShape shape, int first)
    {
        var batch = new Experience(shape) { Run = Guid.Empty, Actor = "a", Sequence = 0 };
        for (int slot = 0; slot < shape.Slots; slot++) batch.FramesAt(slot).Fill((byte)(first + slot));
        for (int i = 0; i < shape.Transitions; i++)
        {
            int slot = first + shape.Context + i / shape.Environments;
            (batch.Rewards[i], batch.Actions[i], batch.Judgments[i]) = (slot, (byte)(slot % 3), 1);
        }
        return batch;
    }
}
