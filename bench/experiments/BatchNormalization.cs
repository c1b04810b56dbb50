using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

internal sealed class BatchNormalization : Experiment
{
    private const double Wanted = 0.15;
    private const int Epochs = 20;
    private const string With = "with", Without = "without";

    private static readonly float[] Rates = [0.005f, 0.02f, 0.05f];

    public override string Name => "batch-normalization";

    public override string Claim => "Batch normalization converges in fewer epochs";

    protected override Findings Measure(CpuDevice device)
    {
        var data = DrawnShapes.Create(1, 20, seed: 7, training: 2_000, test: 500);
        (string, TrainedNetwork)[] runs =
        [
            .. Rates.SelectMany(rate => new[] { (false, rate), (true, rate) }).Select(choice => (
                $"{(choice.Item1 ? With : Without)}, rate {Number(choice.Item2, "0.000")}",
                TrainedNetwork.Train(
                    x => Network(x, choice.Item1), data,
                    new()
                    {
                        BatchSize = 50, Epochs = Epochs, Optimizer = new Sgd { LearningRate = choice.Item2, Momentum = 0.9f }, Seed = 1,
                    },
                    device))),
        ];
        return new(
            "2,000 drawn shapes of 20x20 pixels; four convolutions of 3x3 with ReLU and two poolings; SGD with momentum 0.9, "
            + $"{Epochs} epochs.",
            ["batch normalization", $"epochs to {Percent(Wanted)} validation error", "test error"],
            [.. runs.Select(run => new[] { run.Item1, run.Item2.EpochsTo(Wanted) is { } epochs ? Number(epochs, "0") : $"not in {Epochs}",
                Percent(run.Item2.TestError) })],
            new LineChart
            {
                Title = "Batch normalization", HorizontalLabel = "epochs", Panels = [Panel(Without), Panel(With)],
            });

        ChartPanel Panel(string how) => new($"{how}: error (%)",
            [.. runs.Where(run => run.Item1.StartsWith($"{how},", StringComparison.Ordinal)).Select(run => new ChartSeries(
                run.Item1[(how.Length + 2)..], run.Item2.Epochs, [.. run.Item2.Errors.Select(error => 100 * error)]))]);
    }

    private static Value Network(Value x, bool normalizes)
    {
        int[] filters = [12, 12, 24, 24];
        for (int i = 0; i < filters.Length; i++)
        {
            x = x.Convolution($"conv{i}", filters[i], 3, padding: 1, bias: !normalizes);
            if (normalizes) x = x.BatchNormalization($"norm{i}");
            x = x.Relu();
            if (i % 2 == 1) x = x.MaxPool(2);
        }
        return x.Flatten().Dense("fc", 8);
    }
}
