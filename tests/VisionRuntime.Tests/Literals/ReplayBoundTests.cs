using VisionRuntime.Agents;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// Which steps a replay memory may draw, worked out frame by frame: one pixel a frame, whose level is the frame's number.
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
        var memory = new ReplayMemory(8, 1, 1, 2);
        for (int t = 0; t < 2; t++)
        {
            memory.AddObservations([100.4f / 255, 100.6f / 255], [t == 0]);
            memory.AddActions([0], [0], [false]);
        }
        var batch = new ReplayBatch([1, 1, 1, 2], 1);
        memory.Sample(new Random(1), batch);
        Assert.Equal([100f / 255, 101f / 255], batch.States.Select(level => MathF.Round(level * 255) / 255));
    }

    /// <summary>
    /// Actions, rewards and ends belong to the step that was drawn: rewards are ten times its number, and step 8 ends the game.
    /// </summary>
    private static string[] Drawn(int capacity, int seen, int stack, int[] starts)
    {
        var memory = new ReplayMemory(capacity, 1, stack, 1);
        for (int t = 0; t < seen; t++)
        {
            var observation = new float[stack];
            observation[^1] = t / 255f;
            memory.AddObservations(observation, [starts.Contains(t)]);
            if (t < seen - 1) memory.AddActions([t % 4], [t * 10], [t == 8]);
        }
        var batch = new ReplayBatch([50, stack, 1, 1], 4);
        var random = new Random(1);
        var drawn = new SortedDictionary<int, string>();
        for (int i = 0; i < 20; i++)
        {
            memory.Sample(random, batch);
            for (int k = 0; k < 50; k++)
            {
                int step = (int)batch.Rewards[k] / 10;
                Assert.Equal([.. Enumerable.Range(0, 4).Select(action => action == step % 4 ? 1f : 0)],
                    batch.Actions[(k * 4)..(k * 4 + 4)]);
                Assert.Equal(step == 8 ? 0 : 1, batch.Discounts[k]);
                drawn[step] = $"{step}: {Levels(batch.States, k, stack)} then {Levels(batch.NextStates, k, stack)}";
            }
        }
        return [.. drawn.Values];
    }

    private static string Levels(float[] frames, int item, int stack) =>
        string.Join(' ', frames[(item * stack)..((item + 1) * stack)].Select(level => MathF.Round(level * 255)));
}
