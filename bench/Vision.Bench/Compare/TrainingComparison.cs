using System.Globalization;
using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace Vision.Bench.Compare;

/// <summary>Training steps of classifiers and agents beside PyTorch, with its usual layout and with channels last.</summary>
internal sealed class TrainingComparison(int threads, int rounds, string python, IReadOnlyList<string> names)
{
    /// <summary>A training step.</summary>
    /// <param name="Name">The name of the network for the peers.</param>
    /// <param name="Batch">The number of samples.</param>
    /// <param name="Side">The height and width of the images.</param>
    /// <param name="Graph">Builds it.</param>
    /// <param name="Fill">Fills its inputs.</param>
    /// <param name="Shared">The weights and inputs that the peers load, so that their losses can be compared; null for random ones.</param>
    private sealed record Row(string Name, int Batch, int Side, Func<Graph> Graph, Action<Plan> Fill,
        (IReadOnlyList<string> Weights, IReadOnlyList<string> Inputs)? Shared = null);

    private static readonly Row[] Rows =
    [
        Classifier("lenet-theano", 500, 28), Classifier("resnet18", 8, 64), Classifier("mobilenet-v1", 16, 64),
        new("dqn", Mnih2015.Batch, Mnih2015.Side, Mnih2015.TrainingGraph, plan => Mnih2015.Fill(plan),
            (Mnih2015.Weights, ["states", "chosen", "targets"])),
        new("ppo-impala-small", PpoStep.Batch, Mnih2015.Side, PpoStep.Graph, PpoStep.Fill, (PpoStep.Weights, PpoStep.Inputs)),
    ];

    public int Run()
    {
        string script = Path.Combine(Peer.Folder(), "pytorch_training.py");
        const string InstallTorch = "apt-get install python3-torch libopenblas0-pthread";
        using var device = new CpuDevice(threads);
        using var torch = Peer.Start("PyTorch", python, [script], threads, InstallTorch)
            ?? throw new PeerException("the training steps are compared with PyTorch; without it there is nothing to compare");
        using var torchLast = Peer.Start("PyTorch, channels last", python, [script, "--channels-last"], threads, InstallTorch);
        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}; load {Machine.Load} at the start; {device.Name}; "
            + $"{rounds} rounds; PyTorch: {torch.Info}");
        Peer[] peers = [.. new[] { torch, torchLast }.OfType<Peer>()];
        bool agree = true;
        foreach (var row in Rows.Where(row => names.Count == 0 || names.Contains(row.Name, StringComparer.Ordinal))) agree &= Compare(row, device, peers);
        return agree ? 0 : 1;
    }

    private static Row Classifier(string network, int batch, int side) =>
        new(network, batch, side, () => ClassifierStep.Graph(network, batch, side), ClassifierStep.Fill);

    private bool Compare(Row row, CpuDevice device, Peer[] peers)
    {
        var graph = row.Graph();
        long parameters = graph.Variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count);
        foreach (var peer in peers)
        {
            peer.Ask(string.Create(CultureInfo.InvariantCulture, $"open {row.Name} {row.Batch} {row.Side}"));
            double theirs = peer.Numbers("parameters")[0];
            if (theirs != parameters)
                throw new PeerException($"{row.Name}: Vision trains {parameters} values, {peer.Name} {theirs}; they are different networks");
        }
        using var variables = new Variables(device, seed: 1);
        using var plan = Plan.Compile(graph, device, variables);
        row.Fill(plan);
        if (row.Shared is var (weights, inputs) && !Agree(row.Name, plan, variables, weights, inputs, peers)) return false;
        plan.Run();
        int count = (int)Math.Clamp(200 / Measured.Time(plan.Run, 2), 2, 100);
        new Work(string.Create(CultureInfo.InvariantCulture, $"training step of {row.Name}, batch {row.Batch}, {row.Side}x{row.Side}"), count,
            [Contestant.Of(plan), .. peers.Select(peer => Contestant.Of(peer, "train"))]).Measure(rounds);
        return true;
    }

    /// <summary>Whether the same weights and inputs give the same losses through five steps.</summary>
    private static bool Agree(string name, Plan plan, Variables variables, IReadOnlyList<string> weights, IReadOnlyList<string> inputs,
        Peer[] peers)
    {
        const int Steps = 5;
        string file = Path.GetTempFileName();
        try
        {
            using (var writer = new BinaryWriter(File.Create(file)))
            {
                foreach (float[] values in weights.Select(variables.Read).Concat(inputs.Select(input => plan.Input(input).ToArray())))
                {
                    writer.Write(values.Length);
                    writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
                }
            }
            var losses = new double[Steps];
            for (int step = 0; step < Steps; step++)
            {
                plan.Run();
                losses[step] = plan.Output("loss").ToArray()[0];
            }
            foreach (var peer in peers) peer.Ask($"load {file}");
            return peers.Aggregate(true, (agree, peer) =>
                agree & Agreement.Holds($"{name}, loss before each of {Steps} steps", peer, peer.Numbers($"steps {Steps}"), losses));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
