using System.Diagnostics;
using System.Globalization;
using ShaderKernels.Tensors;
using VisionRuntime;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Commands;

/// <summary>
/// One run of DCGAN, from the images to the files in its folder: the generator, the curves of both losses, and a sheet of what the
/// generator draws from noise.
/// </summary>
internal sealed class FitAdversarialRun(
    FitSettings settings, FitPlace place, Checkpoint? resumed, TextWriter output, CancellationToken cancellation)
{
    private const string Samples = "samples.png";
    private const int SampleCount = 64, StepsBetweenPoints = 50, MostFilters = 64;
    private const double SecondsBetweenLines = 10;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    private readonly Stopwatch _clock = new();
    private AdversarialCurve _curve = new();
    private double _secondsBefore;

    private double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>Trains, draws and writes all files.</summary>
    /// <returns>False if the run was interrupted; then the checkpoint is saved.</returns>
    public bool Run()
    {
        RequireSupported();
        var data = FitData.Load(settings, Known).WithoutTargets();
        var (generator, discriminator) = NetworksFor(data.Training);
        var options = new AdversarialOptions { Epochs = settings.Epochs ?? 10, BatchSize = settings.Batch ?? 64, Seed = settings.Seed };
        if (settings.Rate is { } rate) options = options with { Optimizer = options.Optimizer with { LearningRate = (float)rate } };
        OutputFolder.Prepare(place.Out);

        using var opened = place.OpenDevice(place.Threads);
        using var variables = new Variables(opened.Device, settings.Seed);
        using var trainer = Create(generator, discriminator, data.Training, options, variables);
        if (resumed is not null) Resume(trainer);
        output.WriteLine(string.Create(Culture,
            $"Training {generator.Name} ({trainer.GeneratorParameters:N0} parameters) against its discriminator "
            + $"({trainer.DiscriminatorParameters:N0}) on {data.Training.Count:N0} images of {data.Name}, {opened.Device.Name}, "
            + $"seed {settings.Seed}"));
        if (!Train(trainer, generator)) return false;

        using var weights = new Variables(opened.Device);
        var graph = generator.ToGraph();
        weights.Add(graph);
        foreach (string name in graph.Variables.Keys) weights.Write(name, variables.Read(name));
        // Only the network of the zoo, for color images of 64x64 pixels, can be named by a .vision file.
        string file = generator.Network == Known.Network ? OutputFolder.Model : Path.ChangeExtension(OutputFolder.Model, ".onnx");
        new Model(generator).Save(PathOf(file), weights);
        var result = new AdversarialResult
        {
            Model = generator.Name, Dataset = data.Name, Seed = settings.Seed, DiscriminatorLoss = trainer.DiscriminatorLoss,
            GeneratorLoss = trainer.GeneratorLoss, Epochs = Math.Round((double)trainer.Step / trainer.StepsPerEpoch, 2),
            Seconds = Math.Round(Seconds, 1), Parameters = trainer.GeneratorParameters,
            DiscriminatorParameters = trainer.DiscriminatorParameters, Device = opened.Device.Kind.ToString(),
        };
        Write(result, generator, data.Training, variables, opened.Device.Name);
        output.WriteLine(string.Create(Culture,
            $"{SampleCount} generated images are in {PathOf(Samples)} after {result.Epochs:0.#} epochs in {Seconds:F0} s; "
            + $"see {PathOf(OutputFolder.Report)}"));
        return true;
    }

    /// <summary>The generator as the zoo has it.</summary>
    private NetworkDefinition Known => FitNetwork.Open(settings.Model);

    private string PathOf(string name) => Path.Combine(place.Out, name);

    private void RequireSupported()
    {
        string? option = settings.Recipe != FitRecipe.All[0].Name ? "--recipe" : settings.Optimizer is not null ? "--optimizer"
            : settings.Accumulate > 1 ? "--accumulate" : settings.ClipNorm is not null ? "--clip-norm"
            : settings.From is not null ? "--from"
            : settings.Replicas > 1 ? "--replicas" : settings.Head is not null ? "--head" : settings.Freeze.Count > 0 ? "--freeze"
            : settings.LastEpochStatistics ? "--last-epoch-statistics" : null;
        if (option is not null)
            throw new CommandException($"{option}: not supported for {settings.Model}, which is trained against its discriminator");
        if (ModelCatalog.Find(settings.Model) is null)
            throw new CommandException($"{settings.Model}: a generator is trained from its start; choose dcgan-generator of the zoo");
    }

    /// <summary>
    /// The pair as the zoo has it for color images of 64x64 pixels; for others, layers that halve the size as long as it is even and more
    /// than 4, with fewer filters.
    /// </summary>
    private (NetworkDefinition Generator, Func<Value, Value> Discriminator) NetworksFor(Dataset data)
    {
        var known = Known;
        var shape = data.InputShape;
        if (shape.Rank != 4) throw new CommandException($"{known.Name} draws images, and {data.Name} has {shape}; choose another data set");
        if (shape == Shape.Of(1, 3, 64, 64)) return (known, x => Dcgan.Discriminator(x));
        int start = shape[2], layers = 0;
        for (; start % 2 == 0 && start > 4; start /= 2) layers++;
        if (shape[2] != shape[3] || layers < 2)
        {
            throw new CommandException(
                $"{known.Name} draws square images of 7, 4 or another small number of pixels doubled at least twice, such as 28 or 64; "
                + $"{data.Name} has {shape}; choose another --size");
        }
        int channels = shape[1], first = MostFilters >> (layers - 1);
        var generator = new NetworkDefinition(known.Name, known.Source, known.Task, known.InputName, known.InputShape,
            x => Dcgan.Generator(x, channels, MostFilters, start, layers));
        return (generator, x => Dcgan.Discriminator(x, first, layers));
    }

    private static AdversarialTrainer Create(
        NetworkDefinition generator, Func<Value, Value> discriminator, Dataset images, AdversarialOptions options, Variables variables)
    {
        try
        {
            return new(generator.Build, discriminator, images, options, variables);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{generator.Name}: {exception.Message}");
        }
    }

    private bool Train(AdversarialTrainer trainer, NetworkDefinition generator)
    {
        double saved = 0, shown = 0;
        _clock.Start();
        while (trainer.Step < trainer.TotalSteps && !cancellation.IsCancellationRequested)
        {
            trainer.TrainStep();
            if (trainer.Step % StepsBetweenPoints != 0 && trainer.Step != trainer.TotalSteps) continue;
            trainer.ReadLosses();
            double epoch = (double)trainer.Step / trainer.StepsPerEpoch, seconds = Seconds;
            _curve.Add(new(trainer.Step, epoch, trainer.DiscriminatorLoss, trainer.GeneratorLoss, seconds));
            if (seconds - shown >= SecondsBetweenLines || trainer.Step == trainer.TotalSteps)
            {
                shown = seconds;
                output.WriteLine(string.Create(Culture,
                    $"epoch {epoch:0.0}, discriminator loss {trainer.DiscriminatorLoss:0.000}, generator loss ")
                    + trainer.GeneratorLoss.ToString("0.000", Culture));
            }
            if (seconds - saved < place.CheckpointSeconds) continue;
            Save(trainer, generator);
            saved = seconds;
        }
        _clock.Stop();
        Save(trainer, generator);
        if (trainer.Step >= trainer.TotalSteps) return true;
        output.WriteLine(string.Create(
            Culture, $"Interrupted at step {trainer.Step:N0}; resume with: {place.ResumeCommand(settings.Dataset)}"));
        return false;
    }

    private void Save(AdversarialTrainer trainer, NetworkDefinition generator)
    {
        TrainingRun.RequireFinite(trainer.Variables, trainer.Step, trainer.GeneratorLoss);
        var facts = new Dictionary<string, string>(trainer.State, StringComparer.Ordinal)
        {
            ["milliseconds"] = ((long)(Seconds * 1000)).ToString(Culture),
            ["trained network"] = generator.Name,
        };
        settings.AddTo(facts);
        Checkpoint.Save(PathOf(OutputFolder.Checkpoint), trainer.Variables, facts);
        _curve.SaveCsv(PathOf(OutputFolder.CurveData));
    }

    private void Resume(AdversarialTrainer trainer)
    {
        resumed!.RestoreInto(trainer.Variables);
        try
        {
            trainer.Restore(resumed.Facts);
        }
        catch (FormatException exception)
        {
            throw new CheckpointException($"{resumed.Path}: the file is not a checkpoint of such a run ({exception.Message})", exception);
        }
        _secondsBefore = resumed.Number("milliseconds") / 1000.0;
        string path = PathOf(OutputFolder.CurveData);
        try
        {
            if (File.Exists(path)) _curve = AdversarialCurve.LoadCsv(path);
        }
        catch (FormatException exception)
        {
            throw new CommandException(exception.Message);
        }
        _curve.RemoveAfter(trainer.Step);
        output.WriteLine(string.Create(Culture, $"Resuming from step {trainer.Step:N0}"));
    }

    private void Write(AdversarialResult result, NetworkDefinition generator, Dataset data, Variables variables, string device)
    {
        var images = Generate(generator, variables);
        SampleSheet.SavePng(PathOf(Samples), [.. images.Select(image => (image, ""))], data.InputShape, "Generated from noise");
        _curve.SavePng(PathOf(OutputFolder.Curve), $"{generator.Name} on {data.Name}, seed {settings.Seed}");
        var report = new RunReport
        {
            Title = $"{generator.Name} on {data.Name}",
            Headline = $"{images.Count} images from noise",
            Facts =
            {
                new("losses", string.Create(Culture,
                    $"discriminator {result.DiscriminatorLoss:0.000}, generator {result.GeneratorLoss:0.000}")),
                new("images", data.Count.ToString("N0", Culture)), new("epochs", result.Epochs.ToString("0.##", Culture)),
                new("seconds", result.Seconds.ToString("F0", Culture)), new("device", device), new("seed", settings.Seed.ToString(Culture)),
                new("network", generator.Source), new("parameters", result.Parameters.ToString("N0", Culture)),
                new("packages", result.Packages),
            },
        };
        report.Sections.Add(new("Generated images", new ReportImage(PathOf(Samples), "What the generator draws from noise.")));
        report.Sections.Add(new("Training", new ReportImage(PathOf(OutputFolder.Curve), "The losses of both networks over epochs.")));
        report.Save(PathOf(OutputFolder.Report));
        ResultFile.Save(PathOf(OutputFolder.Result), result);
    }

    /// <summary>Draws images with values from 0 to 1, from noise that depends on the seed alone.</summary>
    private List<float[]> Generate(NetworkDefinition generator, Variables variables)
    {
        using var plan = Plan.Compile(generator.ToGraph(SampleCount), variables.Device, variables);
        var random = new Random(settings.Seed);
        float[] noise = new float[SampleCount * generator.InputShape[1]];
        for (int i = 0; i < noise.Length; i++) noise[i] = 2 * random.NextSingle() - 1;
        plan.Input(generator.InputName).Write(noise);
        plan.Run();
        var drawn = plan.Output(generator.OutputName);
        float[] values = new float[drawn.Shape.Count];
        drawn.Read(values);
        return [.. values.Select(value => (value + 1) / 2).Chunk(values.Length / SampleCount)];
    }

    /// <summary>The outcome, as result.json holds it.</summary>
    private sealed record AdversarialResult
    {
        public required string Model { get; init; }

        public required string Dataset { get; init; }

        public required int Seed { get; init; }

        public required double DiscriminatorLoss { get; init; }

        public required double GeneratorLoss { get; init; }

        public required double Epochs { get; init; }

        public required double Seconds { get; init; }

        /// <summary>The number of trainable parameters of the generator.</summary>
        public required long Parameters { get; init; }

        public required long DiscriminatorParameters { get; init; }

        public required string Device { get; init; }

        public string Packages { get; } = BuildFacts.Packages;
    }
}
