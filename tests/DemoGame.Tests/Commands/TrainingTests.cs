using System.Globalization;
using System.Text.Json;
using DemoGame.Commands;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using VisionRuntime.Agents;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Tests.Commands;

/// <summary>A short run for several tests. Learning begins at step 2,000.</summary>
public sealed class ShortRun : IDisposable
{
    public const int Steps = 2_560;

    private readonly TemporaryFolder _folder = new();

    public ShortRun()
    {
        IsThere = HeadlessContext.TryCreate(out var context, out string reason);
        context?.Dispose();
        Reason = reason;
        if (IsThere) Result = Train(_folder.Path);
    }

    public bool IsThere { get; }

    public string Reason { get; }

    internal ProgramResult Result { get; } = new(-1, "", "");

    public string this[string name] => _folder[name];

    internal string[] Names => _folder.Names;

    internal static ProgramResult Train(string folder) =>
        VisionProgram.Run(
            "train", "catch", "--steps", Steps.ToString(CultureInfo.InvariantCulture), "--seed", "3", "--device", "cpu", "--out", folder);

    public void Dispose() => _folder.Dispose();
}

public sealed class TrainingTests(ShortRun run) : IClassFixture<ShortRun>, IDisposable
{
    private static readonly Dictionary<string, string?> Usual = new(StringComparer.Ordinal);
    private static readonly string[] Endless =
        ["train", "catch", "--steps", "100000000", "--seed", "11", "--device", "cpu", "--checkpoint-seconds", "1", "--out"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_run_writes_its_files_and_nothing_else()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        run.Result.Succeeded();
        Assert.Equal(
            ["checkpoint.vision", "learning-curve.csv", "learning-curve.png", "model.vision", "recording.gif", "report.html", "result.json"],
            run.Names);
        Assert.Contains("report.html", run.Result.Output, StringComparison.Ordinal);
        Assert.Equal("GIF89a"u8, File.ReadAllBytes(run["recording.gif"]).AsSpan(0, 6));
        using (var chart = Image.Load(run["learning-curve.png"])) Assert.Equal((960, 640), (chart.Width, chart.Height));
        string report = File.ReadAllText(run["report.html"]);
        Assert.Contains("data:image/gif;base64,", report, StringComparison.Ordinal);
        Assert.Contains(" balls (", report, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_result_has_the_settings_and_the_evaluation()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        using var result = JsonDocument.Parse(File.ReadAllText(run["result.json"]));
        var root = result.RootElement;
        Assert.Equal("catch", root.GetProperty("game").GetString());
        Assert.Equal(3, root.GetProperty("seed").GetInt32());
        Assert.Equal("dqn", root.GetProperty("algorithm").GetString());
        double rate = root.GetProperty("catch_rate").GetDouble();
        Assert.InRange(rate, 0.01, 1);
        // A catch is worth 1 and a miss -1.
        double meanReturn = root.GetProperty("mean_return").GetDouble();
        Assert.Equal(2 * rate - 1, meanReturn, 1e-9);
        double[] interval = [.. root.GetProperty("return_interval").EnumerateArray().Select(bound => bound.GetDouble())];
        Assert.InRange(meanReturn, interval[0], interval[1]);
        Assert.InRange(interval[1] - interval[0], 0.01, 0.4);
        Assert.Equal(200, root.GetProperty("episodes").GetInt32());
        Assert.Equal(ShortRun.Steps, root.GetProperty("frames").GetInt32());
        Assert.InRange(root.GetProperty("seconds").GetDouble(), 0.1, 600);
        Assert.Equal("Cpu", root.GetProperty("device").GetString());
        Assert.Matches("^(nuget|offline)$", root.GetProperty("packages").GetString());
    }

    [SkippableFact]
    public void The_model_holds_only_the_online_network()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        var model = Checkpoint.Load(run["model.vision"]);
        Assert.NotEmpty(model.Names);
        Assert.All(model.Names, name => Assert.StartsWith("online/", name, StringComparison.Ordinal));
        Assert.Equal(("catch", "3", (long)ShortRun.Steps), (model.Fact("game"), model.Fact("seed"), model.Number("steps")));
        Assert.True(model.Number("updates") > 100, "the run is long enough to learn something");
    }

    [SkippableFact]
    public void The_same_seed_gives_the_same_agent()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        ShortRun.Train(_folder.Path).Succeeded();
        Assert.Equal(ValuesOf(run["model.vision"]), ValuesOf(_folder["model.vision"]));
        Assert.Equal(WithoutTimes(run["learning-curve.csv"]), WithoutTimes(_folder["learning-curve.csv"]));
        Assert.Equal(2, WithoutTimes(run["learning-curve.csv"]).Length);
    }

    [SkippableFact]
    public void A_trained_model_plays_without_a_display_and_prints_the_score()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        string output = VisionProgram.Run("play", "catch", "--model", run["model.vision"], "--device", "cpu", "--episodes", "40")
            .Succeeded().Output;
        Assert.Matches(@"^Caught \d+ of 40 balls \([\d.]+ %\); there is no display", output);
    }

    [SkippableFact]
    public void An_unavailable_display_is_reported_and_the_agent_plays_without()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere there is always a display");
        var nowhere = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DISPLAY"] = ":987" };
        var result = VisionProgram.Run(nowhere, "play", "catch", "--model", run["model.vision"], "--episodes", "3");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "no window can be opened", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        Assert.Contains("of 3 balls", result.Output, StringComparison.Ordinal);
        VisionProgram.Run(nowhere, "play", "catch", "--human").Refused("no window can be opened");
        VisionProgram.Run("play", "catch", "--human").Refused("there is no display to play on");
    }

    [SkippableFact]
    public void An_interrupt_saves_the_checkpoint_and_the_run_can_be_resumed()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        Skip.If(OperatingSystem.IsWindows(), "Windows has no signals to send");
        long steps;
        using (var program = VisionProgram.Start(Usual, [.. Endless, _folder.Path]))
        {
            program.WaitUntil(() => program.Output.Contains("\nstep ", StringComparison.Ordinal), "its first step");
            program.Interrupt();
            var result = program.Wait().Succeeded();
            steps = Checkpoint.Load(_folder["checkpoint.vision"]).Number("steps");
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"Interrupted at step {steps:N0}; resume with: train catch"), result.Output,
                StringComparison.Ordinal);
            Assert.Contains($"--out {_folder.Path} --resume", result.Output, StringComparison.Ordinal);
        }
        Assert.Equal(["checkpoint.vision", "learning-curve.csv"], _folder.Names);
        ResumesFrom(steps);
    }

    [SkippableFact]
    public void A_killed_run_resumes_from_its_last_checkpoint()
    {
        Skip.IfNot(run.IsThere, run.Reason);
        using (var program = VisionProgram.Start(Usual, [.. Endless, _folder.Path]))
        {
            program.WaitUntil(() => File.Exists(_folder["checkpoint.vision"]), "its first checkpoint");
            program.Kill();
        }
        ResumesFrom(Checkpoint.Load(_folder["checkpoint.vision"]).Number("steps"));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_never_saved()
    {
        using var device = new CpuDevice();
        using var variables = new Variables(device);
        Tensor observations = device.AllocateTensor(Shape.Of([1, 2, 42, 42]));
        using var freed = observations.Buffer;
        using var policy = new QPolicy(DqnNetworks.Small, observations, 3, device, variables);
        TrainingRun.RequireFinite(variables, 1, 0.5);
        string name = variables.Names[0];
        float[] numbers = variables.Read(name);
        numbers[^1] = float.NaN;
        variables.Write(name, numbers);
        var exception = Assert.Throws<TrainingDivergedException>(() => TrainingRun.RequireFinite(variables, 4321, 0.5));
        Assert.Contains("step 4321", exception.Message, StringComparison.Ordinal);
    }

    private void ResumesFrom(long steps)
    {
        Assert.True(steps > 0);
        string total = (steps + 320).ToString(CultureInfo.InvariantCulture);
        var result = VisionProgram.Run("train", "catch", "--steps", total, "--device", "cpu", "--resume", "--out", _folder.Path).Succeeded();
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Resuming from step {steps:N0}"), result.Output, StringComparison.Ordinal);
        Assert.Contains("seed 11", result.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        Assert.Equal(steps + 320, document.RootElement.GetProperty("frames").GetInt64());
        Assert.Equal(11, document.RootElement.GetProperty("seed").GetInt32());
        var points = LearningCurve.LoadCsv(_folder["learning-curve.csv"]).Points;
        Assert.Equal(points.OrderBy(point => point.Seconds), points);
        Assert.True(File.Exists(_folder["model.vision"]));
    }

    private static Dictionary<string, float[]> ValuesOf(string path)
    {
        using var device = new CpuDevice();
        using var variables = new Variables(device);
        Tensor observations = device.AllocateTensor(Shape.Of([1, 2, 42, 42]));
        using var freed = observations.Buffer;
        using var policy = new QPolicy(DqnNetworks.Small, observations, 3, device, variables);
        Checkpoint.Load(path).RestoreInto(variables, _ => true);
        return variables.Names.ToDictionary(name => name, variables.Read, StringComparer.Ordinal);
    }

    private static string[] WithoutTimes(string path) =>
        [.. LearningCurve.LoadCsv(path).Points.Select(point => (point with { FramesPerSecond = 0, Seconds = 0 }).ToString())];
}
