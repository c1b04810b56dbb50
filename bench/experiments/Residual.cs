using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

internal sealed class Residual : Experiment
{
    private const int Width = 8;

    public override string Name => "residual";

    public override string Claim => "A deep plain network trains worse than a shallow one, and a deep residual network does not";

    protected override Findings Measure(CpuDevice device)
    {
        var data = DrawnShapes.Create(1, 12, seed: 7, training: 1_500, test: 500);
        (string Name, TrainedNetwork Run)[] runs = [.. new[] { (4, false), (28, false), (4, true), (28, true) }.Select(choice => (
            $"{(choice.Item2 ? "residual" : "plain")} {choice.Item1 + 2}",
            TrainedNetwork.Train(
                x => Network(x, choice.Item1, choice.Item2), data,
                new() { BatchSize = 50, Epochs = 10, Optimizer = new Adam { LearningRate = 2e-3f }, Seed = 1 }, device)))];
        return new(
            "1,500 drawn shapes of 12x12 pixels; 3x3 convolutions of 8 filters with batch normalization and ReLU, in pairs that a shortcut "
            + "skips in residual networks (He et al. 2016); Adam with rate 0.002, 10 epochs.",
            ["network, layers", "training loss at the end", "training error", "test error"],
            [.. runs.Select(run => new[] { run.Name, Number(run.Run.Losses[^1], "0.000"), Percent(run.Run.TrainingError),
                Percent(run.Run.TestError) })],
            new LineChart
            {
                Title = "Plain and residual networks", HorizontalLabel = "epochs", Height = 420,
                Panels = [new ChartPanel("training loss",
                    [.. runs.Select(run => new ChartSeries(run.Name, run.Run.Epochs, run.Run.Losses))])],
            });
    }

    private static Value Network(Value x, int layers, bool shortcuts)
    {
        x = Layer(x, "stem").Relu();
        for (int i = 0; i < layers; i += 2)
        {
            var y = Layer(Layer(x, $"conv{i}").Relu(), $"conv{i + 1}");
            x = (shortcuts ? x + y : y).Relu();
        }
        return x.MaxPool(2).Flatten().Dense("fc", 8);
    }

    private static Value Layer(Value x, string name) =>
        x.Convolution(name, Width, 3, padding: 1, bias: false).BatchNormalization($"{name}/norm");
}
