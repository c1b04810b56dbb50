using System.Globalization;
using System.Runtime.InteropServices;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace Vision.Bench.Compare;

/// <summary>
/// One sample through networks whose files hold float32, float16, int8 weights, and int8 weights and activations, beside ONNX Runtime on
/// the same file: size, error and time.
/// </summary>
internal sealed class QuantizedComparison(int threads, int rounds, IReadOnlyList<string> networks)
{
    private const string Real = "float32";

    private const int CalibrationSamples = 4;

    /// <summary>How a file is made from that of float32, by what it holds.</summary>
    private static readonly (string Format, Action<OnnxModel, CpuDevice, IEnumerable<float[]>, string> Save)[] Formats =
    [
        ("float16 weights", (model, _, _, path) => OnnxWeights.Save(model, OnnxWeightFormat.Float16, path)),
        ("int8 weights", (model, _, _, path) => OnnxWeights.Save(model, OnnxWeightFormat.Int8, path)),
        ("int8", (model, device, samples, path) => OnnxQuantizer.Save(model, device, samples, path)),
    ];

    private readonly List<string> _lines = [];

    public int Run()
    {
        using var onnx = Peer.Start("ONNX Runtime", "node", [Path.Combine(Peer.Folder(), "onnxruntime.js")], threads,
            "npm install --prefix bench/peers onnxruntime-node");
        using var device = new CpuDevice(threads);
        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}; load {Machine.Load} at the start; {device.Name}; "
            + $"{rounds} rounds; ONNX Runtime: {onnx?.Info ?? "not installed"}");
        string folder = Directory.CreateTempSubdirectory("vision-bench-").FullName;
        try
        {
            foreach (string network in networks) Compare(network, folder, device, onnx);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine();
        Console.WriteLine("| network | file | MB | largest difference from float32, of the largest output | "
            + "ONNX Runtime's difference from Vision | Vision, median ms | min | ONNX Runtime, median ms | min | ratio |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (string line in _lines) Console.WriteLine(line);
        return 0;
    }

    private void Compare(string network, string folder, CpuDevice device, Peer? onnx)
    {
        var model = ModelCatalog.Find(network)
            ?? throw new ArgumentException($"compare: no network is called {network}; there are {string.Join(", ", ModelCatalog.Names)}");
        var random = new Random(1);
        float[][] samples = [.. Enumerable.Range(0, CalibrationSamples).Select(_ => Sample())];
        string real = Path.Combine(folder, $"{network}.onnx"), pixels = Path.Combine(folder, "pixels");
        using (var written = new Variables(device, seed: 1))
        {
            var zoo = model.ToGraph(1);
            written.Add(zoo);
            OnnxExport.Save(real, zoo, written, new OnnxExportOptions { Name = network });
        }
        File.WriteAllBytes(pixels, MemoryMarshal.AsBytes(samples[0].AsSpan()).ToArray());
        onnx?.Ask($"shape {string.Join(' ', model.InputShape.Dimensions[1..].ToArray())}");
        float[] exact = Measure(Real, real, []);
        foreach (var (format, save) in Formats)
        {
            string file = Path.Combine(folder, "stored.onnx");
            save(OnnxModel.Load(real), device, samples, file);
            Measure(format, file, exact);
        }

        float[] Sample() => [.. Enumerable.Range(0, (int)model.InputShape.Count).Select(_ => random.NextSingle())];

        float[] Measure(string format, string file, float[] exact)
        {
            var graph = new Graph();
            foreach (var (name, result) in OnnxModel.Load(file).Import(graph).Outputs) graph.Output(name, result.Value!);
            using var variables = new Variables(device);
            using var plan = Plan.Compile(graph, device, variables);
            plan.Input(graph.Inputs.Keys.Single()).Write(samples[0]);
            plan.Run();
            float[] ours = plan.Output(graph.Outputs.Keys.First()).ToArray();
            onnx?.Ask($"open {file}");
            string peerError = onnx is null ? "" : Error([.. onnx.Numbers($"values {pixels}").Select(value => (float)value)], ours);
            int count = (int)Math.Clamp(60 / Measured.Time(plan.Run, 3), 2, 1000);
            Contestant[] sides = [Contestant.Of(plan), .. onnx is null ? Array.Empty<Contestant>() : [Contestant.Of(onnx, "forward 1")]];
            var times = new Work($"{network}, {format}", count, sides).Measure(rounds);
            string peer = times.Count < 2 ? "| | | |" : string.Create(CultureInfo.InvariantCulture,
                $"| {times[1].Median:F2} | {times[1].Least:F2} | {times[1].Median / times[0].Median:F2} |");
            string error = format == Real ? "" : Error(ours, exact);
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {network} | {format} | {new FileInfo(file).Length / 1e6:F1} | {error} "
                + $"| {peerError} | {times[0].Median:F2} | {times[0].Least:F2} {peer}"));
            return ours;
        }
    }

    /// <summary>The largest difference relative to the largest output.</summary>
    private static string Error(float[] values, float[] expected) =>
        (values.Zip(expected, (a, b) => Math.Abs(a - b)).Max() / expected.Max(Math.Abs)).ToString("0.0e+0", CultureInfo.InvariantCulture);
}
