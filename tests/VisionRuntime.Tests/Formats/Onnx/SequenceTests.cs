using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Tests.Formats.Onnx.ControlFlowTests;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Sequences and optional values.</summary>
public class SequenceTests
{
    private static readonly OnnxTensor A = OnnxTensor.Of([2], 1, 2), B = OnnxTensor.Of([2], 3, 4);

    [Fact]
    public void Elements_are_inserted_and_erased()
    {
        using var file = Two().Output("n", OnnxType.Int64);
        file.Weight("first", OnnxTensor.Of(OnnxType.Int64, [], 0L));
        file.Weight("last", OnnxTensor.Of(OnnxType.Int64, [], -1L));
        file.Node("SequenceEmpty", [], "none");
        file.Node("SequenceInsert", ["none", "a"], "s1");
        file.Node("SequenceInsert", ["s1", "b", "first"], "s2"); // b a
        file.Node("SequenceInsert", ["s2", "a", "last"], "s3"); // b a a
        file.Node("SequenceErase", ["s3", "first"], "s4"); // a a
        file.Node("SequenceInsert", ["s4", "b"], "s5"); // a a b
        file.Node("SequenceLength", ["s5"], "n");
        file.Node("SequenceAt", ["s5", "last"], "end");
        file.Node("ConcatFromSequence", ["s5"], "joined").Attribute.Add(Int("axis", 0));
        var stacked = file.Node("ConcatFromSequence", ["s5"], "stacked");
        stacked.Attribute.Add([Int("axis", -1), Int("new_axis", 1)]);
        file.Output("end").Output("joined").Output("stacked");
        var y = file.RunAll(("a", A), ("b", B));
        AssertClose([3], y["n"][0]);
        AssertClose([3, 4], y["end"][0]);
        AssertClose([1, 2, 1, 2, 3, 4], y["joined"][0]);
        Assert.Equal(Shape.Of(2, 3), y["stacked"][0].Shape);
        AssertClose([1, 1, 3, 2, 2, 4], y["stacked"][0]);
    }

    [Fact]
    public void An_output_can_be_a_sequence()
    {
        using var file = Two();
        file.Graph.Output.Add(new ValueInfoProto { Name = "list",
            Type = new() { SequenceType = new() { ElemType = new() { TensorType = new() { ElemType = 1 } } } } });
        file.Node("Add", ["a", "b"], "sum");
        file.Node("SequenceConstruct", ["sum", "b"], "list");
        var list = file.RunAll(("a", A), ("b", B))["list"];
        AssertClose([4, 6], list[0]);
        AssertClose([3, 4], list[1]);
    }

    [Theory, InlineData(null, 1, new[] { 1, 1, 1 }), InlineData(null, 0, new[] { 1, 1, 1 }), InlineData(2L, 1, new[] { 2, 1 })]
    public void SplitToSequence_splits_a_tensor(long? each, long keep, int[] lengths)
    {
        using var file = new TestModel().Input("x", OnnxType.Float, 2, 3);
        file.Graph.Output.Add(new ValueInfoProto { Name = "list",
            Type = new() { SequenceType = new() { ElemType = new() { TensorType = new() { ElemType = 1 } } } } });
        if (each is { } length) file.Weight("each", OnnxTensor.Of(OnnxType.Int64, [], length));
        var node = file.Node("SplitToSequence", each is null ? ["x"] : ["x", "each"], "list");
        node.Attribute.Add([Int("axis", 1), Int("keepdims", keep)]);
        var list = file.RunAll(("x", OnnxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6)))["list"];
        Assert.Equal(lengths.Select(part => keep == 0 ? Shape.Of(2) : Shape.Of(2, part)), list.Select(tensor => tensor.Shape));
        AssertClose([1, 4], keep == 0 ? list[0] : each is null ? list[0] : OnnxTensor.Of([2], (float)list[0][0], (float)list[0][2]));
    }

    [Fact]
    public void SequenceMap_applies_a_subgraph_to_each_element()
    {
        using var file = Two().Output("joined");
        file.Node("SequenceConstruct", ["a", "b"], "list");
        file.Node("SequenceMap", ["list", "b"], "mapped").Attribute
            .Add(Subgraph("body", Graph(["x", "y"], ["z"], Node("Mul", ["x", "y"], "z"))));
        file.Node("ConcatFromSequence", ["mapped"], "joined").Attribute.Add(Int("axis", 0));
        AssertClose([3, 8, 9, 16], file.Run(("a", A), ("b", B)));
    }

    [Fact]
    public void OptionalHasElement_tells_whether_there_is_an_element()
    {
        using var file = Two().Output("has", OnnxType.Bool).Output("lacks", OnnxType.Bool).Output("held");
        file.Node("Optional", ["a"], "some");
        file.Node("Optional", [], "none");
        file.Node("OptionalHasElement", ["some"], "has");
        file.Node("OptionalHasElement", ["none"], "lacks");
        file.Node("OptionalGetElement", ["some"], "held");
        var y = file.RunAll(("a", A), ("b", B));
        AssertClose([1], y["has"][0]);
        AssertClose([0], y["lacks"][0]);
        AssertClose([1, 2], y["held"][0]);
    }

    private static TestModel Two() => new TestModel(18).Input("a", OnnxType.Float, 2).Input("b", OnnxType.Float, 2);
}
