using System.Globalization;
using System.Runtime.InteropServices;
using ShaderKernels.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace Vision.Bench.Compare;

/// <summary>Vision and its peers on the same work, taking turns in one run so that whatever else the machine does falls on all of them.</summary>
internal sealed class Comparison(int threads, int rounds, string python)
{
    private const double Tolerance = 1e-4;

    private sealed record Contestant(string Name, Action<int> WarmUp, Func<int, double> Milliseconds);

    private sealed record Work(string Name, int Count, List<Contestant> Contestants);

    public int Run()
    {
        string peers = FindFolder("bench/peers");
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
        using var onnx = torch is null ? null : Peer.Start("ONNX Runtime", "node", [Path.Combine(peers, "onnxruntime_dqn.js")], threads, "npm install --prefix bench/peers onnxruntime-node");
        foreach (var peer in new[] { torch, onnx }.OfType<Peer>()) Console.WriteLine($"{peer.Name}: {peer.Info}");

        bool agree = Check(folder, training, inference32, variables, [.. new[] { torch, torchLast }.OfType<Peer>()], onnx);
        Directory.Delete(folder, recursive: true);
        if (!agree) return 1;

        Work[] works =
        [
            new("training step, batch 32", 10, [Vision(training), .. Torch("train")]),
            new("inference, batch 64", 20, [Vision(inference64), .. Torch("forward 64"), .. Onnx("forward 64")]),
            new("inference, batch 1", 100, [Vision(inference1), .. Torch("forward 1"), .. Onnx("forward 1")]),
        ];
        foreach (var work in works) Print(work, Measure(work));
        Console.WriteLine($"load {Machine.Load} at the end");
        return Frames.Run(threads, rounds);

        IEnumerable<Contestant> Torch(string command) => new[] { torch, torchLast }.OfType<Peer>().Select(peer => Of(peer, command));
        IEnumerable<Contestant> Onnx(string command) => onnx is null ? [] : [Of(onnx, command)];
    }

    private static Contestant Vision(Plan plan) => new("Vision", count => Measured.Time(plan.Run, count), count => Measured.Time(plan.Run, count));

    private static Contestant Of(Peer peer, string command) => new(peer.Name, count => peer.Ask($"{command} {count}"), count => peer.Numbers($"{command} {count}")[0]);

    /// <summary>A B C, C B A, A B C ...: a few runs unmeasured to fill the caches and wake the threads, then the measured ones.</summary>
    private List<Measured> Measure(Work work)
    {
        List<Measured> results = [.. work.Contestants.Select(_ => new Measured())];
        foreach (var contestant in work.Contestants)
        {
            for (int i = 0; i < 5; i++) contestant.WarmUp(2 * work.Count);
        }
        Thread.Sleep(200);
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < results.Count; turn++)
            {
                int index = round % 2 == 0 ? turn : results.Count - 1 - turn;
                Thread.Sleep(60); // the last one's threads go to sleep
                work.Contestants[index].WarmUp(2);
                results[index].Add(work.Contestants[index].Milliseconds(work.Count));
            }
        }
        return results;
    }

    private static void Print(Work work, List<Measured> results)
    {
        Console.WriteLine();
        Console.WriteLine($"| {work.Name} | median ms | min | max | ratio to Vision, median of rounds | ratio of the minima |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        for (int i = 0; i < results.Count; i++)
        {
            double ratio = Measured.MedianOf(results[i].Samples.Zip(results[0].Samples, (peer, vision) => peer / vision));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {work.Contestants[i].Name} | {results[i].Median:F2} | {results[i].Least:F2} | {results[i].Most:F2} | {(i == 0 ? "1" : ratio.ToString("F2", CultureInfo.InvariantCulture))} | {(i == 0 ? "1" : (results[i].Least / results[0].Least).ToString("F2", CultureInfo.InvariantCulture))} |"));
        }
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
            agree &= Agree("values of the batch", onnx, onnx.Numbers($"values {pixels}"), [.. inference.Output("values").ToArray().Select(value => (double)value)]);
        }
        var losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            training.Run();
            losses[step] = training.Output("loss").ToArray()[0];
        }
        foreach (var peer in learners) agree &= Agree($"loss before each of {Steps} steps", peer, peer.Numbers($"steps {Steps}"), losses);
        return agree;

        static void Write(BinaryWriter writer, float[] numbers)
        {
            writer.Write(numbers.Length);
            writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
    }

    private static bool Agree(string what, Peer peer, double[] theirs, double[] ours)
    {
        double apart = ours.Length == theirs.Length ? ours.Zip(theirs, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(b))).Max() : double.PositiveInfinity;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(apart <= Tolerance ? "agrees" : "DISAGREES")}: {what}, Vision {string.Join(" ", ours.Take(5).Select(x => x.ToString("F6", CultureInfo.InvariantCulture)))}, {peer.Name} {string.Join(" ", theirs.Take(5).Select(x => x.ToString("F6", CultureInfo.InvariantCulture)))}, apart by {apart:E1}"));
        return apart <= Tolerance;
    }

    private static string FindFolder(string path)
    {
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (Directory.Exists(Path.Combine(folder.FullName, path))) return Path.Combine(folder.FullName, path);
            }
        }
        throw new DirectoryNotFoundException($"{path} is not here; run the comparison inside the repository");
    }
}
