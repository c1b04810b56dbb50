using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;

namespace Vision.Bench.Compare;

/// <summary>Inference of one picture by MobileNet and ResNet-18: PyTorch makes the networks with random weights, Vision and ONNX Runtime open what it exports.</summary>
internal sealed class NetworkComparison(int threads, int rounds, string python)
{
    private const int Side = 224;

    public int Run()
    {
        string peers = Peer.Folder(), script = Path.Combine(peers, "pytorch_networks.py");
        const string InstallTorch = "apt-get install python3-torch libopenblas0-pthread";
        using var device = new CpuDevice(threads);
        using var torch = Peer.Start("PyTorch", python, [script], threads, InstallTorch) ?? throw new PeerException("PyTorch makes the networks; without it there is nothing to compare");
        using var torchLast = Peer.Start("PyTorch, channels last", python, [script, "--channels-last"], threads, InstallTorch);
        using var onnx = Peer.Start("ONNX Runtime", "node", [Path.Combine(peers, "onnxruntime.js")], threads, "npm install --prefix bench/peers onnxruntime-node");
        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}; load {Machine.Load} at the start; {device.Name}; {rounds} rounds");
        foreach (var peer in new[] { torch, onnx }.OfType<Peer>()) Console.WriteLine($"{peer.Name}: {peer.Info}");
        string folder = Directory.CreateTempSubdirectory("vision-bench-").FullName;
        try
        {
            onnx?.Ask($"shape 3 {Side} {Side}");
            foreach (string network in (string[])["mobilenet-v1", "resnet-18"])
            {
                if (!Compare(network, folder, device, torch, torchLast, onnx)) return 1;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine($"load {Machine.Load} at the end");
        return 0;
    }

    private bool Compare(string network, string folder, CpuDevice device, Peer torch, Peer? torchLast, Peer? onnx)
    {
        string file = Path.Combine(folder, $"{network}.onnx"), pixels = Path.Combine(folder, "pixels");
        torch.Ask($"open {network}");
        torchLast?.Ask($"open {network}");
        torch.Ask($"export {file}");
        onnx?.Ask($"open {file}");

        var graph = new Graph();
        graph.Output("logits", OnnxModel.Load(file).Import(graph).Output("logits"));
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        var random = new Random(1);
        float[] picture = [.. Enumerable.Range(0, 3 * Side * Side).Select(_ => random.NextSingle())];
        File.WriteAllBytes(pixels, MemoryMarshal.AsBytes(picture.AsSpan()).ToArray());
        plan.Input("images").Write(picture);
        plan.Run();

        double[] logits = [.. plan.Output("logits").ToArray().Select(value => (double)value)];
        Peer[] others = [.. new[] { torch, torchLast, onnx }.OfType<Peer>()];
        bool agree = true;
        foreach (var peer in others) agree &= Agreement.Holds($"logits of {network}", peer, peer.Numbers($"values {pixels}"), logits);
        if (agree) new Work($"{network}, batch 1", 5, [Contestant.Of(plan), .. others.Select(peer => Contestant.Of(peer, "forward 1"))]).Measure(rounds);
        return agree;
    }
}
