using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

internal sealed class Initialization : Experiment
{
    private const int Depth = 8, Units = 100;

    public override string Name => "initialization";

    public override string Claim => "The initial weights decide whether a deep network learns: He for ReLU, Glorot (Xavier) for tanh";

    protected override Findings Measure(CpuDevice device)
    {
        var data = DrawnDigits.Create(16, seed: 7, training: 2_000, test: 500);
        (string Name, Initializer Initializer)[] initializers =
        [
            ("normal, 0.01", (shape, random) => [.. Initializers.He(shape, random).Select(value =>
                value * 0.01f / MathF.Sqrt(2f / Initializers.Fans(shape).In))]),
            ("fan-in", Initializers.FanIn), ("Glorot", Initializers.Glorot), ("He", Initializers.He),
        ];
        var runs = new List<(string Name, TrainedNetwork Run)>();
        foreach (bool relu in new[] { true, false })
        {
            foreach (var (name, initializer) in initializers)
            {
                runs.Add(($"{(relu ? "ReLU" : "tanh")}, {name}", TrainedNetwork.Train(
                    x => Network(x, relu, initializer), data,
                    new() { BatchSize = 50, Epochs = 10, Optimizer = new Sgd { LearningRate = 0.05f }, Seed = 1 }, device)));
            }
        }
        return new(
            $"2,000 drawn digits of 16x16 pixels; {Depth} hidden layers of {Units} units; plain SGD with rate 0.05, 10 epochs.",
            ["activation, initial weights", "training loss at the end", "test error"],
            [.. runs.Select(run => new[] { run.Name, Number(run.Run.Losses[^1], "0.000"), Percent(run.Run.TestError) })],
            new LineChart
            {
                Title = $"Initial weights of {Depth} hidden layers", HorizontalLabel = "epochs",
                Panels = [Panel("ReLU"), Panel("tanh")],
            });

        ChartPanel Panel(string activation) => new($"{activation}: training loss",
            [.. runs.Where(run => run.Name.StartsWith(activation, StringComparison.Ordinal))
                .Select(run => new ChartSeries(run.Name, run.Run.Epochs, run.Run.Losses))]);
    }

    private static Value Network(Value x, bool relu, Initializer initializer)
    {
        x = x.Flatten();
        for (int i = 0; i <= Depth; i++)
        {
            int units = i < Depth ? Units : 10;
            x.Graph.Variable($"fc{i}/weights", [x.Shape[1], units], initializer, role: VariableRole.Weight);
            x = x.Dense($"fc{i}", units);
            if (i < Depth) x = relu ? x.Relu() : x.Tanh();
        }
        return x;
    }
}
