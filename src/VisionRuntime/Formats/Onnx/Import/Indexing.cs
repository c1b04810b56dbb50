using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Gather, Scatter, OneHot, and the indices of maxima and minima.</summary>
internal static class Indexing
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Gather", call => call.Return(call[0].Gather(call[1], Axis(call)))),
        ("GatherElements", call => call.Return(call[0].GatherElements(call[1], Axis(call)))),
        ("GatherND", call => call.Return(call[0].GatherND(call[1], call.Dimension(call.Int("batch_dims"))))),
        ("Scatter", call => call.Return(call[0].ScatterElements(call[1], call[2], Axis(call), Reduction(call)))),
        ("ScatterElements", call => call.Return(call[0].ScatterElements(call[1], call[2], Axis(call), Reduction(call)))),
        ("ScatterND", call => call.Return(call[0].ScatterND(call[1], call[2], Reduction(call)))),
        ("OneHot", call => call.Return(OneHot(call), call.TypeOf(2))),
        ("ArgMax", call => Find(call, (x, axis, last) => x.ArgMax(axis, last))),
        ("ArgMin", call => Find(call, (x, axis, last) => x.ArgMin(axis, last))),
        ("Hardmax", call => call.Return(Hardmax(call))),
    ];

    private static int Axis(NodeCall call) => call.Axis(call.Int("axis"), call.ShapeOf(0).Rank);

    private static ScatterKind Reduction(NodeCall call) => call.String("reduction", "none") switch
    {
        "none" => ScatterKind.Assign,
        "add" => ScatterKind.Add,
        "mul" => ScatterKind.Multiply,
        "max" => ScatterKind.Max,
        "min" => ScatterKind.Min,
        var reduction => throw call.Unsupported($"with reduction {reduction}"),
    };

    /// <summary>The values for off and on may be computed.</summary>
    private static Value OneHot(NodeCall call)
    {
        int depth = call.Dimension((long)call.KnownScalar(1, "depth")), rank = call.ShapeOf(0).Rank + 1;
        if (call.ShapeOf(2) != Shape.Of(2)) throw call.Error($"its values are {call.ShapeOf(2)} and must be [2], for off and on");
        var hot = call[0].OneHot(depth, call.Axis(call.Int("axis", -1), rank));
        Value off = call[2].Slice(0, 0, 1).Reshape([]), on = call[2].Slice(0, 1, 1).Reshape([]);
        return call.Map(Select(Input(0), Input(2), Input(1)), hot, off, on);
    }

    private static void Find(NodeCall call, Func<Value, int, bool, Value> find)
    {
        int axis = Axis(call);
        var index = find(call[0], axis, call.Int("select_last_index") != 0);
        call.Return(call.Int("keepdims", 1) != 0 ? index : index.Reshape(Reductions.Without(index.Shape, [axis])), OnnxType.Int64);
    }

    /// <summary>1 at the first maximum along an axis, 0 elsewhere; before version 13 over that axis and all after it together.</summary>
    private static Value Hardmax(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis", call.Version < 13 ? 1 : -1), x.Shape.Rank);
        var (values, along) = call.Version < 13 ? (x.Reshape(Shapes.AsMatrix(x.Shape, axis)), 1) : (x, axis);
        var index = values.ArgMax(along);
        return index.Reshape(Reductions.Without(index.Shape, [along])).OneHot(values.Shape[along], along).Reshape(x.Shape);
    }
}
