using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

internal sealed class Dropout : Experiment
{
    private static readonly float[] Rates = [0, 0.25f, 0.5f];

    public override string Name => "dropout";

    public override string Claim => "Dropout lowers the test error";

    protected override Findings Measure(CpuDevice device)
    {
        var data = DrawnDigits.Create(20, seed: 7, training: 400, test: 1_000);
        var runs = Rates.ToDictionary(rate => rate, rate => Enumerable.Range(1, 3).Select(seed => TrainedNetwork.Train(
            x => Network(x, rate), data,
            new() { BatchSize = 40, Epochs = 60, Optimizer = new Adam { LearningRate = 1e-3f }, Seed = seed, ValidationInterval = 20 },
            device)).ToArray());
        return new(
            "400 drawn digits of 20x20 pixels; two hidden layers of 400 units with ReLU and dropout after each; Adam, "
            + "60 epochs, three seeds.",
            ["dropout", "training error", "test error"],
            [.. runs.Select(run => new[] { Number(run.Key), MeanOf([.. run.Value.Select(each => each.TrainingError)]),
                MeanOf([.. run.Value.Select(each => each.TestError)]) })],
            TrainedNetwork.ErrorChart("Dropout, seed 1", runs.Select(run => ($"dropout {Number(run.Key)}", run.Value[0]))));
    }

    private static Value Network(Value x, float rate) => x.Flatten()
        .Dense("fc1", 400, Activation.Relu).Dropout("drop1", rate)
        .Dense("fc2", 400, Activation.Relu).Dropout("drop2", rate)
        .Dense("fc3", 10);
}
