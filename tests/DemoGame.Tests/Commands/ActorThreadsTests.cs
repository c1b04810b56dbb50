using System.Globalization;
using System.Text.Json;
using ShaderKernels.Backends.OpenGL;
using VisionRuntime.Formats;

namespace DemoGame.Tests.Commands;

/// <summary>Actors on threads beside the learner: <c>train GAME --actors N</c>.</summary>
public sealed class ActorThreadsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The algorithm is chosen for the game, or named; batches of 32 environments have 32 or 20 steps.</summary>
    [SkippableTheory]
    [InlineData("apex", "dqn-small", null, 4 * 1_024)]
    [InlineData("impala", "actor-small", "impala", 6 * 640)]
    public void Actors_play_and_one_learner_learns(string algorithm, string network, string? named, int steps)
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        string[] chosen = named is null ? [] : ["--algorithm", named];
        Train(steps, [.. chosen, "--actors", "2", "--seed", "5"]).Succeeded();
        var model = Checkpoint.Load(_folder["model.vision"]);
        Assert.Equal((algorithm, network, "catch"), (model.Fact("algorithm"), model.Fact("network"), model.Fact("game")));
        using (var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"])))
        {
            var root = result.RootElement;
            Assert.Equal((algorithm, (long)steps), (root.GetProperty("algorithm").GetString(), root.GetProperty("frames").GetInt64()));
            Assert.InRange(root.GetProperty("mean_return").GetDouble(), -1, 1);
            var experience = root.GetProperty("experience");
            int length = algorithm == "apex" ? 1_024 : 640;
            Assert.Equal(steps / length, experience.GetProperty("received").GetInt64() - experience.GetProperty("too_old").GetInt64());
            Assert.Equal(0, experience.GetProperty("dead_letters").GetInt64());
        }

        string run = Checkpoint.Load(_folder["checkpoint.vision"]).Fact("run");
        Train(steps + 1, "--resume").Succeeded();
        var resumed = Checkpoint.Load(_folder["checkpoint.vision"]);
        Assert.True(resumed.Number("steps") > steps);
        Assert.Equal((run, 2), (resumed.Fact("run"), resumed.Number("actors")));
        VisionProgram.Run("play", "catch", "--model", _folder["model.vision"], "--device", "cpu", "--episodes", "4").Succeeded();
    }

    [Fact]
    public void Unsuitable_arguments_are_refused()
    {
        Train(100, "--actors", "0").Refused("'--actors' must be a positive integer, not '0'");
        Train(100, "--actors", "2", "--algorithm", "ppo").Refused("--algorithm ppo", "with actors, choose apex or impala");
        Train(100, "--actors", "2", "--algorithm", "apex", "--network", "actor").Refused("the network is an actor and cannot be trained by");
        File.WriteAllText(_folder["options.json"], """{ "actors": { "rollout_length": 0 } }""");
        Train(100, "--actors", "2", "--options", _folder["options.json"]).Refused("RolloutLength is 0; it must be greater than 0");
        File.WriteAllText(_folder["options.json"], """{ "replay_capacity": 2000 }""");
        Train(100, "--actors", "2", "--options", _folder["options.json"]).Refused("a replay buffer of 2000 steps");
    }

    private ProgramResult Train(int steps, params string[] arguments) => VisionProgram.Run(
        ["train", "catch", "--steps", steps.ToString(CultureInfo.InvariantCulture), "--device", "cpu", "--out", _folder.Path, .. arguments]);
}
