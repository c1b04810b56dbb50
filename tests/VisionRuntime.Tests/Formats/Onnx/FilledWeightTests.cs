using System.Diagnostics;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>
/// Models whose weights were replaced by ConstantOfShape to make the files small, such as the "light" models among ONNX's backend
/// tests, and other large tensors that a file describes with a few bytes.
/// </summary>
public class FilledWeightTests
{
    [Fact]
    public void The_weights_of_a_large_network_take_no_memory_at_import()
    {
        // The classifier of VGG-19: 102,760,448, 16,777,216 and 4,096,000 weights.
        using var file = new TestModel(9).Input("x", OnnxType.Float, 1, 512, 7, 7).Output("y");
        file.Node("Flatten", ["x"], "flat");
        Layer(file, "flat", "fc6", 25088, 4096, 0.5f);
        Layer(file, "fc6", "fc7", 4096, 4096, 0.5f);
        Layer(file, "fc7", "y", 4096, 1000, 0.5f);
        var graph = new Graph();
        var time = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        file.Load().Import(graph);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 10);
        Assert.Equal(Shape.Of(4096, 25088), graph.Variables["fc6_w"].Value.Shape);
        Assert.Equal(102_760_448 + 16_777_216 + 4_096_000 + 4096 + 4096 + 1000, graph.Parameters);
        Assert.Empty(graph.Constants);
    }

    [Fact]
    public void Filled_weights_compute_train_and_export_like_initializers()
    {
        using var file = new TestModel(9).Input("x", OnnxType.Float, 1, 2, 4, 4).Output("y");
        file.Weight("filters_shape", TestModel.Int64s(3, 2, 3, 3));
        file.Node("ConstantOfShape", ["filters_shape"], "filters").Attribute.Add(Value(0.25f));
        file.Node("Conv", ["x", "filters"], "features").Attribute.Add(TestModel.Ints("pads", 1, 1, 1, 1));
        file.Node("Flatten", ["features"], "flat");
        Layer(file, "flat", "y", 48, 2, 0.5f);
        var graph = new Graph();
        var y = file.Load().Import(graph).Output("y");
        graph.Output("y", y);
        graph.Output("dw", Gradients.Of(y.Sum(), graph.Variables["y_w"].Value)[0]);
        Assert.True(graph.Variables["filters"].Trainable);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write([.. Enumerable.Repeat(1f, 32)]);
        plan.Run();
        // Each of the 3 channels sums 2 * 0.25 over 100 taps inside the image (10 * 10), and the layer weighs all with 0.5 and adds 0.5.
        Assert.Equal([75.5f, 75.5f], plan.Output("y").ToArray());
        Assert.Equal(2f, plan.Output("dw").ToArray()[0]); // the corner of the first channel: 4 taps * 2 channels * 0.25
        Assert.All(variables.Read("filters"), weight => Assert.Equal(0.25f, weight));

        var inference = new Graph();
        inference.Output("y", file.Load().Import(inference).Output("y"));
        OnnxExport.Save(file.Folder.File("again.onnx"), inference, new Variables(device));
        Assert.Equal(0.25, OnnxModel.Load(file.Folder.File("again.onnx")).Initializers["filters"][53]);
    }

    [Fact]
    public void A_weight_may_be_reshaped_and_a_bias_added()
    {
        using var file = new TestModel(13).Input("x", OnnxType.Float, 1, 4).Output("y");
        file.Weight("flat_shape", TestModel.Int64s(8));
        file.Weight("matrix_shape", TestModel.Int64s(4, 2));
        file.Weight("bias_shape", TestModel.Int64s(2));
        file.Node("ConstantOfShape", ["flat_shape"], "flat").Attribute.Add(Value(0.5f));
        file.Node("Reshape", ["flat", "matrix_shape"], "matrix");
        file.Node("ConstantOfShape", ["bias_shape"], "bias").Attribute.Add(Value(3));
        file.Node("MatMul", ["x", "matrix"], "product");
        file.Node("Add", ["product", "bias"], "y");
        var graph = new Graph();
        file.Load().Import(graph);
        Assert.Equal(["bias", "flat"], graph.Variables.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([8f, 8], file.Run(("x", OnnxTensor.Of([1, 4], 1, 2, 3, 4))).ToFloats());
    }

    [Fact]
    public void A_mask_is_not_a_weight()
    {
        using var file = new TestModel(13).Input("x", OnnxType.Float, 64, 64).Output("y");
        file.Weight("shape", TestModel.Int64s(64, 64));
        file.Node("ConstantOfShape", ["shape"], "mask").Attribute.Add(Value(2));
        file.Node("Mul", ["x", "mask"], "y");
        var graph = new Graph();
        file.Load().Import(graph);
        Assert.Empty(graph.Variables);
        Assert.Equal(1, graph.Constants.Values.Sum(values => values.Length)); // a scalar that is expanded on the device
        Assert.All(file.Run(("x", OnnxTensor.Filled(OnnxType.Float, [64, 64], 1.5))).ToFloats(), value => Assert.Equal(3, value));
    }

    [Theory]
    [InlineData(new[] { 1L << 40 }), InlineData(new[] { 1L << 31, 1 }), InlineData(new[] { 1L << 20, 1L << 20, 1L << 20, 1L << 20 })]
    [InlineData(new[] { long.MaxValue, 2L }), InlineData(new[] { 4L, -1 })]
    public void Impossible_shapes_are_refused(long[] shape)
    {
        using var file = new TestModel().Output("y");
        file.Weight("shape", TestModel.Int64s(shape));
        file.Node("ConstantOfShape", ["shape"], "y");
        string message = Assert.Throws<OnnxException>(() => file.Load().Import(new Graph())).Message;
        Assert.Contains("ConstantOfShape of 'y'", message, StringComparison.Ordinal);
        Assert.Contains(shape.Contains(-1) ? "negative dimension -1" : "is too large", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_results_that_a_file_describes_with_a_few_bytes_take_no_memory()
    {
        using var file = new TestModel().Output("y").Output("z", OnnxType.Int64);
        file.Weight("shape", TestModel.Int64s(1 << 15, 1 << 15));
        file.Weight("two", OnnxTensor.Of(OnnxType.Int64, [], 2L));
        file.Node("ConstantOfShape", ["shape"], "y").Attribute.Add(Value(1));
        file.Node("Expand", ["two", "shape"], "z");
        var model = file.Load();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var import = model.Import(new Graph());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal((1 << 30, 1.0), (import.Outputs["y"].Constant!.Count, import.Outputs["y"].Constant![1 << 29]));
        Assert.Equal(2, import.Outputs["z"].Constant![12345]);
        string refusal = Assert.Throws<OnnxException>(() => import.Outputs["y"].Constant!.Save(file.Folder.File("y.pb"), "y")).Message;
        Assert.Contains("larger than a protobuf message", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_for_the_host_is_computed_on_the_device()
    {
        using var file = new TestModel(13).Input("x", OnnxType.Float, 1).Output("y");
        file.Weight("shape", TestModel.Int64s(4096, 4099)); // more than the host computes
        file.Node("ConstantOfShape", ["shape"], "a").Attribute.Add(Value(1));
        file.Node("Transpose", ["a"], "b");
        file.Node("ReduceMax", ["b"], "c").Attribute.Add(TestModel.Int("keepdims", 0));
        file.Node("Add", ["x", "c"], "y");
        Assert.Equal([3f], file.Run(("x", OnnxTensor.Of([1], 2))).ToFloats());
    }

    private static AttributeProto Value(float value) => new()
    {
        Name = "value",
        Type = AttributeProto.Types.AttributeType.Tensor,
        T = TensorWriter.Write(OnnxTensor.Of([1], value), ""),
    };

    /// <summary>A fully connected layer as in the light models: Gemm with a transposed weight and a bias, both filled.</summary>
    private static void Layer(TestModel file, string x, string y, int inputs, int outputs, float fill)
    {
        file.Weight($"{y}_w__SHAPE", TestModel.Int64s(outputs, inputs));
        file.Weight($"{y}_b__SHAPE", TestModel.Int64s(outputs));
        file.Node("ConstantOfShape", [$"{y}_w__SHAPE"], $"{y}_w").Attribute.Add(Value(fill));
        file.Node("ConstantOfShape", [$"{y}_b__SHAPE"], $"{y}_b").Attribute.Add(Value(fill));
        file.Node("Gemm", [x, $"{y}_w", $"{y}_b"], y).Attribute.Add(TestModel.Int("transB", 1));
    }
}
