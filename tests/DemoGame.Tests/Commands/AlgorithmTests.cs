using System.Globalization;
using System.Text.Json;
using VisionRuntime.Agents;
using VisionRuntime.Formats;

namespace DemoGame.Tests.Commands;

/// <summary>Every algorithm trains, resumes and plays from the command line.</summary>
public sealed class AlgorithmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("rainbow", "dqn-small+dueling+noisy+c51", 1_600)]
    [InlineData("ppo", "actor-small", 8_192)]
    public void An_algorithm_trains_resumes_and_plays(string algorithm, string network, int steps)
    {
        Skip.IfNot(ShaderKernels.Backends.OpenGL.HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        string options = _folder["options.json"];
        File.WriteAllText(
            options, algorithm == "ppo" ? """{ "epochs": 2, "stochastic": true }""" : """{ "n_step": 3, "prioritized": true, "learning_starts": 1000 }""");
        Train(steps, "--algorithm", algorithm, "--options", options, "--seed", "5").Succeeded();
        var model = Checkpoint.Load(_folder["model.vision"]);
        Assert.Equal((algorithm, network, "catch"), (model.Fact("algorithm"), model.Fact("network"), model.Fact("game")));
        using (var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"])))
        {
            Assert.Equal(algorithm, result.RootElement.GetProperty("algorithm").GetString());
            Assert.Equal(steps, result.RootElement.GetProperty("frames").GetInt64());
            Assert.InRange(result.RootElement.GetProperty("mean_return").GetDouble(), -1, 1);
        }

        // A resumed run keeps the algorithm, the network and the hyperparameters of its checkpoint.
        Train(steps + 64, "--resume").Succeeded();
        var resumed = Checkpoint.Load(_folder["checkpoint.vision"]);
        Assert.Equal(steps + 64, resumed.Number("steps"));
        if (algorithm == "ppo") Assert.Equal(2, PpoOptions.FromJson(resumed.Fact("options")).Epochs);
        else Assert.Equal(3, DqnOptions.FromJson(resumed.Fact("options")).NStep);
        Train(steps + 128, "--resume", "--algorithm", "dqn").Refused($"is trained by {algorithm}; leave out --algorithm");

        VisionProgram.Run("play", "catch", "--model", _folder["model.vision"], "--device", "cpu", "--episodes", "4").Succeeded();
        // The file alone plays, with the preprocessing and the names of the actions in its metadata.
        VisionProgram.Run("model", "convert", _folder["model.vision"], _folder["agent.onnx"]).Succeeded();
        string output = VisionProgram.Run("play", "catch", "--model", _folder["agent.onnx"], "--device", "cpu", "--episodes", "4")
            .Succeeded().Output;
        Assert.Matches(@"^Caught \d of 4 balls", output);
        using var agent = new VisionRuntime.PixelAgent(_folder["agent.onnx"]);
        Assert.Equal((3, "right"), (agent.ActionCount, agent.ActionName(2)));
        Assert.Equal(2, agent.Model.Preprocessing!.Frames);
        Assert.Equal(algorithm == "ppo", agent.Model.Definition.IsStochastic);
    }

    [SkippableFact]
    public void A_scripted_player_with_mistakes_misses_balls_and_is_recorded_all_the_same()
    {
        string file = _folder["catch.play"];
        string[] play = ["play", "catch", "--device", "cpu", "--episodes", "15", "--record", file];
        Assert.StartsWith("Recorded 210 steps", VisionProgram.Run([.. play, "--scripted"]).Succeeded().Output, StringComparison.Ordinal);
        double stays = Stays();
        string output = VisionProgram.Run([.. play, "--scripted", "--mistakes", "0.95"]).Succeeded().Output;
        Assert.DoesNotContain("Caught 15 of 15", output, StringComparison.Ordinal);
        // Away from where the ball will land, the right action is rarely to stay.
        Assert.True(Stays() < stays - 0.1, $"{stays} without mistakes, {Stays()} with them");
        VisionProgram.Run([.. play, "--mistakes", "0.3"]).Refused("only the scripted player makes them");
        VisionProgram.Run([.. play, "--scripted", "--mistakes", "1"]).Refused("must be a probability less than 1, not '1'");

        double Stays()
        {
            var recorded = Demonstrations.Load(file, out string game);
            Assert.Equal(("catch", 210), (game, recorded.Count));
            float[] observation = new float[recorded.Observation.Count];
            return Enumerable.Range(0, recorded.Count).Count(step => recorded.Read(step, observation) == 1) / 210.0;
        }
    }

    [Fact]
    public void Unsuitable_arguments_are_refused()
    {
        Train(100, "--algorithm", "sarsa").Refused("'--algorithm' must be one of dqn, rainbow, ppo, apex, impala, bc, dagger, not 'sarsa'");
        Train(100, "--options", "nowhere.json").Refused("nowhere.json is neither a file nor one of mnih2015, rainbow, ppo");
        File.WriteAllText(_folder["wrong.json"], """{ "discount": 2 }""");
        Train(100, "--options", _folder["wrong.json"]).Refused("Discount is 2; it must be from 0 to 1");
        Train(100, "--frame-skip", "0").Refused("'--frame-skip' must be a positive integer");
        Train(100, "--repeat-action-probability", "1").Refused("must be at least 0 and less than 1, not '1'");
    }

    [SkippableTheory]
    [InlineData("ppo", "dqn-small", "the network is not an actor and cannot be trained by ppo")]
    [InlineData("dqn", "actor", "the network is an actor and cannot be trained by dqn or rainbow")]
    [InlineData("dqn", "lenet5", "lenet5 is not a network for playing games")]
    public void A_network_of_another_kind_is_refused(string algorithm, string network, string words)
    {
        Skip.IfNot(ShaderKernels.Backends.OpenGL.HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        Train(100, "--algorithm", algorithm, "--network", network).Refused(words);
    }

    /// <summary>
    /// The scripted player of Runner has about 15 points where it acts every fourth frame, a random player about 1; who imitates it comes near.
    /// </summary>
    [SkippableFact]
    public void A_policy_is_cloned_from_recorded_play()
    {
        Skip.IfNot(ShaderKernels.Backends.OpenGL.HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        string recording = _folder["runner.play"];
        Train(100, "--algorithm", "bc").Refused("bc learns from recorded play", "--record");
        string output = VisionProgram.Run("play", "runner", "--scripted", "--record", recording, "--device", "cpu", "--episodes", "12")
            .Succeeded().Output;
        Assert.Matches(@"^Recorded \d{3,4} steps in ", output);
        string[] learn = ["train", "runner", "--algorithm", "bc", "--demonstrations", recording, "--device", "cpu", "--out", _folder.Path];
        VisionProgram.Run([.. learn, "--steps", "48000", "--seed", "3"]).Succeeded();
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        Assert.Equal("bc", result.RootElement.GetProperty("algorithm").GetString());
        Assert.InRange(result.RootElement.GetProperty("mean_return").GetDouble(), 4, 100);
        Train(100, "--algorithm", "bc", "--demonstrations", recording).Refused("runner was played, not catch");
        Train(100, "--algorithm", "bc", "--demonstrations", _folder["model.vision"]).Refused("is not a recording of play, or is damaged");
    }

    /// <summary>The scripted player of Catch misses no ball; who learns from its corrections catches nearly all.</summary>
    [SkippableFact]
    public void A_policy_is_taught_by_the_scripted_player()
    {
        Skip.IfNot(ShaderKernels.Backends.OpenGL.HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        Train(12_800, "--algorithm", "dagger", "--seed", "3").Succeeded();
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        Assert.Equal("dagger", result.RootElement.GetProperty("algorithm").GetString());
        Assert.InRange(result.RootElement.GetProperty("catch_rate").GetDouble(), 0.9, 1);
    }

    private ProgramResult Train(int steps, params string[] arguments) => VisionProgram.Run(
        ["train", "catch", "--steps", steps.ToString(CultureInfo.InvariantCulture), "--device", "cpu", "--out", _folder.Path, .. arguments]);
}
