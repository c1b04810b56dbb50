using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

internal sealed class ReluAgainstTanh : Experiment
{
    private const double Wanted = 0.15;
    private const int Epochs = 15;

    public override string Name => "relu";

    public override string Claim => "Networks with ReLU learn faster than those with tanh or sigmoid";

    protected override Findings Measure(CpuDevice device)
    {
        var data = DrawnShapes.Create(1, 20, seed: 7, training: 2_000, test: 500);
        (string Name, Func<Value, Value> Function)[] functions =
            [("ReLU", x => x.Relu()), ("leaky ReLU", x => x.LeakyRelu(0.1f)), ("tanh", x => x.Tanh()), ("sigmoid", x => x.Sigmoid())];
        (string Name, TrainedNetwork[] Seeds)[] runs = [.. functions.Select(function => (
            function.Name, Enumerable.Range(1, 3).Select(seed => TrainedNetwork.Train(
                x => Network(x, function.Function), data,
                new() { BatchSize = 50, Epochs = Epochs, Optimizer = new Sgd { LearningRate = 0.02f, Momentum = 0.9f }, Seed = seed },
                device)).ToArray()))];
        return new(
            "2,000 drawn shapes of 20x20 pixels; three convolutions of 3x3 and three poolings, then 64 units; He's initial weights; SGD "
            + $"with momentum 0.9 and rate 0.02, {Epochs} epochs, three seeds.",
            ["activation", $"epochs to {Percent(Wanted)} validation error, seed by seed", "test error"],
            [.. runs.Select(run => new[] { run.Name,
                string.Join(", ", run.Seeds.Select(seed => seed.EpochsTo(Wanted) is { } epochs ? Number(epochs, "0") : $"not in {Epochs}")),
                MeanOf([.. run.Seeds.Select(seed => seed.TestError)]) })],
            TrainedNetwork.ErrorChart("Activation functions, seed 1", runs.Select(run => (run.Name, run.Seeds[0]))));
    }

    private static Value Network(Value x, Func<Value, Value> activation)
    {
        foreach (var (filters, i) in new[] { 12, 24, 24 }.Select((filters, i) => (filters, i)))
        {
            x.Graph.Variable($"conv{i}/filters", [filters, x.Shape[1], 3, 3], Initializers.He, role: VariableRole.Weight);
            x = activation(x.Convolution($"conv{i}", filters, 3, padding: 1)).MaxPool(2, rounding: RoundingMode.Floor);
        }
        return activation(x.Flatten().Dense("fc1", 64)).Dense("fc2", 8);
    }
}
