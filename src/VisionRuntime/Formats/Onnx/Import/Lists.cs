using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Lists of tensors, and tensors that may be missing (lists of one or none). Their lengths are known at import, so nothing of them is left in the graph.
/// </summary>
internal static class Lists
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("SequenceEmpty", call => call.Pass(0, Operand.List(call.HasAttribute("dtype") ? OnnxTypes.Of((int)call.Int("dtype"), call.Name) : OnnxType.Float, []))),
        ("SequenceConstruct", call => call.Pass(0, Operand.List(call.TypeOf(0), [.. Enumerable.Range(0, call.Count).Select(call.Operand)]))),
        ("SequenceAt", call => call.Pass(0, call.List(0)[Place(call, 1, call.List(0).Count)])),
        ("SequenceInsert", call => Changed(call, list => list.Insert(call.Has(2) ? Place(call, 2, list.Count, insert: true) : list.Count, call.Operand(1)))),
        ("SequenceErase", call => Changed(call, list => list.RemoveAt(call.Has(1) ? Place(call, 1, list.Count) : list.Count - 1))),
        ("SequenceLength", call => call.Return(0, OnnxTensor.Of(OnnxType.Int64, [], (long)call.List(0).Count))),
        ("ConcatFromSequence", Concatenate),
        ("SplitToSequence", Split),
        ("Optional", call => call.Pass(0, call.Has(0) ? Operand.Maybe(call.Any(0)) : Operand.Maybe(null))),
        ("OptionalHasElement", call => call.Return(0, OnnxTensor.Of(OnnxType.Bool, [], !call.Has(0) || call.Any(0) is { IsOptional: true, Elements.Count: 0 } ? 0L : 1L))),
        ("OptionalGetElement", call => call.Pass(0, Held(call))),
    ];

    /// <summary>Known tensors of one shape as one tensor with a new first axis.</summary>
    public static OnnxTensor Stacked(IReadOnlyList<OnnxTensor> parts)
    {
        Shape shape = [parts.Count, .. parts[0].Shape];
        if (parts.Any(part => part.Shape != parts[0].Shape)) throw new ShapeException($"{parts[0].Shape} and {parts.First(part => part.Shape != parts[0].Shape).Shape} cannot be stacked");
        return parts[0].Type.IsFloat() ? OnnxTensor.Of(parts[0].Type, shape, [.. parts.SelectMany(part => part.ToDoubles())]) : OnnxTensor.Of(parts[0].Type, shape, [.. parts.SelectMany(part => part.ToIntegers())]);
    }

    private static void Changed(NodeCall call, Action<List<Operand>> change)
    {
        var list = call.List(0).ToList();
        if (list.Count == 0 && call.Operator == "SequenceErase") throw call.Error("the list has no element to take out");
        change(list);
        call.Pass(0, Operand.List(list.Count > 0 ? list[0].Type : call.Any(0).Type, list));
    }

    private static int Place(NodeCall call, int input, int count, bool insert = false)
    {
        double place = call.KnownNumber(input, "position");
        if (place < -count || place > (insert ? count : count - 1)) throw call.Error($"position {place} of a list of {count}");
        return (int)(place < 0 ? place + count : place);
    }

    private static Operand Held(NodeCall call)
    {
        var optional = call.Any(0);
        if (!optional.IsOptional) return optional;
        return optional.Elements is [var held] ? held : throw call.Error("it holds nothing");
    }

    private static void Concatenate(NodeCall call)
    {
        var parts = call.List(0);
        if (parts.Count == 0) throw call.Error("the list has no element");
        bool stack = call.Int("new_axis") != 0;
        int axis = call.Axis(call.Int("axis"), parts[0].Shape.Rank + (stack ? 1 : 0));
        call.Return(0, Join.Concatenate(axis, [.. parts.Select(part => stack ? part.Value.Reshape([.. part.Shape.Take(axis), 1, .. part.Shape.Skip(axis)]) : part.Value)]), parts[0].Type);
    }

    private static void Split(NodeCall call)
    {
        var x = call.Operand(0);
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), length = x.Shape[axis], from = 0;
        bool drop = !call.Has(1) && call.Int("keepdims", 1) == 0;
        var parts = new List<Operand>();
        foreach (int part in Lengths(call, length))
        {
            int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (starts[axis], lengths[axis]) = (from, part);
            var value = call.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x.Value);
            parts.Add(Operand.Computed(drop ? value.Reshape(Reductions.Without(value.Shape, [axis])) : value, x.Type, x.Sources));
            from += part;
        }
        if (from != length) throw call.Error($"its parts add up to {from}, not to axis {axis} of {x.Shape}");
        call.Pass(0, Operand.List(x.Type, parts));
    }

    /// <summary>One number is the length of every part but perhaps the last.</summary>
    private static IEnumerable<int> Lengths(NodeCall call, int length)
    {
        if (call.Has(1) && call.ShapeOf(1).Rank > 0) return call.KnownIntegers(1, "split").Select(call.Dimension);
        int each = call.Has(1) ? call.Dimension((long)call.KnownNumber(1, "split")) : 1;
        if (each < 1) throw call.Error($"it splits into parts of {each}");
        return Enumerable.Range(0, (length + each - 1) / each).Select(i => Math.Min(each, length - i * each));
    }
}
