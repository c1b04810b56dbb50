using System.Globalization;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Training;

/// <summary>
/// Trains a generator and a discriminator against each other (Goodfellow et al. 2014, "Generative adversarial nets", algorithm 1, with the
/// loss of the generator that does not saturate). This file is the whole algorithm: each step first improves the discriminator on a batch
/// of images and a batch of generated ones, and then the generator by what the improved discriminator says of new ones.
/// </summary>
public sealed class AdversarialTrainer : IDisposable
{
    private const string Images = "images";
    private const string DiscriminatorLossSum = "training/discriminator loss", GeneratorLossSum = "training/generator loss";
    private const string StepFact = "adversarial step", StepsInLossFact = "adversarial steps in loss";

    private readonly Func<Value, Value> _generator, _discriminator;
    private readonly Dataset _images;
    private readonly AdversarialOptions _options;
    private readonly Plan _discriminatorStep, _generatorStep;
    private readonly float[] _read = new float[1];
    private BatchLoader? _loader;
    private long _stepsInLoss;

    /// <summary>Compiles the two halves of a step.</summary>
    /// <param name="generator">
    /// Adds the generator to the graph of its noise, [N, <see cref="AdversarialOptions.Noise"/>], and returns images from -1 to 1.
    /// </param>
    /// <param name="discriminator">
    /// Adds the discriminator to the graph of images from -1 to 1, and returns the logits that they are real, [N, 1].
    /// </param>
    /// <param name="images">The real images; their targets are not used.</param>
    /// <param name="options">The settings.</param>
    /// <param name="variables">The weights of both, whose names must differ, on the device that trains.</param>
    /// <exception cref="DatasetException">The images do not fill a batch, or the generator's images have another shape.</exception>
    /// <exception cref="ArgumentException">The networks have a variable in common, or an option is out of its range.</exception>
    public AdversarialTrainer(
        Func<Value, Value> generator, Func<Value, Value> discriminator, Dataset images, AdversarialOptions options, Variables variables)
    {
        options.Validate();
        (_generator, _discriminator, _images, _options) = (generator, discriminator, images.WithoutTargets(), options);
        Variables = variables;
        if (images.Count < options.BatchSize)
        {
            throw new DatasetException(
                $"{images.Name}: {images.Count} images do not fill a batch of {options.BatchSize}; choose a smaller batch size");
        }
        StepsPerEpoch = images.Count / options.BatchSize;
        _discriminatorStep = Plan.Compile(DiscriminatorStep(), variables.Device, variables);
        _generatorStep = Plan.Compile(GeneratorStep(), variables.Device, variables);
    }

    /// <summary>Gets the weights and the state of both optimizers.</summary>
    public Variables Variables { get; }

    /// <summary>Gets the number of trainable parameters of the generator.</summary>
    public long GeneratorParameters { get; private set; }

    /// <summary>Gets the number of trainable parameters of the discriminator.</summary>
    public long DiscriminatorParameters { get; private set; }

    /// <summary>Gets the number of steps in an epoch; images that do not fill a batch are left out until the next epoch.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>Gets the number of steps in all epochs.</summary>
    public long TotalSteps => StepsPerEpoch * _options.Epochs;

    /// <summary>Gets the number of steps so far.</summary>
    public long Step { get; private set; }

    /// <summary>Gets the discriminator's mean loss between the last two times that it was read; NaN before the first.</summary>
    public double DiscriminatorLoss { get; private set; } = double.NaN;

    /// <summary>Gets the generator's mean loss between the last two times that it was read; NaN before the first.</summary>
    public double GeneratorLoss { get; private set; } = double.NaN;

    /// <summary>Gets what a checkpoint needs besides the variables.</summary>
    public IReadOnlyDictionary<string, string> State => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [StepFact] = Step.ToString(CultureInfo.InvariantCulture),
        [StepsInLossFact] = _stepsInLoss.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Improves the discriminator once, and then the generator.</summary>
    /// <exception cref="DatasetException">An image cannot be read.</exception>
    public void TrainStep()
    {
        _loader ??= BatchLoader.ForTraining(_images, _options.BatchSize, _options.Seed, Step);
        _discriminatorStep.Input(Images).Write(_loader.Next()!.Inputs);
        _discriminatorStep.Run();
        _generatorStep.Run();
        Step++;
        _stepsInLoss++;
    }

    /// <summary>Reads the mean losses since they were last read, which waits for the device.</summary>
    /// <exception cref="TrainingDivergedException">A loss is not finite.</exception>
    public void ReadLosses()
    {
        if (_stepsInLoss == 0) return;
        (DiscriminatorLoss, GeneratorLoss) = (Mean(DiscriminatorLossSum), Mean(GeneratorLossSum));
        _stepsInLoss = 0;
        if (!double.IsFinite(DiscriminatorLoss + GeneratorLoss))
            throw new TrainingDivergedException(Step, double.IsFinite(GeneratorLoss) ? DiscriminatorLoss : GeneratorLoss);

        double Mean(string name)
        {
            double mean = Variables.Read(name)[0] / _stepsInLoss;
            Variables.Write(name, [0]);
            return mean;
        }
    }

    /// <summary>Continues a run whose variables have been restored.</summary>
    /// <param name="state">The <see cref="State"/> of that run, among other facts.</param>
    /// <exception cref="FormatException">The facts are not those of such a run.</exception>
    public void Restore(IReadOnlyDictionary<string, string> state)
    {
        (Step, _stepsInLoss) = (Fact(StepFact), Fact(StepsInLossFact));
        _loader?.Dispose();
        _loader = null;

        long Fact(string name) => state.TryGetValue(name, out string? text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value : throw new FormatException($"it has no {name}");
    }

    /// <summary>Ends the loading of images and releases the plans; the variables are not disposed.</summary>
    public void Dispose()
    {
        _loader?.Dispose();
        _discriminatorStep.Dispose();
        _generatorStep.Dispose();
    }

    private Graph DiscriminatorStep()
    {
        var graph = new Graph(training: true);
        var real = graph.Map(2 * Input(0) - 1, graph.Input(Images, [_options.BatchSize, .. _images.InputShape.Skip(1)]));
        var logits = _discriminator(real);
        var variables = Trainable(graph);
        DiscriminatorParameters = graph.Parameters;
        var generated = Generate(graph);
        if (generated.Shape != real.Shape)
        {
            throw new DatasetException(
                $"{_images.Name}: its images are {_images.InputShape}, and the generator's are [1, "
                + $"{string.Join(", ", generated.Shape.Skip(1))}]; choose another size");
        }
        // Real and generated images are normalized apart, each batch by its own statistics.
        var loss = (Loss(logits, isReal: true) + Loss(_discriminator(generated), isReal: false)).Reshape(Shape.Scalar);
        Minimize(graph, loss, variables, "discriminator", DiscriminatorLossSum);
        return graph;
    }

    private Graph GeneratorStep()
    {
        var graph = new Graph(training: true);
        var generated = Generate(graph);
        var variables = Trainable(graph);
        GeneratorParameters = graph.Parameters;
        var loss = Loss(_discriminator(generated), isReal: true).Reshape(Shape.Scalar);
        if (graph.Parameters != GeneratorParameters + DiscriminatorParameters)
        {
            throw new ArgumentException(
                "AdversarialTrainer: the generator and the discriminator have variables in common; name them apart");
        }
        Minimize(graph, loss, variables, "generator", GeneratorLossSum);
        return graph;
    }

    private void Minimize(Graph graph, Value loss, Value[] variables, string name, string sum)
    {
        var total = graph.GlobalVariable(sum, Shape.Scalar);
        graph.Update(total, total + loss);
        _options.Optimizer.Minimize(loss, variables, name);
    }

    private Value Generate(Graph graph) =>
        _generator(graph.RandomUniform("noise", [_options.BatchSize, _options.Noise], -1, 1, (ulong)_options.Seed));

    private static Value Loss(Value logits, bool isReal) =>
        Losses.BinaryCrossEntropy(logits, logits.Graph.Constant([1], isReal ? 1 : 0)).Mean();

    private static Value[] Trainable(Graph graph) =>
        [.. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
}
