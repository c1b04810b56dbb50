using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

/// <summary>
/// Features of one task used for another with few samples: a new head on frozen layers, and on layers that go on learning.
/// </summary>
internal sealed class Transfer : Experiment
{
    private const int Few = 80;

    public override string Name => "transfer";

    public override string Claim => "A new head on trained features needs fewer samples than a network from scratch";

    protected override Findings Measure(CpuDevice device)
    {
        // Five classes of shapes with many samples; all eight with few.
        var all = DrawnShapes.Create(1, 20, seed: 7, training: 4_000, test: 1_000);
        var source = new DatasetSplits("source", Only(all.Training), Only(all.Validation!), Only(all.Test!));
        using var features = new Variables(device, 1);
        var classes = new ClassificationTask(8);
        using (var trainer = new Trainer(Network, classes, source.Training, null, Options(50, 8, 1), features)) trainer.Run();
        var target = all with { Training = all.Training.Subset([.. Enumerable.Range(0, Few)]) };
        string[] names = ["from scratch", "frozen features", "fine-tuned"];
        var runs = new List<TrainedNetwork[]>();
        for (int seed = 1; seed <= 3; seed++)
        {
            var options = Options(20, 60, seed) with { ValidationInterval = 12 };
            runs.Add(
            [
                TrainedNetwork.Train(Network, target, options, device),
                TrainedNetwork.Train(Network, target, options with { Frozen = ["conv*"] }, device, Load),
                TrainedNetwork.Train(Network, target, options, device, Load),
            ]);
        }
        return new(
            $"Three convolutions trained on five of eight classes of shapes (20x20 pixels, 4,000 images in all); then all eight classes "
            + $"with {Few} samples: from scratch, or with a new head on the trained features, frozen or fine-tuned; Adam, 60 epochs, "
            + "three seeds.",
            ["how", "test error"],
            [.. names.Select((name, i) => new[] { name, MeanOf([.. runs.Select(run => run[i].TestError)]) })],
            TrainedNetwork.ErrorChart($"{Few} samples of eight classes, seed 1", names.Select((name, i) => (name, runs[0][i]))));

        void Load(Variables variables)
        {
            foreach (string name in variables.Names.Where(name => name.StartsWith("conv", StringComparison.Ordinal)))
                variables.Write(name, features.Read(name));
        }
    }

    private static TrainerOptions Options(int batch, int epochs, int seed) =>
        new() { BatchSize = batch, Epochs = epochs, Optimizer = new Adam { LearningRate = 1e-3f }, Seed = seed };

    private static Dataset Only(Dataset data)
    {
        float[] input = new float[data.InputLength], label = new float[1];
        return data.Subset([.. Enumerable.Range(0, data.Count).Where(index =>
        {
            data.Read(index, input, label);
            return label[0] < 5;
        })]);
    }

    private static Value Network(Value x)
    {
        foreach (var (filters, i) in new[] { 12, 24, 32 }.Select((filters, i) => (filters, i)))
            x = x.Convolution($"conv{i}", filters, 3, padding: 1).Relu().MaxPool(2, rounding: RoundingMode.Floor);
        return x.Flatten().Dense("head", 8);
    }
}
