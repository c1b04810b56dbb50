using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using DemoGame.Games;
using DemoGame.Rendering;
using VisionRuntime.Agents;
using VisionRuntime.Agents.Distributed;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>One training run, from the first random step to the files in its folder.</summary>
internal sealed class TrainingRun(TrainingSettings settings, GraphicsHost host, TextWriter output, CancellationToken cancellation)
{
    /// <summary>The fact of model files that says for how many frames of the game an action is repeated.</summary>
    internal const string FrameSkipFact = "frame_skip";

    private const long StepsBetweenPoints = 1_000;

    private readonly TrainableGame _game = settings.Game;
    private readonly AgentNetwork _network = NetworkOf(settings);
    private readonly AgentAlgorithm _algorithm = AgentAlgorithm.Find(settings.Algorithm);
    private readonly string _options = OptionsOf(settings);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly RecentMean _returns = new(TrainingDisplay.AveragedEpisodes);
    private LearningCurve _curve = new();
    private double _secondsBefore;
    private Guid? _run;

    /// <summary>The training time in seconds, including that of the runs before a resume.</summary>
    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Trains, evaluates and writes all files.</summary>
    /// <returns>False if the run was interrupted; then the checkpoint is saved.</returns>
    public bool Run()
    {
        var training = _game.Training;
        using var device = DeviceOptions.Open(settings.Device, host.Gl);
        using var variables = new Variables(device, settings.Seed);
        using var environment =
            _game.CreateEnvironment(host.Gl, settings.Instances, device, _network.Preprocessing, settings.Environment);
        using var actors = settings.Actors is null ? null : new ActorTeam(settings, Facts());
        using var trainer = _algorithm.Create(
            new(_game, _network, environment, device, variables, _options, settings.Seed, settings.Demonstrations)
            {
                Place = actors?.Learner,
            });
        _run = actors?.Learner.Run;
        if (settings.Checkpoint is { } checkpoint) Resume(checkpoint, trainer, variables);
        output.WriteLine(
            $"Training {_game.Name} from pixels on {device.Name}, seed {settings.Seed}, {settings.Instances} instances"
            + (actors is null ? "" : $", {actors.Description}"));

        var display = new TrainingDisplay(settings.Steps, output);
        trainer.EpisodeFinished += _returns.Add;
        trainer.Begin(EpisodeSeed(trainer.Steps));
        actors?.Start();
        if (!Train(trainer, actors, variables, display)) return false;
        (trainer as DistributedTrainer)?.End();
        actors?.Dispose();

        double seconds = Seconds;
        display.Announce("evaluating");
        double[] returns = trainer.Evaluate(training.EvaluationEpisodes, EpisodeSeed(-1));

        SaveCheckpoint(OutputFolder.Model, trainer, variables, name => name.StartsWith("online/", StringComparison.Ordinal));
        long frames = Frames(trainer);
        var result = new TrainingResult(_game, settings.Algorithm, settings.Seed, returns, frames, seconds, device.Kind.ToString())
        {
            Experience = (trainer as DistributedTrainer)?.Counts,
        };
        new TrainingFiles(settings, _network, _algorithm.Describe(_options), host.Gl, device, variables)
            .Write(result, _curve);
        string report = Path.Combine(settings.Out, OutputFolder.Report);
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{result.Score} after {frames:N0} frames in {seconds:F0} s; see {report}"));
        return true;
    }

    /// <summary>The frames of the game so far: those that were skipped count too.</summary>
    private long Frames(AgentTrainer trainer) => trainer.Steps * settings.Environment.FrameSkip;

    /// <exception cref="TrainingDivergedException">A variable is no longer finite.</exception>
    internal static void RequireFinite(Variables variables, long steps, double loss)
    {
        foreach (string name in variables.Names)
            if (!TensorPrimitives.IsFiniteAll<float>(variables.Read(name))) throw new TrainingDivergedException(steps, loss);
    }

    private bool Train(AgentTrainer trainer, ActorTeam? actors, Variables variables, TrainingDisplay display)
    {
        double saved = Seconds;
        long stepsAtPoint = trainer.Steps;
        double secondsAtPoint = Seconds;
        while (trainer.Steps < settings.Steps)
        {
            actors?.ThrowIfFailed();
            trainer.Step();
            if (trainer.Steps - stepsAtPoint >= StepsBetweenPoints)
            {
                double speed = (trainer.Steps - stepsAtPoint) / Math.Max(1e-9, Seconds - secondsAtPoint);
                double mean = _returns.IsEmpty ? double.NaN : _returns.Mean;
                _curve.Add(new LearningPoint(trainer.Steps, trainer.Episodes, mean, trainer.Loss, trainer.Exploration, speed, Seconds));
                (stepsAtPoint, secondsAtPoint) = (trainer.Steps, Seconds);
            }
            display.Show(trainer.Steps, trainer.Episodes, _returns.Mean, trainer.Loss, trainer.Exploration);
            if (cancellation.IsCancellationRequested)
            {
                Save(trainer, variables);
                output.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"Interrupted at step {trainer.Steps:N0}; resume with: {ResumeCommand}"));
                return false;
            }
            if (Seconds - saved < settings.CheckpointSeconds) continue;
            Save(trainer, variables);
            saved = Seconds;
        }
        Save(trainer, variables);
        return true;
    }

    private string ResumeCommand
    {
        get
        {
            string folder = settings.Out.Contains(' ', StringComparison.Ordinal) ? $"'{settings.Out}'" : settings.Out;
            string recorded = settings.Demonstrations is { } file ? $" --demonstrations {file}" : "";
            string game = _game is UnmodifiedGame { Given: var given } ? given : _game.Name;
            string instances = settings.Instances == _game.Training.Environments ? "" : $" --instances {settings.Instances}";
            string command = settings.Broker is null ? "train" : "learner";
            string broker = settings.Broker is { } used ? $" {used.ToArguments()}" : "";
            return $"{command} {game} --steps {settings.Steps} --device {settings.Device} --out {folder} --resume"
                + $"{recorded}{instances}{broker}";
        }
    }

    /// <summary>
    /// Saves the state of training. Values that are not finite are never saved, so that the last good checkpoint survives.
    /// </summary>
    /// <exception cref="TrainingDivergedException">A variable is no longer finite; the loss is checked less often than checkpoints are
    /// saved.</exception>
    private void Save(AgentTrainer trainer, Variables variables)
    {
        RequireFinite(variables, trainer.Steps, trainer.Loss);
        SaveCheckpoint(OutputFolder.Checkpoint, trainer, variables, null);
        _curve.SaveCsv(Path.Combine(settings.Out, OutputFolder.CurveData));
    }

    private void SaveCheckpoint(string file, AgentTrainer trainer, Variables variables, Func<string, bool>? chosen)
    {
        var facts = Facts();
        facts["steps"] = trainer.Steps.ToString(CultureInfo.InvariantCulture);
        facts["updates"] = trainer.Updates.ToString(CultureInfo.InvariantCulture);
        facts["episodes"] = trainer.Episodes.ToString(CultureInfo.InvariantCulture);
        facts["milliseconds"] = ((long)(Seconds * 1000)).ToString(CultureInfo.InvariantCulture);
        if (_run is { } run) facts[ActorTeam.RunFact] = run.ToString();
        if (settings.Actors is { } actors) facts["actors"] = actors.ToString(CultureInfo.InvariantCulture);
        if (_game is UnmodifiedGame { Description: var description }) facts[UnmodifiedGames.DescriptionFact] = description.ToJson();
        Checkpoint.Save(Path.Combine(settings.Out, file), variables, facts, chosen);
    }

    private static string OptionsOf(TrainingSettings settings) =>
        settings.Options ?? AgentAlgorithm.Find(settings.Algorithm).OptionsOf(settings.Game.Training);

    private static AgentNetwork NetworkOf(TrainingSettings settings)
    {
        var algorithm = AgentAlgorithm.Find(settings.Algorithm);
        var network = settings.Checkpoint is { } checkpoint ? AgentNetwork.Of(checkpoint, settings.Game)
            : AgentNetwork.For(settings.Game, settings.Network ?? algorithm.NetworkOf(settings.Game.Training));
        return network with { Definition = network.Definition with { IsStochastic = algorithm.IsStochastic(OptionsOf(settings)) } };
    }

    /// <summary>What a model file says of itself, and what actors need to know.</summary>
    private Dictionary<string, string> Facts() => new(ModelFile.FactsOf(_network.Definition), StringComparer.Ordinal)
    {
        ["game"] = _game.Name,
        ["algorithm"] = settings.Algorithm,
        ["options"] = _options,
        [FrameSkipFact] = settings.Environment.FrameSkip.ToString(CultureInfo.InvariantCulture),
        ["seed"] = settings.Seed.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Restores the weights, moments and counters of a checkpoint. The replay buffer begins empty.</summary>
    private void Resume(Checkpoint checkpoint, AgentTrainer trainer, Variables variables)
    {
        checkpoint.RestoreInto(variables, _ => true);
        (trainer.Steps, trainer.Updates) = (checkpoint.Number("steps"), checkpoint.Number("updates"));
        trainer.Episodes = checkpoint.Number("episodes");
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
        _curve.RemoveAfter(trainer.Steps);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Resuming from step {trainer.Steps:N0}"));
    }

    private ulong EpisodeSeed(long part) => unchecked(((ulong)settings.Seed << 32) ^ (ulong)(part * 0x9E3779B9L) ^ 0x5DEECE66DUL);
}
