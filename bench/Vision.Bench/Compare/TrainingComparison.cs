using System.Globalization;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace Vision.Bench.Compare;

/// <summary>Training steps of classifiers beside PyTorch, with its usual layout and with channels last.</summary>
internal sealed class TrainingComparison(int threads, int rounds, string python)
{
    private static readonly (string Network, int Batch, int Side)[] Steps =
        [("lenet-theano", 500, 28), ("resnet18", 8, 64), ("mobilenet-v1", 16, 64)];

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
        foreach (var (network, batch, side) in Steps)
        {
            var graph = ClassifierStep.Graph(network, batch, side);
            long parameters = graph.Variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count);
            foreach (var peer in peers)
            {
                peer.Ask(string.Create(CultureInfo.InvariantCulture, $"open {network} {batch} {side}"));
                double theirs = peer.Numbers("parameters")[0];
                if (theirs != parameters)
                    throw new PeerException($"{network}: Vision trains {parameters} values, {peer.Name} {theirs}; they are different networks");
            }
            using var variables = new Variables(device, seed: 1);
            using var plan = Plan.Compile(graph, device, variables);
            ClassifierStep.Fill(plan);
            plan.Run();
            int count = (int)Math.Clamp(200 / Measured.Time(plan.Run, 2), 2, 100);
            new Work(string.Create(CultureInfo.InvariantCulture, $"training step of {network}, batch {batch}, {side}x{side}"), count,
                [Contestant.Of(plan), .. peers.Select(peer => Contestant.Of(peer, "train"))]).Measure(rounds);
        }
        return 0;
    }
}
