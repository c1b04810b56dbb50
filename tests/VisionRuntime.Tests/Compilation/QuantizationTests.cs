using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Compilation;

/// <summary>Quantized ONNX files: what is computed in integers, and what comes out of it.</summary>
public sealed class QuantizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Products_between_quantized_tensors_are_computed_in_integers()
    {
        var model = Quantize();
        var graph = new Graph();
        foreach (var (name, result) in model.Import(graph).Outputs) graph.Output(name, result.Value!);
        Operator[] steps = [.. Compiler.Run(graph, int.MaxValue, _ => null, _ => false, multipliesIntegers: true).Program.Steps
            .Select(step => step.Operator)];
        QuantizedConvolution[] products = [.. steps.OfType<QuantizedConvolution>()];
        Assert.Equal(5, products.Length);
        Assert.DoesNotContain(steps, step => step is Convolution or MatMul);
        // The first is quantized behind its ReLU, which limits its range; the last gives the real values of the output.
        Assert.Equal(products[0].Output!.Value.ZeroPoint, products[0].Output!.Value.Least);
        Assert.Null(products[^1].Output);
        Assert.DoesNotContain(Compiler.Run(graph, int.MaxValue, _ => null, _ => false).Program.Steps,
            step => step.Operator is QuantizedConvolution);
    }

    [Fact]
    public void Integers_and_their_arithmetic_in_floating_point_agree()
    {
        var model = Quantize();
        float[] x = [.. Enumerable.Range(0, 3 * 13 * 13).Select(i => i * 37 % 101 / 50f - 1)];
        using var cpu = new CpuDevice(2);
        using var ilgpu = new IlgpuDevice("cpu");
        float[] integers = Run(model, cpu, x), arithmetic = Run(model, ilgpu, x);
        float[] real = Run(OnnxModel.Load(_folder.File("real.onnx")), cpu, x);
        float largest = real.Max(Math.Abs);
        for (int i = 0; i < real.Length; i++)
        {
            Assert.Equal(arithmetic[i], integers[i], 0.01f * largest);
            Assert.Equal(real[i], integers[i], 0.05f * largest);
        }
        Assert.Contains(integers.Zip(real), pair => pair.First != pair.Second);
        long before = new FileInfo(_folder.File("real.onnx")).Length, after = new FileInfo(_folder.File("quantized.onnx")).Length;
        Assert.True(after < 0.5 * before, $"{after} bytes instead of {before}");
    }

    [Fact]
    public void Models_without_weights_are_rejected()
    {
        var graph = new Graph();
        graph.Output("y", graph.Input("x", [1, 3]) * 2);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        OnnxExport.Save(_folder.File("plain.onnx"), graph, variables);
        string message = Assert.Throws<OnnxException>(() => OnnxQuantizer.Save(OnnxModel.Load(_folder.File("plain.onnx")), device,
            [new float[3]], _folder.File("none.onnx"))).Message;
        Assert.Contains("no convolutions or matrix products", message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("none.onnx")));
    }

    /// <summary>A network with batch normalization, a residual sum, a depthwise convolution and a fully connected layer.</summary>
    private OnnxModel Quantize()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 3, 13, 13]);
        var y = x.Convolution("a", 32, 3, padding: 1, bias: false).BatchNormalization("bn").Relu();
        var z = y.Convolution("b", 32, 3, padding: 1, groups: 32);
        z = (z.Convolution("c", 32, 1) + y).Relu().Convolution("d", 8, 3, stride: 2, padding: 1).Relu();
        graph.Output("y", z.Reshape([1, 8 * 7 * 7]).Dense("e", 10));
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, seed: 3);
        OnnxExport.Save(_folder.File("real.onnx"), graph, variables);
        var random = new Random(1);
        var samples = Enumerable.Range(0, 4)
            .Select(_ => Enumerable.Range(0, 3 * 13 * 13).Select(_ => random.NextSingle() * 2 - 1).ToArray());
        OnnxQuantizer.Save(OnnxModel.Load(_folder.File("real.onnx")), device, samples, _folder.File("quantized.onnx"));
        return OnnxModel.Load(_folder.File("quantized.onnx"));
    }

    private static float[] Run(OnnxModel model, Device device, float[] x)
    {
        using var session = new OnnxSession(model, device);
        return session.Run(new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal)
        {
            ["x"] = [OnnxTensor.Of([1, 3, 13, 13], x)],
        })["y"][0].ToFloats();
    }
}
