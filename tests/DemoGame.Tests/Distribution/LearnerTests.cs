using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DemoGame.Tests.Architecture;
using DemoGame.Tests.Commands;
using ShaderKernels.Backends.OpenGL;
using VisionRuntime.Formats;

namespace DemoGame.Tests.Distribution;

/// <summary>The commands <c>learner</c> and <c>actor</c>, as processes at a real broker.</summary>
[Collection(BrokerCollection.Name)]
public sealed class LearnerTests(Broker broker) : IDisposable
{
    private static readonly Dictionary<string, string?> Usual = new(StringComparer.Ordinal);

    /// <summary>Small batches, so that much happens in a short time.</summary>
    private const string Quick = """
        {
            "n_step": 2, "prioritized": true, "learning_starts": 500, "train_frequency": 32, "batch_size": 16,
            "actors": { "rollout_length": 8, "weights_interval": 4 }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Of two actors one is killed; the learner is killed, and later finds its disk full, and is resumed each time while the other actor waits.
    /// </summary>
    [SkippableFact]
    public void A_run_survives_killed_actors_a_killed_learner_and_a_full_disk()
    {
        SkipIfMissing();
        string checkpoint = _folder["checkpoint.vision"], copy = _folder["copy"];
        using var killed = Start("actor", "catch", "--device", "cpu");
        using var actor = Start("actor", "catch", "--device", "cpu");
        using (var learner = Learner("--actors", "2", "--steps", "1000000000"))
        {
            learner.WaitUntil(() => StepsOf(checkpoint) > 1_000, "a checkpoint");
            killed.Kill();
            long before = StepsOf(checkpoint);
            learner.WaitUntil(() => StepsOf(checkpoint) > before + 500, "learning without the actor");
            Run("actor", "pong", "--device", "cpu").Failed("vision: the actor plays pong, and the learner learns catch; start it with catch");
            Run("learner", "catch", "--device", "cpu", "--out", _folder["other"])
                .Failed("vision: another learner of the run 'vision' is connected to the broker");
            learner.Kill();
        }
        Assert.False(actor.HasEnded, actor.Output);
        long steps = StepsOf(checkpoint);
        using (var learner = Learner("--resume", "--steps", "1000000000"))
        {
            learner.WaitUntil(() => StepsOf(checkpoint) > steps + 500, "a checkpoint after the resume");
            // Where a folder has the name of the file, nothing can be written, as on a full disk.
            File.Copy(checkpoint, copy);
            File.Delete(checkpoint);
            Directory.CreateDirectory(checkpoint);
            learner.Wait().Failed("vision: Cannot write");
        }
        Directory.Delete(checkpoint);
        File.Move(copy, checkpoint);
        Assert.False(actor.HasEnded, actor.Output);
        steps = StepsOf(checkpoint);
        using (var learner = Learner("--resume", "--steps", (steps + 1_000).ToString(CultureInfo.InvariantCulture))) learner.Wait().Succeeded();
        Assert.Contains("The run has ended", actor.Wait().Succeeded().Output, StringComparison.Ordinal);
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        Assert.Equal("apex", result.RootElement.GetProperty("algorithm").GetString());
        Assert.InRange(result.RootElement.GetProperty("frames").GetInt64(), steps + 1_000, steps + 1_200);
        var experience = result.RootElement.GetProperty("experience");
        Assert.Equal(0, experience.GetProperty("dead_letters").GetInt64());
        Assert.Equal(0, experience.GetProperty("foreign").GetInt64());
    }

    /// <summary>deploy/local.sh: a broker of its own, a learner and two actors, and nothing left of them.</summary>
    [SkippableFact]
    public void The_script_runs_a_broker_a_learner_and_actors()
    {
        SkipIfMissing();
        File.WriteAllText(_folder["options.json"], """{ "actors": { "rollout_length": 8 } }""");
        string program = $"dotnet {Path.Combine(AppContext.BaseDirectory, "vision.dll")}";
        var start = new ProcessStartInfo(
            "bash",
            [
                Path.Combine(Repository.Root, "deploy", "local.sh"), "catch", "2", "--algorithm", "impala", "--device", "cpu", "--steps", "2560",
                "--instances", "16", "--options", _folder["options.json"],
            ])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = _folder.Path,
        };
        (start.Environment["VISION"], start.Environment["PORT"]) = (program, (broker.Port + 4).ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "the script did not end");
        Assert.True(process.ExitCode == 0, $"{output.Result} {errors}");
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["cluster", "out", "result.json"]));
        Assert.Equal(("impala", 2_560), (
            result.RootElement.GetProperty("algorithm").GetString(), result.RootElement.GetProperty("frames").GetInt32()));
        for (int i = 0; i < 2; i++)
            Assert.Contains("The run has ended", File.ReadAllText(_folder["cluster", $"actor-{i}.log"]), StringComparison.Ordinal);
    }

    private void SkipIfMissing()
    {
        Skip.If(broker.Reason.Length > 0, broker.Reason);
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
    }

    private VisionProgram Start(params string[] arguments) =>
        VisionProgram.Start(new Dictionary<string, string?>(StringComparer.Ordinal) { ["VISION_BROKER"] = broker.Uri }, arguments);

    private ProgramResult Run(params string[] arguments)
    {
        using var program = Start(arguments);
        return program.Wait();
    }

    private VisionProgram Learner(params string[] arguments)
    {
        File.WriteAllText(_folder["options.json"], Quick);
        return VisionProgram.Start(
            Usual,
            [
                "learner", "catch", "--broker", broker.Uri, "--device", "cpu", "--instances", "16", "--checkpoint-seconds", "1", "--options",
                _folder["options.json"], "--out", _folder.Path, .. arguments,
            ]);
    }

    private static long StepsOf(string checkpoint)
    {
        try
        {
            return Checkpoint.Load(checkpoint).Number("steps");
        }
        catch (CheckpointException)
        {
            return 0; // not there yet, or being replaced
        }
    }
}

/// <summary>What <c>learner</c> and <c>actor</c> refuse without a broker.</summary>
public sealed class BrokerOptionsTests
{
    [Theory]
    [InlineData("--broker is missing: name the broker, such as amqp://localhost, or set VISION_BROKER")]
    [InlineData("'--broker' must be an address such as amqp://user:password@host:5672", "--broker", "localhost")]
    [InlineData("'--broker' must be an address such as amqp://user:password@host:5672", "--broker", "http://user:secret@localhost")]
    [InlineData("'--run' must be up to 64 letters, digits, dots, hyphens and underscores, not 'a/b'", "--run", "a/b")]
    [InlineData("'--patience' must be a positive integer, not '0'", "--patience", "0")]
    [InlineData("no broker answers at 127.0.0.1:9 (", "--broker", "amqp://guest:secret@127.0.0.1:9")]
    [InlineData("no broker answers at 127.0.0.1:9 (", "--broker", "amqps://guest:secret@127.0.0.1:9")]
    public void An_unusable_broker_is_refused(string words, params string[] arguments)
    {
        var result = VisionProgram.Run(["actor", "catch", .. arguments]);
        result.Refused(words);
        Assert.DoesNotContain("secret", result.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_learner_without_a_broker_writes_nothing()
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        using var folder = new TemporaryFolder();
        VisionProgram.Run("learner", "catch", "--broker", "amqp://127.0.0.1:9", "--device", "cpu", "--out", folder.Path)
            .Refused("no broker answers at 127.0.0.1:9");
        Assert.Empty(folder.Names);
        VisionProgram.Run("learner", "catch", "--broker", "amqp://127.0.0.1:9", "--algorithm", "dqn").Refused("choose apex or impala");
        VisionProgram.Run("learner", "catch", "--broker", "amqp://127.0.0.1:9", "--resume", "--out", folder.Path).Refused("does not exist");
    }
}
