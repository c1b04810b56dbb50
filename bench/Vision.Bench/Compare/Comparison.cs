using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace Vision.Bench.Compare;

/// <summary>Vision and its peers on the same work, taking turns in one run so that whatever else the machine does falls on all of them.</summary>
internal sealed class Comparison(int threads, int rounds, string python)
{
    public int Run()
    {
        string peers = Peer.Folder();
        string folder = Directory.CreateTempSubdirectory("vision-bench-").FullName;
        using var device = new CpuDevice(threads);
        using var variables = new Variables(device, seed: 1);
        using var training = Mnih2015.TrainingStep(device, variables);
        using var inference64 = Mnih2015.Inference(device, variables, 64);
        using var inference32 = Mnih2015.Inference(device, variables, Mnih2015.Batch);
        using var inference1 = Mnih2015.Inference(device, variables, 1);
        Mnih2015.Fill(training);
        inference64.Input("states").Write(Mnih2015.Pixels(64, new Random(2)));
        inference1.Input("states").Write(Mnih2015.Pixels(1, new Random(2)));

        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}; load {Machine.Load} at the start; {device.Name}; {rounds} rounds");
        const string InstallTorch = "apt-get install python3-torch libopenblas0-pthread";
        string script = Path.Combine(peers, "pytorch_dqn.py");
        using var torch = Peer.Start("PyTorch", python, [script], threads, InstallTorch);
        using var torchLast = Peer.Start("PyTorch, channels last", python, [script, "--channels-last"], threads, InstallTorch);
        using var onnx = torch is null ? null : Peer.Start("ONNX Runtime", "node", [Path.Combine(peers, "onnxruntime.js")], threads, "npm install --prefix bench/peers onnxruntime-node");
        foreach (var peer in new[] { torch, onnx }.OfType<Peer>()) Console.WriteLine($"{peer.Name}: {peer.Info}");

        bool agree = Check(folder, training, inference32, variables, [.. new[] { torch, torchLast }.OfType<Peer>()], onnx);
        Directory.Delete(folder, recursive: true);
        if (!agree) return 1;

        Work[] works =
        [
            new("training step, batch 32", 10, [Contestant.Of(training), .. Torch("train")]),
            new("inference, batch 64", 20, [Contestant.Of(inference64), .. Torch("forward 64"), .. Onnx("forward 64")]),
            new("inference, batch 1", 100, [Contestant.Of(inference1), .. Torch("forward 1"), .. Onnx("forward 1")]),
        ];
        foreach (var work in works) work.Measure(rounds);
        Console.WriteLine($"load {Machine.Load} at the end");
        return 0;

        IEnumerable<Contestant> Torch(string command) => new[] { torch, torchLast }.OfType<Peer>().Select(peer => Contestant.Of(peer, command));
        IEnumerable<Contestant> Onnx(string command) => onnx is null ? [] : [Contestant.Of(onnx, command)];
    }

    /// <summary>The same weights and the same batch give the same values, and the same losses through five steps of training.</summary>
    private static bool Check(string folder, Plan training, Plan inference, Variables variables, IReadOnlyList<Peer> learners, Peer? onnx)
    {
        const int Steps = 5;
        float[] states = training.Input("states").ToArray();
        string file = Path.Combine(folder, "weights-and-batch"), pixels = Path.Combine(folder, "states"), network = Path.Combine(folder, "network.onnx");
        using (var writer = new BinaryWriter(File.Create(file)))
        {
            foreach (float[] numbers in Mnih2015.Weights.Select(variables.Read)) Write(writer, numbers);
            foreach (Tensor input in (Tensor[])[training.Input("states"), training.Input("chosen"), training.Input("targets")]) Write(writer, input.ToArray());
        }
        File.WriteAllBytes(pixels, MemoryMarshal.AsBytes(states.AsSpan()).ToArray());

        foreach (var peer in learners) peer.Ask($"load {file}");
        bool agree = true;
        if (onnx is not null)
        {
            learners[0].Ask($"export {network}");
            onnx.Ask($"open {network}");
            inference.Input("states").Write(states);
            inference.Run();
            agree &= Agreement.Holds("values of the batch", onnx, onnx.Numbers($"values {pixels}"), [.. inference.Output("values").ToArray().Select(value => (double)value)]);
        }
        var losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            training.Run();
            losses[step] = training.Output("loss").ToArray()[0];
        }
        foreach (var peer in learners) agree &= Agreement.Holds($"loss before each of {Steps} steps", peer, peer.Numbers($"steps {Steps}"), losses);
        return agree;

        static void Write(BinaryWriter writer, float[] numbers)
        {
            writer.Write(numbers.Length);
            writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
    }
}
