using System.Globalization;
using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace Vision.Bench.Compare;

/// <summary>
/// Inference of one sample by networks of the zoo beside ONNX Runtime: each network is exported with random weights, and both engines
/// open that file.
/// </summary>
internal sealed class ZooComparison(int threads, int rounds, IReadOnlyList<string> networks)
{
    /// <summary>The networks that are compared if none is named.</summary>
    public static readonly string[] Networks =
    [
        "lenet5", "dqn", "impala-small", "alexnet", "nin", "vgg16", "googlenet", "resnet18", "resnet34", "resnet50", "mobilenet-v1",
        "tiny-yolo-v2",
    ];

    private readonly List<Row> _rows = [];

    public int Run()
    {
        using var onnx = Peer.Start("ONNX Runtime", "node", [Path.Combine(Peer.Folder(), "onnxruntime.js")], threads,
            "npm install --prefix bench/peers onnxruntime-node")
            ?? throw new PeerException("the networks are compared with ONNX Runtime; without it there is nothing to compare");
        using var device = new CpuDevice(threads);
        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}; load {Machine.Load} at the start; {device.Name}; "
            + $"{rounds} rounds; ONNX Runtime: {onnx.Info}");
        string folder = Directory.CreateTempSubdirectory("vision-bench-").FullName;
        bool agree = true;
        try
        {
            foreach (string network in networks) agree &= Compare(network, folder, device, onnx);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Print();
        return agree ? 0 : 1;
    }

    private bool Compare(string network, string folder, CpuDevice device, Peer onnx)
    {
        var model = ModelCatalog.Find(network)
            ?? throw new ArgumentException($"compare: no network is called {network}; there are {string.Join(", ", ModelCatalog.Names)}");
        string file = Path.Combine(folder, $"{network}.onnx"), pixels = Path.Combine(folder, "pixels");
        using (var written = new Variables(device, seed: 1))
        {
            var zoo = model.ToGraph(1);
            written.Add(zoo);
            OnnxExport.Save(file, zoo, written, new OnnxExportOptions { Name = network });
        }
        onnx.Ask($"shape {string.Join(' ', model.InputShape.Dimensions[1..].ToArray())}");
        onnx.Ask($"open {file}");

        var graph = new Graph();
        var source = OnnxModel.Load(file);
        foreach (var (name, result) in source.Import(graph).Outputs) graph.Output(name, result.Value!);
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        var random = new Random(1);
        float[] sample = [.. Enumerable.Range(0, (int)model.InputShape.Count).Select(_ => random.NextSingle())];
        File.WriteAllBytes(pixels, MemoryMarshal.AsBytes(sample.AsSpan()).ToArray());
        plan.Input(graph.Inputs.Keys.Single()).Write(sample);
        plan.Run();
        double[] ours = [.. plan.Output(graph.Outputs.Keys.First()).ToArray().Select(value => (double)value)];
        bool agrees = Agreement.Holds(network, onnx, onnx.Numbers($"values {pixels}"), ours);
        File.Delete(file);
        if (!agrees) return false;

        double once = Measured.Time(plan.Run, 3);
        int count = (int)Math.Clamp(60 / once, 2, 1000);
        var work = new Work($"{network}, batch 1", count, [Contestant.Of(plan), Contestant.Of(onnx, "forward 1")]);
        var results = work.Measure(rounds);
        _rows.Add(new(network, results[0].Median, results[0].Least, results[0].Most, results[1].Median, results[1].Least, results[1].Most,
            results[1].Median / results[0].Median));
        return true;
    }

    private void Print()
    {
        Console.WriteLine();
        Console.WriteLine("| network | Vision, median ms | min | max | ONNX Runtime, median ms | min | max | ratio of the medians |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var row in _rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Network} | {row.Vision:F3} | {row.VisionMin:F3} | {row.VisionMax:F3} | {row.Peer:F3} | {row.PeerMin:F3} | {row.PeerMax:F3} | {row.Ratio:F2} |"));
        }
        if (_rows.Count == 0) return;
        double mean = Math.Exp(_rows.Average(row => Math.Log(row.Ratio)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| geometric mean | | | | | | | {mean:F2} |"));
    }

    private sealed record Row(string Network, double Vision, double VisionMin, double VisionMax, double Peer, double PeerMin, double PeerMax,
        double Ratio);
}
