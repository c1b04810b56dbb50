using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Data;

namespace DemoGame.Tests.Games;

/// <summary>The frames of games as data sets: their targets belong to their inputs.</summary>
public sealed class GameFramesTests
{
    [SkippableFact]
    public void The_half_size_picture_is_that_of_the_target()
    {
        var data = Create("breakout", FrameTarget.FullSize, 64);
        Assert.Equal([1, 3, 32, 32], data.Training.InputShape);
        Assert.Equal([3, 64, 64], data.Training.TargetShape);
        for (int sample = 0; sample < data.Training.Count; sample++)
        {
            var (input, target) = Read(data.Training, sample);
            double sum = 0;
            for (int i = 0; i < input.Length; i++)
            {
                int channel = i / 1024, y = i / 32 % 32, x = i % 32, at = (channel * 64 + 2 * y) * 64 + 2 * x;
                sum += Math.Abs(input[i] - (target[at] + target[at + 1] + target[at + 64] + target[at + 65]) / 4);
            }
            // Edges are drawn with other coverages; areas are equal.
            Assert.InRange(sum / input.Length, 0, 0.02);
        }
    }

    [SkippableFact]
    public void Noise_has_the_standard_deviation_and_is_the_same_each_time()
    {
        var data = Create("pong", FrameTarget.Clean, 48).Test!;
        var (input, target) = Read(data, 1);
        Assert.Equal(input, Read(data, 1).Input);
        double square = input.Zip(target).Average(pair => (pair.First - pair.Second) * (double)(pair.First - pair.Second));
        Assert.InRange(Math.Sqrt(square), 0.95 * GameFrames.Noise, 1.05 * GameFrames.Noise);
        Assert.InRange(input.Zip(target).Average(pair => pair.First - pair.Second), -0.01, 0.01);
    }

    [SkippableFact]
    public void The_masks_of_the_runner_have_sky_above_ground_below_and_the_hero_between()
    {
        var data = Create("runner", FrameTarget.Layers, 42).Training;
        Assert.Equal(["sky", "ground", "actors"], data.Classes.ToArray());
        for (int sample = 0; sample < data.Count; sample++)
        {
            var (_, mask) = Read(data, sample);
            Assert.All(mask.Take(42), label => Assert.Equal(0, label));
            Assert.All(mask.Skip(41 * 42), label => Assert.Equal(1, label));
            // The hero is somewhere in its columns.
            Assert.Contains(2f, Enumerable.Range(0, 42 * 42).Where(i => i % 42 is >= 8 and < 12).Select(i => mask[i]));
            Assert.InRange(mask.Count(label => label == 2), 5, 300);
        }
    }

    [SkippableFact]
    public void The_seed_decides_the_frames_and_the_parts_are_of_other_episodes()
    {
        DatasetSplits first = Create("catch", FrameTarget.None, 42), again = Create("catch", FrameTarget.None, 42);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Read(first.Training, i).Input, Read(again.Training, i).Input);
            Assert.NotEqual(Read(first.Training, i).Input, Read(first.Test!, i).Input);
        }
    }

    [SkippableFact]
    public void What_a_game_cannot_give_is_said()
    {
        Assert.Equal("pong: the game does not say which of its parts are sky, ground and actors",
            Assert.Throws<DatasetException>(() => Create("pong", FrameTarget.Layers, 42)).Message);
        Assert.Equal("pong: the size 33 has no half; choose an even one",
            Assert.Throws<DatasetException>(() => Create("pong", FrameTarget.FullSize, 33)).Message);
        Assert.StartsWith("pong: parts of 1000 by 1000 do not fit into frames of",
            Assert.Throws<DatasetException>(() => Create("pong", FrameTarget.Clean, 1000)).Message, StringComparison.Ordinal);
    }

    private static DatasetSplits Create(string game, FrameTarget target, int size)
    {
        Skip.IfNot(GraphicsHost.TryOpen(out var host, out string reason), reason);
        using (host) return GameFrames.Create(host!.Gl, GameCatalog.Find(game), target, size, 3, 6, 3);
    }

    private static (float[] Input, float[] Target) Read(Dataset data, int index)
    {
        float[] input = new float[data.InputLength], target = new float[data.TargetLength];
        data.Read(index, input, target);
        return (input, target);
    }
}
