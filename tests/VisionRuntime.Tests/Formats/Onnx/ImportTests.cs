using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Formats.Onnx;

public class ImportTests
{
    [Fact]
    public void Weights_become_variables_under_their_names_and_can_be_trained()
    {
        using var file = new ModelFile().Input("x", OnnxType.Float, "batch", 2).Output("y", OnnxType.Float, "batch", 1);
        file.Weight("w", OnnxTensor.Of([2, 1], 3, 4));
        file.Node("MatMul", ["x", "w"], "y");
        var graph = new Graph(training: true);
        var import = file.Load().Import(graph, new OnnxBindings { Dimensions = { ["batch"] = 5 }, Prefix = "net/" });
        var weights = graph.Variables["net/w"];
        Assert.True(weights.Trainable);
        Assert.Equal(Shape.Of(5, 1), import.Output("y").Shape);
        graph.Output("y", import.Output("y"));
        graph.Output("dw", Gradients.Of(import.Output("y").Sum(), weights.Value)[0]);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("net/x").Write([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
        plan.Run();
        Assert.Equal(11, plan.Output("y").ToArray()[4]);
        Assert.Equal([5, 10], plan.Output("dw").ToArray());
        Assert.Equal([3, 4], variables.Read("net/w"));
    }

    [Fact]
    public void Open_dimensions_must_be_bound()
    {
        using var file = new ModelFile().Input("x", OnnxType.Float, "batch", 2).Output("y");
        file.Node("Relu", ["x"], "y");
        Assert.Contains("batch", Assert.Throws<OnnxException>(() => file.Load().Import(new Graph())).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be [2, 3]", Assert.Throws<OnnxException>(() => file.Load().Import(new Graph(), new OnnxBindings { Shapes = { ["x"] = [2, 3] } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arithmetic_on_shapes_is_done_at_import()
    {
        // Reshape(x, Concat(Shape(x)[0:1], [-1])): what exporters write for flatten.
        using var file = new ModelFile().Input("x", OnnxType.Float, 2, 3, 4).Output("y");
        file.Weight("zero", OnnxTensor.Of(OnnxType.Int64, [], 0L));
        file.Weight("axes", OnnxTensor.Of(OnnxType.Int64, [1], 0L));
        file.Weight("rest", OnnxTensor.Of(OnnxType.Int64, [1], -1L));
        file.Node("Shape", ["x"], "shape");
        file.Node("Gather", ["shape", "zero"], "first");
        file.Node("Unsqueeze", ["first", "axes"], "row");
        file.Node("Concat", ["row", "rest"], "wanted").Attribute.Add(ModelFile.Whole("axis", 0));
        file.Node("Reshape", ["x", "wanted"], "y");
        var graph = new Graph();
        Assert.Equal(Shape.Of(2, 12), file.Load().Import(graph).Output("y").Shape);
        Assert.Single(graph.Nodes);
    }

    [Fact]
    public void A_value_that_decides_the_shape_is_asked_for_by_name()
    {
        using var file = new ModelFile().Input("x", OnnxType.Float, 6).Input("shape", OnnxType.Int64, 2).Output("y");
        file.Node("Neg", ["shape"], "turned");
        file.Node("Neg", ["turned"], "back");
        file.Node("Reshape", ["x", "back"], "y");
        var exception = Assert.Throws<OnnxValueNeededException>(() => file.Load().Import(new Graph()));
        Assert.Equal(["shape"], exception.Inputs);
        var shape = OnnxTensor.Of(OnnxType.Int64, [2], 3L, 2L);
        Assert.Equal(Shape.Of(3, 2), file.Load().Import(new Graph(), new OnnxBindings { Values = { ["shape"] = shape } }).Output("y").Shape);
        Assert.Equal(Shape.Of(3, 2), file.Run(("x", OnnxTensor.Of([6], 1, 2, 3, 4, 5, 6)), ("shape", shape)).Shape);
    }

    [Theory]
    [InlineData("Add", 250, 10, 4)]
    [InlineData("Sub", 3, 5, 254)]
    [InlineData("Mul", 100, 3, 44)]
    [InlineData("Div", 7, 2, 3)]
    public void Short_whole_numbers_overflow_as_they_do_in_a_processor(string operation, int x, int y, int expected)
    {
        using var file = new ModelFile().Input("x", OnnxType.UInt8, 1).Input("y", OnnxType.UInt8, 1).Output("z", OnnxType.UInt8, 1);
        file.Node(operation, ["x", "y"], "z");
        var z = file.Run(("x", OnnxTensor.Of(OnnxType.UInt8, [1], (long)x)), ("y", OnnxTensor.Of(OnnxType.UInt8, [1], (long)y)));
        Assert.Equal(OnnxType.UInt8, z.Type);
        Assert.Equal(expected, z[0]);
    }

    [Theory]
    [InlineData(-7, 2, -3)]
    [InlineData(7, -2, -3)]
    [InlineData(-8, 2, -4)]
    [InlineData(16777215, 3, 5592405)]
    public void Quotients_of_whole_numbers_are_cut_towards_0(int x, int y, int expected)
    {
        using var file = new ModelFile().Input("x", OnnxType.Int32, 1).Input("y", OnnxType.Int32, 1).Output("z", OnnxType.Int32, 1);
        file.Node("Div", ["x", "y"], "z");
        Assert.Equal(expected, file.Run(("x", OnnxTensor.Of(OnnxType.Int32, [1], (long)x)), ("y", OnnxTensor.Of(OnnxType.Int32, [1], (long)y)))[0]);
    }

    [Theory]
    [InlineData(11, new[] { 0.03205860f, 0.08714432f, 0.23688284f, 0.64391428f })] // flattened to [1, 4]
    [InlineData(13, new[] { 0.26894143f, 0.73105860f, 0.26894143f, 0.73105860f })] // along the last axis
    public void Softmax_before_version_13_ran_over_all_axes_from_its_own_on(long opset, float[] expected)
    {
        using var file = new ModelFile(opset).Input("x", OnnxType.Float, 1, 2, 2).Output("y");
        var node = file.Node("Softmax", ["x"], "y");
        if (opset < 13) node.Attribute.Add(ModelFile.Whole("axis", 1));
        var y = file.Run(("x", OnnxTensor.Of([1, 2, 2], 0, 1, 2, 3))).ToFloats();
        Assert.All(y.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Max_pooling_gives_the_places_too()
    {
        using var file = new ModelFile().Input("x", OnnxType.Float, 1, 2, 2, 4).Output("places", OnnxType.Int64, 1, 2, 1, 2);
        var node = file.Node("MaxPool", ["x"], "y", "places");
        node.Attribute.Add(ModelFile.Wholes("kernel_shape", 2, 2));
        node.Attribute.Add(ModelFile.Wholes("strides", 2, 2));
        var x = OnnxTensor.Of([1, 2, 2, 4], 1, 5, 2, 3, 4, 0, 9, 1, 7, 1, 1, 1, 1, 1, 1, 2);
        Assert.Equal([1, 6, 8, 15], file.Run(("x", x)).ToIntegers());
        node.Attribute.Add(ModelFile.Whole("storage_order", 1));
        Assert.Equal([2, 5, 8, 15], file.Run(("x", x)).ToIntegers());
    }

    [Theory]
    [InlineData(OnnxType.Float16), InlineData(OnnxType.BFloat16), InlineData(OnnxType.Double), InlineData(OnnxType.Int8), InlineData(OnnxType.UInt16), InlineData(OnnxType.Int64), InlineData(OnnxType.UInt64), InlineData(OnnxType.Bool)]
    public void Files_of_every_type_come_back_as_they_were_written(OnnxType type)
    {
        using var folder = new Insight.TemporaryFolder();
        var tensor = OnnxTensor.Of(type, [3], type == OnnxType.Bool ? [0, 1, 1] : type is OnnxType.UInt16 or OnnxType.UInt64 ? [0.0, 3, 250] : [-2.0, 0, 96]);
        tensor.Save(folder.File("t.pb"), "t");
        var read = OnnxTensor.Load(folder.File("t.pb"));
        Assert.Equal((type, tensor.Shape), (read.Type, read.Shape));
        Assert.Equal(tensor.ToDoubles(), read.ToDoubles());
    }

    [Fact]
    public void Numbers_beyond_float32_are_computed_in_double_or_refused()
    {
        using var sum = new ModelFile().Input("x", OnnxType.Double, 1).Input("y", OnnxType.Double, 1).Output("z", OnnxType.Double, 1);
        sum.Node("Add", ["x", "y"], "z");
        Assert.Equal(3e200, sum.Run(("x", OnnxTensor.Of(OnnxType.Double, [1], 2e200)), ("y", OnnxTensor.Of(OnnxType.Double, [1], 1e200)))[0]);

        using var sine = new ModelFile().Input("x", OnnxType.Double, 1).Output("y", OnnxType.Double, 1);
        sine.Node("Sin", ["x"], "y");
        Assert.Contains("beyond what float32 holds", Assert.Throws<OnnxException>(() => sine.Run(("x", OnnxTensor.Of(OnnxType.Double, [1], 2e200)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transpose", "perm", 5), InlineData("Squeeze", "axes", 9)]
    public void Attributes_that_do_not_fit_are_refused_with_the_nodes_name(string operation, string attribute, long value)
    {
        using var file = new ModelFile(11).Input("x", OnnxType.Float, 1, 2).Output("y");
        var node = file.Node(operation, ["x"], "y");
        node.Name = "odd";
        node.Attribute.Add(ModelFile.Wholes(attribute, value, 0));
        Assert.Contains("'odd'", Assert.Throws<OnnxException>(() => file.Load().Import(new Graph())).Message, StringComparison.Ordinal);
    }
}
