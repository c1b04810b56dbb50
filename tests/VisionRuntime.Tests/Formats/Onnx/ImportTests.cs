using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Formats.Onnx;

public class ImportTests
{
    [Fact]
    public void Initializers_become_trainable_variables()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, "batch", 2).Output("y", OnnxType.Float, "batch", 1);
        file.Weight("w", OnnxTensor.Of([2, 1], 3, 4));
        file.Node("MatMul", ["x", "w"], "y");
        var graph = new Graph(training: true);
        var import = file.Load().Import(graph, new OnnxBindings { Dimensions = { ["batch"] = 5 }, Scope = "net" });
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
    public void Scopes_keep_two_models_apart()
    {
        using TestModel first = Product(1), second = Product(5);
        var graph = new Graph();
        foreach (var (scope, model) in new[] { ("left", first), ("right", second) })
            graph.Output(scope, model.Load().Import(graph, new OnnxBindings { Scope = scope }).Output("y"));
        Assert.Equal(["left/w", "right/w"], graph.Variables.Keys);
        Assert.Equal(["left/x", "right/x"], graph.Inputs.Keys);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        using var plan = Plan.Compile(graph, device, variables);
        foreach (string input in graph.Inputs.Keys) plan.Input(input).Write([1, 1]);
        plan.Run();
        Assert.Equal((3f, 11f), (plan.Output("left").ToArray()[0], plan.Output("right").ToArray()[0])); // 1 + 2, 5 + 6
    }

    [Fact]
    public void Two_files_never_share_weights_by_name()
    {
        using TestModel first = Product(1), second = Product(5);
        var model = first.Load();
        var graph = new Graph();
        model.Import(graph);
        model.Import(graph, new OnnxBindings { Inputs = { ["x"] = graph.Inputs["x"] } }); // the same model shares its own
        Assert.Single(graph.Variables);
        var bindings = new OnnxBindings { Inputs = { ["x"] = graph.Inputs["x"] } };
        string message = Assert.Throws<OnnxException>(() => second.Load().Import(graph, bindings)).Message;
        Assert.Contains($"the variable w already exists with values of {first.Path}", message, StringComparison.Ordinal);
        Assert.Contains("OnnxBindings.Scope", message, StringComparison.Ordinal);

        var other = new Graph();
        second.Load().Import(other);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device);
        variables.Add(graph);
        Assert.Contains(second.Path, Assert.Throws<ArgumentException>(() => variables.Add(other)).Message, StringComparison.Ordinal);
    }

    private static TestModel Product(float weight)
    {
        var file = new TestModel().Input("x", OnnxType.Float, 1, 2).Output("y");
        file.Weight("w", OnnxTensor.Of([2, 1], weight, weight + 1));
        file.Node("MatMul", ["x", "w"], "y");
        return file;
    }

    [Fact]
    public void Symbolic_dimensions_must_be_bound()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, "batch", 2).Output("y");
        file.Node("Relu", ["x"], "y");
        Assert.Contains("batch", Assert.Throws<OnnxException>(() => file.Load().Import(new Graph())).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be [2, 3]",
            Assert.Throws<OnnxException>(() => file.Load().Import(new Graph(), new OnnxBindings { Shapes = { ["x"] = [2, 3] } })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Shape_computations_leave_no_nodes()
    {
        // Reshape(x, Concat(Shape(x)[0:1], [-1])): what exporters write for flatten.
        using var file = new TestModel().Input("x", OnnxType.Float, 2, 3, 4).Output("y");
        file.Weight("zero", OnnxTensor.Of(OnnxType.Int64, [], 0L));
        file.Weight("axes", OnnxTensor.Of(OnnxType.Int64, [1], 0L));
        file.Weight("rest", OnnxTensor.Of(OnnxType.Int64, [1], -1L));
        file.Node("Shape", ["x"], "shape");
        file.Node("Gather", ["shape", "zero"], "first");
        file.Node("Unsqueeze", ["first", "axes"], "row");
        file.Node("Concat", ["row", "rest"], "wanted").Attribute.Add(TestModel.Int("axis", 0));
        file.Node("Reshape", ["x", "wanted"], "y");
        var graph = new Graph();
        Assert.Equal(Shape.Of(2, 12), file.Load().Import(graph).Output("y").Shape);
        Assert.Single(graph.Nodes);
    }

    [Fact]
    public void An_input_that_determines_a_shape_is_named()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 6).Input("shape", OnnxType.Int64, 2).Output("y");
        file.Node("Neg", ["shape"], "turned");
        file.Node("Neg", ["turned"], "back");
        file.Node("Reshape", ["x", "back"], "y");
        var exception = Assert.Throws<OnnxValueNeededException>(() => file.Load().Import(new Graph()));
        Assert.Equal(["shape"], exception.Inputs);
        var shape = OnnxTensor.Of(OnnxType.Int64, [2], 3L, 2L);
        Assert.Equal(Shape.Of(3, 2), file.Load().Import(new Graph(), new OnnxBindings { Values = { ["shape"] = shape } })
            .Output("y").Shape);
        Assert.Equal(Shape.Of(3, 2), file.Run(("x", OnnxTensor.Of([6], 1, 2, 3, 4, 5, 6)), ("shape", shape)).Shape);
    }

    [Theory]
    [InlineData("Add", 250, 10, 4)]
    [InlineData("Sub", 3, 5, 254)]
    [InlineData("Mul", 100, 3, 44)]
    [InlineData("Div", 7, 2, 3)]
    public void Integers_of_8_bits_wrap_around(string operation, int x, int y, int expected)
    {
        using var file = new TestModel().Input("x", OnnxType.UInt8, 1).Input("y", OnnxType.UInt8, 1).Output("z", OnnxType.UInt8, 1);
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
    public void Integer_division_rounds_toward_zero(int x, int y, int expected)
    {
        using var file = new TestModel().Input("x", OnnxType.Int32, 1).Input("y", OnnxType.Int32, 1).Output("z", OnnxType.Int32, 1);
        file.Node("Div", ["x", "y"], "z");
        Assert.Equal(expected, file.Run(("x", OnnxTensor.Of(OnnxType.Int32, [1], (long)x)),
            ("y", OnnxTensor.Of(OnnxType.Int32, [1], (long)y)))[0]);
    }

    [Theory]
    [InlineData(11, new[] { 0.03205860f, 0.08714432f, 0.23688284f, 0.64391428f })] // flattened to [1, 4]
    [InlineData(13, new[] { 0.26894143f, 0.73105860f, 0.26894143f, 0.73105860f })] // along the last axis
    public void Softmax_before_version_13_flattens_its_input(long opset, float[] expected)
    {
        using var file = new TestModel(opset).Input("x", OnnxType.Float, 1, 2, 2).Output("y");
        var node = file.Node("Softmax", ["x"], "y");
        if (opset < 13) node.Attribute.Add(TestModel.Int("axis", 1));
        var y = file.Run(("x", OnnxTensor.Of([1, 2, 2], 0, 1, 2, 3))).ToFloats();
        Assert.All(y.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void MaxPool_returns_indices()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 1, 2, 2, 4).Output("places", OnnxType.Int64, 1, 2, 1, 2);
        var node = file.Node("MaxPool", ["x"], "y", "places");
        node.Attribute.Add(TestModel.Ints("kernel_shape", 2, 2));
        node.Attribute.Add(TestModel.Ints("strides", 2, 2));
        var x = OnnxTensor.Of([1, 2, 2, 4], 1, 5, 2, 3, 4, 0, 9, 1, 7, 1, 1, 1, 1, 1, 1, 2);
        Assert.Equal([1, 6, 8, 15], file.Run(("x", x)).ToIntegers());
        node.Attribute.Add(TestModel.Int("storage_order", 1));
        Assert.Equal([2, 5, 8, 15], file.Run(("x", x)).ToIntegers());
    }

    [Theory]
    [InlineData(OnnxType.Float16), InlineData(OnnxType.BFloat16), InlineData(OnnxType.Double), InlineData(OnnxType.Int8)]
    [InlineData(OnnxType.UInt16), InlineData(OnnxType.Int64), InlineData(OnnxType.UInt64), InlineData(OnnxType.Bool)]
    public void Tensor_files_of_every_type_survive_a_round_trip(OnnxType type)
    {
        using var folder = new Insight.TemporaryFolder();
        var tensor = OnnxTensor.Of(type, [3], type == OnnxType.Bool ? [0, 1, 1] : type is OnnxType.UInt16 or OnnxType.UInt64
            ? [0.0, 3, 250] : [-2.0, 0, 96]);
        tensor.Save(folder.File("t.pb"), "t");
        var read = OnnxTensor.Load(folder.File("t.pb"));
        Assert.Equal((type, tensor.Shape), (read.Type, read.Shape));
        Assert.Equal(tensor.ToDoubles(), read.ToDoubles());
    }

    [Fact]
    public void Values_beyond_float32_are_computed_in_double_or_refused()
    {
        using var sum = new TestModel().Input("x", OnnxType.Double, 1).Input("y", OnnxType.Double, 1).Output("z", OnnxType.Double, 1);
        sum.Node("Add", ["x", "y"], "z");
        Assert.Equal(3e200, sum.Run(("x", OnnxTensor.Of(OnnxType.Double, [1], 2e200)),
            ("y", OnnxTensor.Of(OnnxType.Double, [1], 1e200)))[0]);

        using var sine = new TestModel().Input("x", OnnxType.Double, 1).Output("y", OnnxType.Double, 1);
        sine.Node("Sin", ["x"], "y");
        Assert.Contains("exceeds the range of float32",
            Assert.Throws<OnnxException>(() => sine.Run(("x", OnnxTensor.Of(OnnxType.Double, [1], 2e200)))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transpose", "perm", 5), InlineData("Squeeze", "axes", 9)]
    public void Invalid_attributes_are_refused_with_the_name_of_the_node(string operation, string attribute, long value)
    {
        using var file = new TestModel(11).Input("x", OnnxType.Float, 1, 2).Output("y");
        var node = file.Node(operation, ["x"], "y");
        node.Name = "odd";
        node.Attribute.Add(TestModel.Ints(attribute, value, 0));
        Assert.Contains("'odd'", Assert.Throws<OnnxException>(() => file.Load().Import(new Graph())).Message, StringComparison.Ordinal);
    }
}
