using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Agents;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>One training run, from the first random step to the files in its folder.</summary>
internal sealed class TrainingRun(TrainingSettings settings, GraphicsHost host, TextWriter output, CancellationToken cancellation)
{
    private const long StepsBetweenPoints = 1_000;

    private readonly GameDefinition _game = settings.Game;
    private readonly AgentNetwork _network =
        settings.Checkpoint is { } checkpoint ? AgentNetwork.Of(checkpoint, settings.Game) : AgentNetwork.For(settings.Game);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RecentMean _returns = new(TrainingDisplay.AveragedEpisodes);
    private LearningCurve _curve = new();
    private double _secondsBefore;

    /// <summary>The training time in seconds, including that of the runs before a resume.</summary>
    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Trains, evaluates and writes all files.</summary>
    /// <returns>False if the run was interrupted; then the checkpoint is saved.</returns>
    public bool Run()
    {
        var training = _game.Training;
        using var device = DeviceOptions.Open(settings.Device, host.Gl);
        using var variables = new Variables(device, settings.Seed);
        using var environment = new GameEnvironment(host.Gl, _game, training.Environments, device, _network.Preprocessing);
        using var dqn = new Dqn(environment, _network.Build, device, variables, training.Options, settings.Seed);
        if (settings.Checkpoint is { } checkpoint) Resume(checkpoint, dqn, variables);
        output.WriteLine($"Training {_game.Name} from pixels on {device.Name}, seed {settings.Seed}, {training.Environments} instances");

        var display = new TrainingDisplay(settings.Steps, output);
        dqn.EpisodeFinished += _returns.Add;
        dqn.Begin(EpisodeSeed(dqn.Steps));
        if (!Train(dqn, variables, display)) return false;

        display.Announce("evaluating");
        double[] returns = dqn.Evaluate(training.EvaluationEpisodes, EpisodeSeed(-1));

        SaveCheckpoint(OutputFolder.Model, dqn, variables, name => name.StartsWith("online/", StringComparison.Ordinal));
        var result = new TrainingResult(_game, settings.Algorithm, settings.Seed, returns, dqn.Steps, Seconds, device.Kind.ToString());
        new TrainingFiles(settings, _network, host.Gl, device, variables).Write(result, _curve);
        string report = Path.Combine(settings.Out, OutputFolder.Report);
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{result.Score} after {dqn.Steps:N0} frames in {Seconds:F0} s; see {report}"));
        return true;
    }

    /// <exception cref="TrainingDivergedException">A variable is no longer finite.</exception>
    internal static void RequireFinite(Variables variables, long steps, double loss)
    {
        foreach (string name in variables.Names)
            if (!TensorPrimitives.IsFiniteAll<float>(variables.Read(name))) throw new TrainingDivergedException(steps, loss);
    }

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
            if (cancellation.IsCancellationRequested)
            {
                Save(dqn, variables);
                output.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"Interrupted at step {dqn.Steps:N0}; resume with: {ResumeCommand}"));
                return false;
            }
            if (Seconds - saved < settings.CheckpointSeconds) continue;
            Save(dqn, variables);
            saved = Seconds;
        }
        Save(dqn, variables);
        return true;
    }

    private string ResumeCommand
    {
        get
        {
            string folder = settings.Out.Contains(' ', StringComparison.Ordinal) ? $"'{settings.Out}'" : settings.Out;
            return $"train {_game.Name} --steps {settings.Steps} --device {settings.Device} --out {folder} --resume";
        }
    }

    /// <summary>
    /// Saves the state of training. Values that are not finite are never saved, so that the last good checkpoint survives.
    /// </summary>
    /// <exception cref="TrainingDivergedException">A variable is no longer finite; the loss is checked less often than checkpoints are
    /// saved.</exception>
    private void Save(Dqn dqn, Variables variables)
    {
        RequireFinite(variables, dqn.Steps, dqn.Loss);
        SaveCheckpoint(OutputFolder.Checkpoint, dqn, variables, null);
        _curve.SaveCsv(Path.Combine(settings.Out, OutputFolder.CurveData));
    }

    private void SaveCheckpoint(string file, Dqn dqn, Variables variables, Func<string, bool>? chosen)
    {
        var facts = new Dictionary<string, string>(ModelFile.FactsOf(_network.Definition), StringComparer.Ordinal)
        {
            ["game"] = _game.Name,
            ["algorithm"] = settings.Algorithm,
            ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
            ["steps"] = dqn.Steps.ToString(CultureInfo.InvariantCulture),
            ["updates"] = dqn.Updates.ToString(CultureInfo.InvariantCulture),
            ["episodes"] = dqn.Episodes.ToString(CultureInfo.InvariantCulture),
            ["milliseconds"] = ((long)(Seconds * 1000)).ToString(CultureInfo.InvariantCulture),
        };
        Checkpoint.Save(Path.Combine(settings.Out, file), variables, facts, chosen);
    }

    /// <summary>Restores the weights, moments and counters of a checkpoint. The replay buffer begins empty.</summary>
    private void Resume(Checkpoint checkpoint, Dqn dqn, Variables variables)
    {
        checkpoint.RestoreInto(variables, _ => true);
        (dqn.Steps, dqn.Updates, dqn.Episodes) = (checkpoint.Number("steps"), checkpoint.Number("updates"), checkpoint.Number("episodes"));
        _secondsBefore = checkpoint.Number("milliseconds") / 1000.0;
        string path = Path.Combine(settings.Out, OutputFolder.CurveData);
        try
        {
            if (File.Exists(path)) _curve = LearningCurve.LoadCsv(path);
        }
        catch (FormatException exception)
        {
            throw new CommandException(exception.Message);
        }
        _curve.RemoveAfter(dqn.Steps);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Resuming from step {dqn.Steps:N0}"));
    }

    private ulong EpisodeSeed(long part) => unchecked(((ulong)settings.Seed << 32) ^ (ulong)(part * 0x9E3779B9L) ^ 0x5DEECE66DUL);
}
