using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Tests.Formats.Onnx.ControlFlowTests;
using static VisionRuntime.Tests.Formats.Onnx.ModelFile;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Lists of tensors, which are gone when the graph is built.</summary>
public class ListTests
{
    private static readonly OnnxTensor A = OnnxTensor.Of([2], 1, 2), B = OnnxTensor.Of([2], 3, 4);

    [Fact]
    public void Elements_are_put_in_and_taken_out()
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
        file.Node("ConcatFromSequence", ["s5"], "joined").Attribute.Add(Whole("axis", 0));
        var stacked = file.Node("ConcatFromSequence", ["s5"], "stacked");
        stacked.Attribute.Add([Whole("axis", -1), Whole("new_axis", 1)]);
        file.Output("end").Output("joined").Output("stacked");
        var y = file.RunAll(("a", A), ("b", B));
        Close([3], y["n"][0]);
        Close([3, 4], y["end"][0]);
        Close([1, 2, 1, 2, 3, 4], y["joined"][0]);
        Assert.Equal(Shape.Of(2, 3), y["stacked"][0].Shape);
        Close([1, 1, 3, 2, 2, 4], y["stacked"][0]);
    }

    [Fact]
    public void A_list_that_is_an_output_comes_as_one()
    {
        using var file = Two();
        file.Graph.Output.Add(new ValueInfoProto { Name = "list", Type = new() { SequenceType = new() { ElemType = new() { TensorType = new() { ElemType = 1 } } } } });
        file.Node("Add", ["a", "b"], "sum");
        file.Node("SequenceConstruct", ["sum", "b"], "list");
        var list = file.RunAll(("a", A), ("b", B))["list"];
        Close([4, 6], list[0]);
        Close([3, 4], list[1]);
    }

    [Theory, InlineData(null, 1, new[] { 1, 1, 1 }), InlineData(null, 0, new[] { 1, 1, 1 }), InlineData(2L, 1, new[] { 2, 1 })]
    public void A_tensor_is_cut_into_a_list(long? each, long keep, int[] lengths)
    {
        using var file = new ModelFile().Input("x", OnnxType.Float, 2, 3);
        file.Graph.Output.Add(new ValueInfoProto { Name = "list", Type = new() { SequenceType = new() { ElemType = new() { TensorType = new() { ElemType = 1 } } } } });
        if (each is { } length) file.Weight("each", OnnxTensor.Of(OnnxType.Int64, [], length));
        var node = file.Node("SplitToSequence", each is null ? ["x"] : ["x", "each"], "list");
        node.Attribute.Add([Whole("axis", 1), Whole("keepdims", keep)]);
        var list = file.RunAll(("x", OnnxTensor.Of([2, 3], 1, 2, 3, 4, 5, 6)))["list"];
        Assert.Equal(lengths.Select(part => keep == 0 ? Shape.Of(2) : Shape.Of(2, part)), list.Select(tensor => tensor.Shape));
        Close([1, 4], keep == 0 ? list[0] : each is null ? list[0] : OnnxTensor.Of([2], (float)list[0][0], (float)list[0][2]));
    }

    [Fact]
    public void A_body_is_mapped_over_a_list()
    {
        using var file = Two().Output("joined");
        file.Node("SequenceConstruct", ["a", "b"], "list");
        file.Node("SequenceMap", ["list", "b"], "mapped").Attribute.Add(Body("body", Graph(["x", "y"], ["z"], Node("Mul", ["x", "y"], "z"))));
        file.Node("ConcatFromSequence", ["mapped"], "joined").Attribute.Add(Whole("axis", 0));
        Close([3, 8, 9, 16], file.Run(("a", A), ("b", B)));
    }

    [Fact]
    public void What_may_be_missing_says_whether_it_is_there()
    {
        using var file = Two().Output("has", OnnxType.Bool).Output("lacks", OnnxType.Bool).Output("held");
        file.Node("Optional", ["a"], "some");
        file.Node("Optional", [], "none");
        file.Node("OptionalHasElement", ["some"], "has");
        file.Node("OptionalHasElement", ["none"], "lacks");
        file.Node("OptionalGetElement", ["some"], "held");
        var y = file.RunAll(("a", A), ("b", B));
        Close([1], y["has"][0]);
        Close([0], y["lacks"][0]);
        Close([1, 2], y["held"][0]);
    }

    private static ModelFile Two() => new ModelFile(18).Input("a", OnnxType.Float, 2).Input("b", OnnxType.Float, 2);
}
