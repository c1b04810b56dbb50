using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tests;
using VisionRuntime.Agents;
using VisionRuntime.Tests.Literals;

namespace VisionRuntime.Tests.Agents;

public class ReplayMemoryTests
{
    private const int Stack = 3, Environments = 2, Episode = 7;

    public static TheoryData<string> Devices => [.. LiteralCase.Devices];

    /// <summary>
    /// The reward is the time, negative in environment 1. Episodes are 7 frames long in environment 0 and 5 in environment 1; the last
    /// frame's successor is the next episode's first.
    /// </summary>
    [Theory]
    [InlineData(40, 60)]
    [InlineData(400, 60)]
    [InlineData(24, 200)]
    public void Batches_hold_whole_stacks_of_one_episode(int capacity, int steps)
    {
        using var device = new CpuDevice(1);
        var options = new DqnOptions { ReplayCapacity = capacity, BatchSize = 64, Discount = 1 };
        using var memory = new ReplayMemory(device, options, Environments, Stack, 3, 1);
        for (int t = 1; t <= steps; t++)
        {
            memory.AddObservations([Starts(0, t), Starts(1, t)]);
            memory.AddActions([t % 3, (t + 1) % 3], [t, -t], [Starts(0, t + 2), false]);
        }
        memory.AddObservations([Starts(0, steps + 1), Starts(1, steps + 1)]);

        var seen = new HashSet<(int, int)>();
        for (int draw = 0; draw < 30; draw++)
        {
            var batch = ReplaySample.Of(memory);
            for (int i = 0; i < batch.Leaves.Length; i++)
            {
                int time = (int)Math.Abs(batch.Rewards[i]), environment = batch.Rewards[i] < 0 ? 1 : 0;
                seen.Add((environment, time));
                Assert.True(time > steps - capacity / Environments, "the step was overwritten");
                Assert.False(Starts(environment, time + 1), "the step leads into another episode");
                Assert.Equal(Row(environment, time, 0), batch.Leaves[i]);
                for (int s = 0; s < Stack; s++)
                {
                    Assert.Equal(Row(environment, time, Stack - 1 - s), batch.StateRows[i * Stack + s]);
                    Assert.Equal(Row(environment, time + 1, Stack - 1 - s), batch.NextStateRows[i * Stack + s]);
                }
                Assert.Equal(1, batch.Actions[i * 3 + (time + environment) % 3]);
                Assert.Equal(1, batch.Actions.AsSpan(i * 3, 3).ToArray().Sum());
                Assert.Equal(environment == 0 && Starts(0, time + 2) ? 0 : 1, batch.Discounts[i]);
                Assert.Equal(1, batch.Priorities[i]);
            }
        }
        Assert.True(seen.Count > 10);

        // The row of the frame so many frames back: before the episode's first frame stands the first frame.
        int Row(int environment, int time, int back)
        {
            int first = Math.Max(1, time - time % Length(environment));
            return (Math.Max(first, time - back) - 1) % (capacity / Environments) * Environments + environment;
        }
    }

    [Fact]
    public void Too_small_or_too_large_a_memory_is_refused()
    {
        using var device = new CpuDevice(1);
        var error = Assert.Throws<ArgumentException>(() => new ReplayMemory(device, new() { ReplayCapacity = 8 }, 2, 3, 3, 1));
        Assert.Contains("at least 10", error.Message);
        var options = new DqnOptions { ReplayCapacity = 20_000_000 };
        error = Assert.Throws<ArgumentException>(() => new ReplayMemory(device, options, 2, 3, 3, 1));
        Assert.Equal("ReplayMemory: 20000000 steps are too many; at most 16777216 can be stored", error.Message);
    }

    /// <summary>The priorities are those of the errors of each training step, for leaves that a batch has many times too.</summary>
    [SkippableTheory, MemberData(nameof(Devices))]
    public void Priorities_follow_the_errors_and_errors_that_are_not_finite_change_nothing(string device)
    {
        using var opened = TestDevices.Open(device);
        var options = new DqnOptions { ReplayCapacity = 300, BatchSize = 64, Prioritized = true, PriorityExponent = 1 };
        using var memory = new ReplayMemory(opened, options, 1, 1, 1, 1);
        var errors = opened.AllocateTensor([64, 1]);
        using var buffer = errors.Buffer;
        memory.PrioritizeBy(errors);
        float[] expected = new float[8];
        Array.Fill(expected, 1);
        for (int t = 0; t <= 8; t++)
        {
            memory.AddObservations([t == 0]);
            if (t < 8) memory.AddActions([0], [t], [false]);
        }
        for (int step = 0; step < 6; step++)
        {
            var batch = ReplaySample.Of(memory, 1);
            int[] leaves = batch.Leaves;
            Assert.InRange(leaves.Distinct().Count(), 2, 8);
            float smallest = leaves.Min(leaf => expected[leaf]);
            for (int i = 0; i < leaves.Length; i++)
            {
                Assert.Equal(expected[leaves[i]], batch.Priorities[i], 1e-4f);
                Assert.Equal(smallest / expected[leaves[i]], batch.Weights[i], 1e-4f);
            }
            float[] values = [.. leaves.Select(leaf => Error(leaf, step))];
            errors.Write(values);
            memory.UpdatePriorities();
            foreach (int leaf in leaves)
            {
                if (float.IsFinite(Error(leaf, step))) expected[leaf] = Error(leaf, step);
            }
        }
        // The next transition gets the largest priority that there was.
        memory.AddActions([0], [8], [false]);
        memory.AddObservations([false]);
        for (int draw = 0; draw < 20; draw++)
        {
            var batch = ReplaySample.Of(memory, 1);
            int place = Array.IndexOf(batch.Leaves, 8);
            if (place < 0) continue;
            Assert.Equal(7, batch.Priorities[place], 1e-4f);
            return;
        }
        Assert.Fail("the newest transition was never sampled");

        static float Error(int leaf, int step) => (leaf + step) % 8 switch
        {
            0 => float.NaN, 1 => float.PositiveInfinity, int other => other,
        };
    }

    private static int Length(int environment) => environment == 0 ? Episode : Episode - 2;

    private static bool Starts(int environment, int time) => time % Length(environment) == 0;

    /// <summary>
    /// Two stretches of five frames: the first frame of each is there only to be stacked, the last only to be looked ahead to. Two-step
    /// returns end with their stretch.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frames_without_an_action_are_not_sampled(bool prioritized)
    {
        using var device = new CpuDevice(1);
        var options = new DqnOptions { ReplayCapacity = 20, BatchSize = 200, Prioritized = prioritized, NStep = 2, Discount = 0.5f };
        using var memory = new ReplayMemory(device, options, 1, 2, 1, 1);
        for (int t = 0; t < 10; t++)
        {
            memory.AddObservations([t % 5 == 0]);
            Assert.Equal(t >= 3, memory.HasTransitions);
            if (t % 5 is > 0 and < 4) memory.AddActions([0], [t], [false], [t]);
        }
        var batch = ReplaySample.Of(memory);
        var seen = new SortedDictionary<int, (float, float, int, int)>();
        for (int i = 0; i < batch.Leaves.Length; i++)
        {
            seen[batch.StateRows[2 * i + 1]] =
                (batch.Rewards[i], batch.Discounts[i], batch.StateRows[2 * i], batch.NextStateRows[2 * i + 1]);
        }
        Assert.Equal([1, 2, 3, 6, 7], seen.Keys);
        Assert.Equal((1 + 1, 0.25f, 0, 3), seen[1]);
        Assert.Equal((2 + 1.5f, 0.25f, 1, 4), seen[2]);
        Assert.Equal((3, 0.5f, 2, 4), seen[3]);
        Assert.Equal((6 + 3.5f, 0.25f, 5, 8), seen[6]);
    }
}
