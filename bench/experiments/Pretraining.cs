using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace Vision.Experiments;

/// <summary>Greedy layer-wise pre-training with autoencoders (Bengio et al. 2007), then training with few labels.</summary>
internal sealed class Pretraining : Experiment
{
    private const int Labeled = 100;

    private static readonly int[] Units = [200, 100];

    public override string Name => "pretraining";

    public override string Claim => "With few labels, layers that were trained without labels first give a lower error";

    protected override Findings Measure(CpuDevice device)
    {
        var all = DrawnDigits.Create(16, seed: 7, training: 4_000, test: 1_000);
        var few = all with { Training = all.Training.Subset([.. Enumerable.Range(0, Labeled)]) };
        var runs = new List<(TrainedNetwork Scratch, TrainedNetwork Pretrained)>();
        for (int seed = 1; seed <= 3; seed++)
        {
            var options = new TrainerOptions
            {
                BatchSize = 20, Epochs = 60, Optimizer = new Adam { LearningRate = 1e-3f }, Seed = seed, ValidationInterval = 15,
            };
            using var encoder = new Variables(device, seed);
            var graph = new Graph();
            Encode(graph.Input("x", all.Training.InputShape), Units.Length);
            encoder.Add(graph);
            Pretrain(all.Training, encoder, seed);
            runs.Add((TrainedNetwork.Train(Network, few, options, device), TrainedNetwork.Train(Network, few, options, device, variables =>
            {
                foreach (string name in Units.SelectMany((_, i) => new[] { $"fc{i}/weights", $"fc{i}/bias" }))
                    variables.Write(name, encoder.Read(name));
            })));
        }
        return new(
            $"Digits of 16x16 pixels: 4,000 without labels, of which {Labeled} have labels. Hidden layers of 200 and 100 units; "
            + "each is trained to reconstruct its input, 10 epochs, before all are trained on the labels; Adam, three seeds.",
            ["initial weights", "test error"],
            [["random", MeanOf([.. runs.Select(run => run.Scratch.TestError)])],
                ["pre-trained layer by layer", MeanOf([.. runs.Select(run => run.Pretrained.TestError)])]],
            TrainedNetwork.ErrorChart($"{Labeled} labels, seed 1", ("random", runs[0].Scratch), ("pre-trained", runs[0].Pretrained)));
    }

    /// <summary>Trains each layer to reconstruct the output of the layers before it, which stay as they are.</summary>
    private static void Pretrain(Dataset images, Variables variables, int seed)
    {
        var data = images.WithoutTargets();
        for (int layer = 0; layer < Units.Length; layer++)
        {
            int top = layer;
            // Each layer has an optimizer of its own, so variables of its own too.
            using var stage = new Variables(variables.Device, seed);
            using var trainer = new Trainer(x =>
            {
                var input = Encode(x, top);
                var code = Encode(x, top + 1);
                // The loss compares with the image, so the layer's reconstruction is decoded to its own input first.
                var decoded = code.Dense($"decode{top}", input.Shape[1]);
                for (int below = top - 1; below >= 0; below--)
                    decoded = decoded.Tanh().Dense($"decode{below}", below == 0 ? 256 : Units[below - 1]);
                return decoded.Reshape(x.Shape);
            }, new ReconstructionTask(), data, null, new()
            {
                BatchSize = 50, Epochs = 10, Optimizer = new Adam { LearningRate = 1e-3f }, Seed = seed,
                Frozen = [.. Enumerable.Range(0, top).Select(below => $"fc{below}/*")],
            }, stage);
            Copy(variables, stage, top);
            trainer.Run();
            Copy(stage, variables, top + 1);
        }
    }

    /// <summary>Copies the weights and biases of the first layers.</summary>
    private static void Copy(Variables from, Variables to, int layers)
    {
        foreach (string name in Enumerable.Range(0, layers).SelectMany(i => new[] { $"fc{i}/weights", $"fc{i}/bias" }))
            to.Write(name, from.Read(name));
    }

    private static Value Encode(Value x, int layers)
    {
        x = x.Flatten();
        for (int i = 0; i < layers; i++) x = x.Dense($"fc{i}", Units[i]).Tanh();
        return x;
    }

    private static Value Network(Value x) => Encode(x, Units.Length).Dense("head", 10);
}
