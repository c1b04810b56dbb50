using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Agents;

public class ReplayMemoryTests
{
    private const int Stack = 3, FrameSize = 4, Environments = 2, Episode = 7;

    /// <summary>
    /// Frames are numbered: in environment e at time t every pixel is 100 e + t % 90. Episodes are 7 frames long in environment 0 and 5 in
    /// environment 1; the last frame's successor is the next episode's first.
    /// </summary>
    [Theory]
    [InlineData(40, 60)]
    [InlineData(400, 60)]
    [InlineData(24, 200)]
    public void Batches_hold_whole_stacks_of_one_episode(int capacity, int steps)
    {
        var memory = new ReplayMemory(capacity, Environments, Stack, FrameSize);
        for (int t = 0; t < steps; t++)
        {
            memory.AddObservations(Observation(t), [Starts(0, t), Starts(1, t)]);
            memory.AddActions([t % 3, (t + 1) % 3], [t, -t], [Starts(0, t + 2), false]);
        }
        memory.AddObservations(Observation(steps), [Starts(0, steps), Starts(1, steps)]);

        var batch = new ReplayBatch(Shape.Of(64, Stack, 2, 2), 3);
        var random = new Random(1);
        var seen = new HashSet<(int, int)>();
        for (int draw = 0; draw < 30; draw++)
        {
            memory.Sample(random, batch);
            for (int i = 0; i < batch.Size; i++)
            {
                int time = (int)Math.Abs(batch.Rewards[i]), environment = batch.Rewards[i] < 0 || time == 0 && Level(batch.States, i, Stack - 1) >= 100 ? 1 : 0;
                seen.Add((environment, time));
                Assert.True(time > steps - capacity / Environments, "the step was overwritten");
                Assert.False(Starts(environment, time + 1), "the step leads into another episode");
                for (int s = 0; s < Stack; s++)
                {
                    Assert.Equal(Expected(environment, time, Stack - 1 - s), Level(batch.States, i, s));
                    Assert.Equal(Expected(environment, time + 1, Stack - 1 - s), Level(batch.NextStates, i, s));
                }
                Assert.Equal(1, batch.Actions[i * 3 + (time + environment) % 3]);
                Assert.Equal(1, batch.Actions.AsSpan(i * 3, 3).ToArray().Sum());
                Assert.Equal(environment == 0 && Starts(0, time + 2) ? 0 : 1, batch.Discounts[i]);
            }
        }
        Assert.True(seen.Count > 10);
    }

    [Fact]
    public void Too_small_a_memory_is_refused() =>
        Assert.Contains("at least 10", Assert.Throws<ArgumentException>(() => new ReplayMemory(8, 2, 3, 4)).Message);

    private static int Length(int environment) => environment == 0 ? Episode : Episode - 2;

    private static bool Starts(int environment, int time) => time % Length(environment) == 0;

    private static int Pixel(int environment, int time) => 100 * environment + time % 90;

    /// <summary>The pixel expected so many frames back: before the episode's first frame stands the first frame.</summary>
    private static int Expected(int environment, int time, int back)
    {
        int first = time - time % Length(environment);
        return Pixel(environment, Math.Max(first, time - back));
    }

    private static int Level(float[] stacks, int item, int frame)
    {
        var pixels = stacks.AsSpan((item * Stack + frame) * FrameSize, FrameSize);
        Assert.Equal(pixels[0], pixels[FrameSize - 1]);
        return (int)MathF.Round(pixels[0] * 255);
    }

    private static float[] Observation(int time)
    {
        var observation = new float[Environments * Stack * FrameSize];
        for (int e = 0; e < Environments; e++) observation.AsSpan((e * Stack + Stack - 1) * FrameSize, FrameSize).Fill(Pixel(e, time) / 255f);
        return observation;
    }

    /// <summary>
    /// Two stretches of five frames: the first frame of each is there only to be stacked, the last only to be looked ahead to. Two-step
    /// returns end with their stretch.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Frames_without_an_action_are_not_sampled(bool prioritized)
    {
        var memory = new ReplayMemory(20, 1, 2, 1, prioritized) { NStep = 2, Discount = 0.5f };
        for (int t = 0; t < 10; t++)
        {
            memory.AddObservations([0, t / 255f], [t % 5 == 0]);
            if (t % 5 is > 0 and < 4) memory.AddActions([0], [t], [false], [t]);
        }
        var batch = new ReplayBatch([200, 2, 1, 1], 1);
        memory.Sample(new Random(1), batch);
        var seen = new SortedDictionary<int, (float, float, int, int)>();
        for (int i = 0; i < batch.Size; i++)
        {
            int Level(float[] states, int frame) => (int)MathF.Round(states[2 * i + frame] * 255);
            seen[Level(batch.States, 1)] = (batch.Rewards[i], batch.Discounts[i], Level(batch.States, 0), Level(batch.NextStates, 1));
        }
        Assert.Equal([1, 2, 3, 6, 7], seen.Keys);
        Assert.Equal((1 + 1, 0.25f, 0, 3), seen[1]);
        Assert.Equal((2 + 1.5f, 0.25f, 1, 4), seen[2]);
        Assert.Equal((3, 0.5f, 2, 4), seen[3]);
        Assert.Equal((6 + 3.5f, 0.25f, 5, 8), seen[6]);
    }
}
