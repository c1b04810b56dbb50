using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>If, Loop, Scan, SequenceMap and Gradient.</summary>
public class ControlFlowTests
{
    [Theory, InlineData(1, -2), InlineData(0, 3)]
    public void If_imports_the_branch_of_a_known_condition(long condition, double expected)
    {
        using var file = new TestModel().Input("c", OnnxType.Bool).Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1);
        var node = file.Node("If", ["c"], "y");
        node.Attribute.Add(Subgraph("then_branch", Graph([], ["a"], Node("Neg", ["x"], "a"))));
        node.Attribute.Add(Subgraph("else_branch", Graph([], ["a"], Node("Add", ["x", "one"], "a"))));
        file.Weight("one", OnnxTensor.Of([], 1));
        AssertClose([expected], file.Run(("c", OnnxTensor.Of(OnnxType.Bool, [], condition)), ("x", OnnxTensor.Of([1], 2))));
    }

    [Theory, InlineData(4), InlineData(0)]
    public void Loop_returns_carried_values_and_scan_outputs(long turns)
    {
        using var file = Doubling(turns, "going");
        var y = file.RunAll(("x", OnnxTensor.Of([2], 0, 1)));
        AssertClose([Math.Pow(2, turns) - 1, Math.Pow(2, turns + 1) - 1], y["end"][0]); // from 0 and from 1
        Assert.Equal(turns, y["all"][0].Shape[0]);
        AssertClose(Enumerable.Range(1, (int)turns).SelectMany(turn => new[] { Math.Pow(2, turn) - 1, Math.Pow(2, turn + 1) - 1 }),
            y["all"][0]);
    }

    [Fact]
    public void Loop_ends_when_its_condition_is_false()
    {
        using var file = Doubling(100, "early");
        Assert.Equal(3, file.RunAll(("x", OnnxTensor.Of([2], 0, 1)))["all"][0].Shape[0]);
    }

    [Fact]
    public void A_loop_of_too_many_iterations_is_refused()
    {
        using var file = Doubling(long.MaxValue, "going");
        Assert.Contains("more than 4096 iterations",
            Assert.Throws<OnnxUnsupportedException>(() => file.RunAll(("x", OnnxTensor.Of([2], 0, 1)))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0, 0, new[] { 1.0, 4, 9 }, 9), InlineData(1, 0, new[] { 5.0, 8, 9 }, 9), InlineData(0, 1, new[] { 9.0, 4, 1 }, 9)]
    public void Scan_runs_along_an_axis_in_either_direction(long backwards, long turned, double[] expected, double end)
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 1, 3).Output("sum", OnnxType.Float).Output("sums", OnnxType.Float);
        file.Weight("zero", OnnxTensor.Of([1], 0));
        var node = file.Node("Scan", ["zero", "x"], "sum", "sums");
        node.Attribute.Add(Subgraph("body",
            Graph(["before", "part"], ["after", "copy"], Node("Add", ["before", "part"], "after"), Node("Identity", ["after"], "copy"))));
        node.Attribute.Add([Int("num_scan_inputs", 1), Ints("scan_input_axes", 1), Ints("scan_input_directions", backwards),
            Ints("scan_output_directions", turned)]);
        var y = file.RunAll(("x", OnnxTensor.Of([1, 3], 1, 3, 5)));
        AssertClose([end], y["sum"][0]);
        AssertClose(expected, y["sums"][0]);
    }

    [Fact]
    public void An_undefined_name_in_a_subgraph_is_named()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1);
        file.Weight("c", OnnxTensor.Of(OnnxType.Bool, [], 1L));
        file.Node("If", ["c"], "y").Attribute.Add(Subgraph("then_branch", Graph([], ["a"], Node("Neg", ["nowhere"], "a"))));
        Assert.Contains("'nowhere'", Assert.Throws<OnnxException>(() => file.Run(("x", OnnxTensor.Of([1], 2)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Unsupported_operators_in_subgraphs_are_listed()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1);
        file.Weight("c", OnnxTensor.Of(OnnxType.Bool, [], 1L));
        file.Node("If", ["c"], "y").Attribute.Add(Subgraph("then_branch", Graph([], ["a"], Node("Nonsense", ["x"], "a"))));
        Assert.Equal(["Nonsense"], Assert.Throws<OnnxUnsupportedException>(() => file.Run(("x", OnnxTensor.Of([1], 2)))).Operators);
    }

    [Fact]
    public void Nested_loops_cannot_fill_the_memory()
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 1).Output("y", OnnxType.Float, 1);
        file.Weight("most", OnnxTensor.Of(OnnxType.Int64, [], 4096L));
        GraphProto body = Graph(["i2", "c2", "v2"], ["c2o", "v2o"], Node("Identity", ["c2"], "c2o"), Node("Neg", ["v2"], "v2o"));
        var inner = Node("Loop", ["most", "", "v1"], "v1o");
        inner.Attribute.Add(Subgraph("body", body));
        file.Node("Loop", ["most", "", "x"], "y").Attribute
            .Add(Subgraph("body", Graph(["i1", "c1", "v1"], ["c1o", "v1o"], Node("Identity", ["c1"], "c1o"), inner)));
        Assert.Contains("more than 131072 nodes", Assert.Throws<OnnxException>(() => file.Run(("x", OnnxTensor.Of([1], 2)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_computes_derivatives()
    {
        using var file = new TestModel().Input("a", OnnxType.Float, 2).Input("b", OnnxType.Float, 2).Output("da", OnnxType.Float, 2)
            .Output("db", OnnxType.Float, 2);
        file.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.preview.training", Version = 1 });
        file.Node("Mul", ["a", "b"], "c");
        file.Node("Mul", ["c", "a"], "d");
        var node = file.Node("Gradient", ["a", "b"], "da", "db");
        node.Domain = "ai.onnx.preview.training";
        var names = new AttributeProto { Name = "xs", Type = AttributeProto.Types.AttributeType.Strings };
        names.Strings.Add([Google.Protobuf.ByteString.CopyFromUtf8("a"), Google.Protobuf.ByteString.CopyFromUtf8("b")]);
        node.Attribute.Add([names, String("y", "d")]);
        var y = file.RunAll(("a", OnnxTensor.Of([2], 2, 3)), ("b", OnnxTensor.Of([2], 5, 7)));
        AssertClose([20, 42], y["da"][0]); // d = a a b
        AssertClose([4, 9], y["db"][0]);
    }

    /// <summary>A loop in which v becomes 2 v + 1, and which collects v.</summary>
    private static TestModel Doubling(long turns, string condition)
    {
        var file = new TestModel().Input("x", OnnxType.Float, 2).Output("end", OnnxType.Float).Output("all", OnnxType.Float);
        file.Weight("most", OnnxTensor.Of(OnnxType.Int64, [], turns));
        file.Weight("two", OnnxTensor.Of([], 2));
        file.Weight("one", OnnxTensor.Of([], 1));
        file.Weight("third", OnnxTensor.Of(OnnxType.Int64, [], 2L));
        var body = Graph(["i", "c", "v"], [condition, "w", "w2"], Node("Mul", ["v", "two"], "v2"), Node("Add", ["v2", "one"], "w"),
            Node("Identity", ["w"], "w2"), Node("Identity", ["c"], "going"), Node("Less", ["i", "third"], "early"));
        body.Output[2] = new ValueInfoProto { Name = "w2", Type = new() { TensorType = new() { ElemType = 1, Shape = new() } } };
        body.Output[2].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 2 });
        file.Node("Loop", ["most", "", "x"], "end", "all").Attribute.Add(Subgraph("body", body));
        return file;
    }

    internal static GraphProto Graph(string[] inputs, string[] outputs, params NodeProto[] nodes)
    {
        var graph = new GraphProto { Name = "body" };
        graph.Input.AddRange(inputs.Select(name => new ValueInfoProto { Name = name }));
        graph.Output.AddRange(outputs.Select(name => new ValueInfoProto { Name = name }));
        graph.Node.AddRange(nodes);
        return graph;
    }

    internal static NodeProto Node(string operation, string[] inputs, params string[] outputs)
    {
        var node = new NodeProto { OpType = operation };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        return node;
    }
}
