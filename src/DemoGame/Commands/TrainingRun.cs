using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Agents;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>One training run from the first random step to the files in its folder.</summary>
internal sealed class TrainingRun(TrainingSettings settings, GraphicsHost host, Interruption interruption)
{
    /// <summary>Instances of the game that play side by side.</summary>
    private const int Instances = 32;

    /// <summary>Episodes that decide how good the agent is.</summary>
    private const int EvaluationEpisodes = 200;

    private const long StepsBetweenPoints = 1_000;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RecentMean _returns = new(200);
    private LearningCurve _curve = new();
    private double _secondsBefore;

    /// <summary>Trains, evaluates and writes everything. False where it was interrupted; the checkpoint is saved then.</summary>
    public bool Run()
    {
        using var device = GameOptions.Open(settings.Device, host.Gl);
        using var variables = new Variables(device, settings.Seed);
        using var environment = new GameEnvironment(host.Gl, settings.Game, Instances, device, GameEnvironment.DefaultView);
        using var dqn = new Dqn(environment, DqnNetworks.Small, device, variables, new DqnOptions(), settings.Seed);
        if (settings.Earlier is { } earlier) GoOn(earlier, dqn, variables);
        Console.WriteLine($"Training {settings.Game} from pixels on {device.Name}, seed {settings.Seed}, {Instances} games at once");

        using var display = TrainingDisplay.Open(settings.Steps);
        dqn.EpisodeFinished += _returns.Add;
        dqn.Begin(Seed(dqn.Steps));
        if (!Train(dqn, variables, display)) return false;

        display.Say("evaluating");
        double[] returns = dqn.Evaluate(EvaluationEpisodes, Seed(-1));
        double catchRate = returns.Count(value => value > 0) / (double)returns.Length;
        display.Close();

        SaveCheckpoint(OutputFolder.Model, dqn, variables, name => name.StartsWith("online/", StringComparison.Ordinal));
        var result = new TrainingResult(settings.Game, settings.Seed, catchRate, dqn.Steps, Math.Round(Seconds, 1), device.Kind.ToString(), BuildFacts.Packages);
        new TrainingFiles(settings, host.Gl, device, variables).Write(result, _curve);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Caught {catchRate:P1} of {EvaluationEpisodes} balls after {dqn.Steps:N0} frames in {Seconds:F0} s; see {Path.Combine(settings.Out, OutputFolder.Report)}"));
        return true;
    }

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    private bool Train(Dqn dqn, Variables variables, TrainingDisplay display)
    {
        double saved = Seconds;
        long stepsAtPoint = dqn.Steps;
        double secondsAtPoint = Seconds;
        while (dqn.Steps < settings.Steps)
        {
            dqn.Step();
            if (dqn.Steps - stepsAtPoint >= StepsBetweenPoints)
            {
                double speed = (dqn.Steps - stepsAtPoint) / Math.Max(1e-9, Seconds - secondsAtPoint);
                _curve.Add(new LearningPoint(dqn.Steps, dqn.Episodes, _returns.Mean, dqn.Loss, dqn.Exploration, speed, Seconds));
                (stepsAtPoint, secondsAtPoint) = (dqn.Steps, Seconds);
            }
            display.Show(dqn.Steps, dqn.Episodes, _returns.Mean, dqn.Loss, dqn.Exploration);
            if (interruption.Requested)
            {
                display.Close();
                Save(dqn, variables);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Stopped at step {dqn.Steps:N0}; go on with: train {settings.Game} --steps {settings.Steps} --device {settings.Device} --out {Quoted(settings.Out)} --resume"));
                return false;
            }
            if (Seconds - saved < settings.CheckpointSeconds) continue;
            Save(dqn, variables);
            saved = Seconds;
        }
        Save(dqn, variables);
        return true;
    }

    /// <summary>Saves where training stands. Numbers that are none are never saved: the last good checkpoint stays.</summary>
    /// <exception cref="TrainingDivergedException">A variable is no longer finite; the loss is looked at less often than checkpoints may fall due.</exception>
    private void Save(Dqn dqn, Variables variables)
    {
        RequireFinite(variables, dqn.Steps, dqn.Loss);
        SaveCheckpoint(OutputFolder.Checkpoint, dqn, variables, null);
        _curve.SaveCsv(Path.Combine(settings.Out, OutputFolder.CurveNumbers));
    }

    private void SaveCheckpoint(string file, Dqn dqn, Variables variables, Func<string, bool>? chosen)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["game"] = settings.Game,
            ["network"] = "dqn-small",
            ["algorithm"] = "dqn",
            ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["steps"] = dqn.Steps.ToString(CultureInfo.InvariantCulture),
            ["updates"] = dqn.Updates.ToString(CultureInfo.InvariantCulture),
            ["episodes"] = dqn.Episodes.ToString(CultureInfo.InvariantCulture),
            ["milliseconds"] = ((long)(Seconds * 1000)).ToString(CultureInfo.InvariantCulture),
        };
        Checkpoint.Save(Path.Combine(settings.Out, file), variables, facts, chosen);
    }

    internal static void RequireFinite(Variables variables, long steps, double loss)
    {
        foreach (string name in variables.Names)
            if (!TensorPrimitives.IsFiniteAll<float>(variables.Read(name))) throw new TrainingDivergedException(steps, loss);
    }

    /// <summary>Takes up the weights, moments and counters of the last checkpoint. The replay memory begins empty.</summary>
    private void GoOn(Checkpoint checkpoint, Dqn dqn, Variables variables)
    {
        checkpoint.RestoreInto(variables, _ => true);
        (dqn.Steps, dqn.Updates, dqn.Episodes) = (checkpoint.Number("steps"), checkpoint.Number("updates"), checkpoint.Number("episodes"));
        _secondsBefore = checkpoint.Number("milliseconds") / 1000.0;
        string numbers = Path.Combine(settings.Out, OutputFolder.CurveNumbers);
        try
        {
            if (File.Exists(numbers)) _curve = LearningCurve.LoadCsv(numbers);
        }
        catch (FormatException exception)
        {
            throw new CommandException(exception.Message);
        }
        _curve.RemoveAfter(dqn.Steps);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Going on from step {dqn.Steps:N0}"));
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;

    private ulong Seed(long part) => unchecked(((ulong)settings.Seed << 32) ^ (ulong)(part * 0x9E3779B9L) ^ 0x5DEECE66DUL);
}

/// <summary>What a training run came to, as result.json holds it.</summary>
/// <param name="Game">The game.</param>
/// <param name="Seed">The seed.</param>
/// <param name="CatchRate">The part of the evaluation episodes that were won, 0 to 1.</param>
/// <param name="Frames">Steps played over all instances, each one frame of one game.</param>
/// <param name="Seconds">The time that training took.</param>
/// <param name="Device">Where the networks ran.</param>
/// <param name="Packages">nuget or offline.</param>
internal sealed record TrainingResult(string Game, int Seed, double CatchRate, long Frames, double Seconds, string Device, string Packages);
