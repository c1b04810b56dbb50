using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>ONNX files whose weights are stored in 16 or 8 bits.</summary>
public sealed class WeightStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CpuDevice _device = new(1);

    public void Dispose()
    {
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Weights_in_16_bits_are_those_of_half_precision()
    {
        var model = Write(OnnxWeightFormat.Float16);
        Assert.Equal(OnnxType.Float16, model.Initializers["a/filters_float16"].Type);
        Assert.Equal(OnnxType.Float, model.Initializers["a/bias"].Type);
        float[] expected = Run(WithWeights((_, value) => (float)(Half)value));
        Assert.Equal(expected, Run(model));
        Assert.NotEqual(Run(Real()), expected);
    }

    [Fact]
    public void Weights_in_8_bits_have_a_scale_for_each_output_channel()
    {
        var model = Write(OnnxWeightFormat.Int8);
        float[] weights = Real().Initializers["a/filters"].ToFloats(), scales = model.Initializers["a/filters_scale"].ToFloats();
        var integers = model.Initializers["a/filters_quantized"];
        Assert.Equal(OnnxType.Int8, integers.Type);
        Assert.Equal(24, scales.Length);
        int each = weights.Length / scales.Length;
        for (int i = 0; i < weights.Length; i++)
        {
            float most = weights.AsSpan(i / each * each, each).ToArray().Max(Math.Abs);
            Assert.Equal(most / 127, scales[i / each], 1e-9f);
            Assert.InRange(Math.Abs(weights[i] - (float)integers[i] * scales[i / each]), 0, 0.5001f * scales[i / each]);
        }
        // The same network with weights that were rounded beforehand.
        float[] expected = Run(WithWeights((name, value) => value, rounded: model));
        Assert.Equal(expected, Run(model));
    }

    [Theory]
    [InlineData(OnnxWeightFormat.Float16, 0.6)]
    [InlineData(OnnxWeightFormat.Int8, 0.4)]
    public void Files_are_smaller_and_inference_has_no_more_steps(OnnxWeightFormat format, double share)
    {
        var model = Write(format);
        long before = new FileInfo(_folder.File("real.onnx")).Length, after = new FileInfo(model.Path).Length;
        Assert.True(after < share * before, $"{after} bytes instead of {before}");
        Assert.Equal(Steps(Real()), Steps(model));
    }

    [Theory]
    [InlineData(OnnxWeightFormat.Float16)]
    [InlineData(OnnxWeightFormat.Int8)]
    public void Models_without_weights_are_refused(OnnxWeightFormat format)
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 3]) * 2);
        using var variables = new Variables(_device);
        OnnxExport.Save(_folder.File("plain.onnx"), graph, variables);
        string message = Assert.Throws<OnnxException>(() =>
            OnnxWeights.Save(OnnxModel.Load(_folder.File("plain.onnx")), format, _folder.File("none.onnx"))).Message;
        Assert.Contains("no convolutions or matrix products", message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("none.onnx")));
    }

    [Fact]
    public void Weights_beyond_the_range_of_half_precision_stay_as_they_are()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 4]).Dense("small", 4).Dense("large", 3));
        using var variables = new Variables(_device, seed: 1);
        OnnxExport.Save(_folder.File("real.onnx"), graph, Loaded(variables, graph, "large/weights", 70000));
        OnnxWeights.Save(Real(), OnnxWeightFormat.Float16, _folder.File("half.onnx"));
        var model = OnnxModel.Load(_folder.File("half.onnx"));
        Assert.Equal(OnnxType.Float, model.Initializers["large/weights"].Type);
        Assert.Contains("small/weights_float16", model.Initializers.Keys);
    }

    [SkippableTheory]
    [InlineData("float16")]
    [InlineData("int8")]
    [InlineData("int8 with activations")]
    public void ONNX_Runtime_computes_the_same_outputs(string format)
    {
        string script = Path.Combine(Repository(), "bench", "peers", "onnxruntime_run.js");
        Skip.IfNot(Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "onnxruntime-node")),
            "onnxruntime-node is not installed: npm install --prefix bench/peers onnxruntime-node");
        var model = format switch
        {
            "float16" => Write(OnnxWeightFormat.Float16),
            "int8" => Write(OnnxWeightFormat.Int8),
            _ => Quantize(),
        };
        File.WriteAllBytes(_folder.File("x"), MemoryMarshal.AsBytes<float>(Picture).ToArray());
        var request = new JsonObject
        {
            ["model"] = model.Path,
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["name"] = "x", ["dims"] = new JsonArray(1, 3, 13, 13), ["file"] = _folder.File("x"),
            }),
            ["outputs"] = new JsonArray(new JsonObject { ["name"] = "y", ["file"] = _folder.File("y") }),
        };
        using var process = Process.Start(new ProcessStartInfo("node", [script])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        process.StandardInput.Write(request.ToJsonString());
        process.StandardInput.Close();
        string answer = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.True(JsonDocument.Parse(answer).RootElement.TryGetProperty("dims", out _), answer);
        float[] theirs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder.File("y"))).ToArray(), ours = Run(model);
        float most = theirs.Max(Math.Abs);
        Assert.Equal(10, theirs.Length);
        for (int i = 0; i < theirs.Length; i++) Assert.Equal(theirs[i], ours[i], 1e-4f * most);
    }

    private static float[] Picture => [.. Enumerable.Range(0, 3 * 13 * 13).Select(i => i * 37 % 101 / 50f - 1)];

    private static Graph Network()
    {
        var graph = new Graph();
        var y = graph.Input("x", [1, 3, 13, 13]).Convolution("a", 24, 3, padding: 1).Relu();
        y = (y.Convolution("b", 24, 3, padding: 1, groups: 24).Convolution("c", 24, 1) + y).Relu();
        y = y.Convolution("d", 8, 3, stride: 2, padding: 1);
        graph.Output("y", y.Relu().Reshape([1, 8 * 7 * 7]).Dense("e", 10));
        return graph;
    }

    private OnnxModel Real() => OnnxModel.Load(_folder.File("real.onnx"));

    private void WriteReal(Func<string, float[], float[]>? change = null, string file = "real.onnx")
    {
        var graph = Network();
        using var variables = new Variables(_device, seed: 3);
        variables.Add(graph);
        foreach (string name in variables.Names.ToArray())
            if (change is not null) variables.Write(name, change(name, variables.Read(name)));
        OnnxExport.Save(_folder.File(file), graph, variables);
    }

    private OnnxModel Write(OnnxWeightFormat format)
    {
        WriteReal();
        OnnxWeights.Save(Real(), format, _folder.File("small.onnx"));
        return OnnxModel.Load(_folder.File("small.onnx"));
    }

    private OnnxModel Quantize()
    {
        WriteReal();
        OnnxQuantizer.Save(Real(), _device, [Picture], _folder.File("quantized.onnx"));
        return OnnxModel.Load(_folder.File("quantized.onnx"));
    }

    /// <summary>The network with weights, but not biases, that are changed; or with those that a file in 8 bits holds.</summary>
    private OnnxModel WithWeights(Func<string, float, float> change, OnnxModel? rounded = null)
    {
        WriteReal((name, values) =>
        {
            if (name.EndsWith("bias", StringComparison.Ordinal)) return values;
            if (rounded is null) return Array.ConvertAll(values, value => change(name, value));
            var integers = rounded.Initializers[$"{name}_quantized"];
            float[] scales = rounded.Initializers[$"{name}_scale"].ToFloats();
            bool last = integers.Shape.Rank == 2;
            int inner = values.Length / integers.Shape[0];
            return [.. values.Select((_, i) => (float)integers[i] * scales[last ? i % scales.Length : i / inner])];
        }, "changed.onnx");
        return OnnxModel.Load(_folder.File("changed.onnx"));
    }

    private static Variables Loaded(Variables variables, Graph graph, string name, float value)
    {
        variables.Add(graph);
        variables.Write(name, [.. variables.Read(name).Select(_ => value)]);
        return variables;
    }

    private string[] Steps(OnnxModel model)
    {
        var graph = new Graph();
        foreach (var (name, result) in model.Import(graph).Outputs) graph.Output(name, result.Value!);
        using var variables = new Variables(_device);
        using var plan = Plan.Compile(graph, _device, variables);
        return [.. plan.Steps];
    }

    private float[] Run(OnnxModel model)
    {
        using var session = new OnnxSession(model, _device);
        return session.Run(new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal)
        {
            ["x"] = [OnnxTensor.Of([1, 3, 13, 13], Picture)],
        })["y"][0].ToFloats();
    }

    private static string Repository([CallerFilePath] string source = "")
    {
        string? folder = Path.GetDirectoryName(source);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vision.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? ".";
    }
}
