using ShaderKernels.Backends.Cpu;
using VisionRuntime.Agents;
using VisionRuntime.Tests.Agents;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// Which steps a replay memory may draw, worked out frame by frame: a row of its frames is the frame's number, modulo the capacity.
/// </summary>
public class ReplayBoundTests
{
    /// <summary>
    /// Room for 6 frames, 11 were seen: 0 to 4 are overwritten. Step 10 has no successor yet, and the stack of step 5 would reach back to
    /// frame 4.
    /// </summary>
    [Fact]
    public void Overwritten_frames_are_never_read() =>
        Assert.Equal(["6: 5 6 then 6 7", "7: 6 7 then 7 8", "8: 7 8 then 8 9", "9: 8 9 then 9 10"], Drawn(6, 11, stack: 2, starts: [0]));

    /// <summary>With stacks of 3 the steps 5 and 6 reach back too far.</summary>
    [Fact]
    public void Longer_stacks_reach_back_further() =>
        Assert.Equal(["7: 5 6 7 then 6 7 8", "8: 6 7 8 then 7 8 9", "9: 7 8 9 then 8 9 10"], Drawn(6, 11, stack: 3, starts: [0]));

    /// <summary>
    /// Frame 8 begins an episode: step 7 leads out of the one before, and the stacks of steps 8 and 9 go no further back than frame 8.
    /// </summary>
    [Fact]
    public void Episodes_are_never_mixed() =>
        Assert.Equal(["6: 5 6 then 6 7", "8: 8 8 then 8 9", "9: 8 9 then 9 10"], Drawn(6, 11, stack: 2, starts: [0, 8]));

    /// <summary>The oldest frame that is left begins an episode, so nothing before it is wanted.</summary>
    [Fact]
    public void The_oldest_step_counts_where_it_begins_an_episode() =>
        Assert.Equal(["5: 5 5 5 then 5 5 6", "6: 5 5 6 then 5 6 7", "7: 5 6 7 then 6 7 8", "8: 6 7 8 then 7 8 9", "9: 7 8 9 then 8 9 10"],
            Drawn(6, 11, stack: 3, starts: [0, 5]));

    /// <summary>Nothing is overwritten yet: the first frame stands in front of itself.</summary>
    [Fact]
    public void A_memory_that_is_not_full_gives_what_it_has() =>
        Assert.Equal(["0: 0 0 then 0 1", "1: 0 1 then 1 2", "2: 1 2 then 2 3"], Drawn(6, 4, stack: 2, starts: [0]));

    /// <summary>Levels are kept as bytes: 100.4 becomes 100, 100.6 becomes 101.</summary>
    [Fact]
    public void Levels_are_rounded_to_the_nearest_byte()
    {
        using var device = new CpuDevice(1);
        var observations = device.AllocateTensor([1, 1, 1, 2]);
        using var buffer = observations.Buffer;
        using var frames = new FrameStore(device, observations, 2, 1);
        observations.Write([100.4f / 255, 100.6f / 255]);
        frames.Store(0);
        var levels = new byte[2];
        frames.Read(0, levels);
        Assert.Equal([100, 101], levels);
    }

    /// <summary>
    /// Actions, rewards and ends belong to the step that was drawn: rewards are ten times its number, and step 8 ends the game.
    /// </summary>
    private static string[] Drawn(int capacity, int seen, int stack, int[] starts)
    {
        using var device = new CpuDevice(1);
        var options = new DqnOptions { ReplayCapacity = capacity, BatchSize = 50, Discount = 1 };
        using var memory = new ReplayMemory(device, options, 1, stack, 4, 1);
        for (int t = 0; t < seen; t++)
        {
            memory.AddObservations([starts.Contains(t)]);
            if (t < seen - 1) memory.AddActions([t % 4], [t * 10], [t == 8]);
        }
        var drawn = new SortedDictionary<int, string>();
        for (int i = 0; i < 20; i++)
        {
            var batch = ReplaySample.Of(memory);
            for (int k = 0; k < 50; k++)
            {
                int step = (int)batch.Rewards[k] / 10;
                Assert.Equal([.. Enumerable.Range(0, 4).Select(action => action == step % 4 ? 1f : 0)],
                    batch.Actions[(k * 4)..(k * 4 + 4)]);
                Assert.Equal(step == 8 ? 0 : 1, batch.Discounts[k]);
                drawn[step] = $"{step}: {Frames(batch.StateRows, k)} then {Frames(batch.NextStateRows, k)}";
            }
        }
        return [.. drawn.Values];

        // The newest frame that lies in each row.
        string Frames(int[] rows, int item) =>
            string.Join(' ', rows[(item * stack)..((item + 1) * stack)].Select(row => seen - 1 - (seen - 1 - row) % capacity));
    }
}
