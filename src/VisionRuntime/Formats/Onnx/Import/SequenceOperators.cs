using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Operators on sequences of tensors and optional values. Their lengths are known at import, so they leave no nodes in the graph.
/// </summary>
internal static class SequenceOperators
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("SequenceEmpty", call => call.Return(0, Operand.Sequence(call.Type("dtype") ?? OnnxType.Float, []))),
        ("SequenceConstruct", Construct),
        ("SequenceAt", call => call.Return(0, call.Elements(0)[Position(call, 1, call.Elements(0).Count)])),
        ("SequenceInsert", Insert),
        ("SequenceErase", Erase),
        ("SequenceLength", call => call.Return(0, OnnxTensor.Of(OnnxType.Int64, [], (long)call.Elements(0).Count))),
        ("ConcatFromSequence", Concatenate),
        ("SplitToSequence", Split),
        ("Optional", call => call.Return(0, Operand.Optional(call.Has(0) ? call.AnyOperand(0) : null))),
        ("OptionalHasElement", call => call.Return(0, OnnxTensor.Of(OnnxType.Bool, [], HasElement(call) ? 1L : 0L))),
        ("OptionalGetElement", call => call.Return(0, GetElement(call))),
    ];

    /// <summary>Stacks known tensors of one shape along a new first axis.</summary>
    public static OnnxTensor Stack(IReadOnlyList<OnnxTensor> parts)
    {
        var (type, shape) = (parts[0].Type, parts[0].Shape);
        if (parts.FirstOrDefault(part => part.Shape != shape) is { } other)
            throw new ShapeException($"{shape} and {other.Shape} cannot be stacked");
        Shape stacked = [parts.Count, .. shape];
        return type.IsFloat()
            ? OnnxTensor.Of(type, stacked, [.. parts.SelectMany(part => part.ToDoubles())])
            : OnnxTensor.Of(type, stacked, [.. parts.SelectMany(part => part.ToIntegers())]);
    }

    private static void Construct(NodeCall call) =>
        call.Return(0, Operand.Sequence(call.TypeOf(0), [.. Enumerable.Range(0, call.InputCount).Select(call.Operand)]));

    private static void Insert(NodeCall call)
    {
        var elements = call.Elements(0).ToList();
        elements.Insert(call.Has(2) ? Position(call, 2, elements.Count, insert: true) : elements.Count, call.Operand(1));
        call.Return(0, Operand.Sequence(elements[0].Type, elements));
    }

    private static void Erase(NodeCall call)
    {
        var elements = call.Elements(0).ToList();
        if (elements.Count == 0) throw call.Error("the sequence is empty");
        elements.RemoveAt(call.Has(1) ? Position(call, 1, elements.Count) : elements.Count - 1);
        call.Return(0, Operand.Sequence(call.AnyOperand(0).Type, elements));
    }

    private static int Position(NodeCall call, int input, int count, bool insert = false)
    {
        double position = call.KnownScalar(input, "position");
        if (position < -count || position > (insert ? count : count - 1))
            throw call.Error($"position {position} is out of range for a sequence of {count} tensors");
        return (int)(position < 0 ? position + count : position);
    }

    private static bool HasElement(NodeCall call) => call.Has(0) && call.AnyOperand(0) is not { IsOptional: true, Elements.Count: 0 };

    private static Operand GetElement(NodeCall call)
    {
        var optional = call.AnyOperand(0);
        if (!optional.IsOptional) return optional;
        return optional.Elements is [var element] ? element : throw call.Error("the optional is empty");
    }

    private static void Concatenate(NodeCall call)
    {
        var parts = call.Elements(0);
        if (parts.Count == 0) throw call.Error("the sequence is empty");
        bool newAxis = call.Int("new_axis") != 0;
        int axis = call.Axis(call.Int("axis"), parts[0].Shape.Rank + (newAxis ? 1 : 0));
        var values = newAxis
            ? parts.Select(part => part.Value.Reshape([.. part.Shape.Take(axis), 1, .. part.Shape.Skip(axis)]))
            : parts.Select(part => part.Value);
        call.Return(0, Join.Concatenate(axis, [.. values]), parts[0].Type);
    }

    private static void Split(NodeCall call)
    {
        var x = call.Operand(0);
        int axis = call.Axis(call.Int("axis"), x.Shape.Rank), length = x.Shape[axis], start = 0;
        bool removeAxis = !call.Has(1) && call.Int("keepdims", 1) == 0;
        var parts = new List<Operand>();
        foreach (int part in PartLengths(call, length))
        {
            int[] starts = new int[x.Shape.Rank], lengths = [.. x.Shape];
            (starts[axis], lengths[axis]) = (start, part);
            var value = call.Apply(StridedCopy.Slice(x.Shape, starts, lengths), x.Value);
            parts.Add(Operand.Computed(removeAxis ? value.Reshape(Reductions.Without(value.Shape, [axis])) : value, x.Type, x.Sources));
            start += part;
        }
        if (start != length) throw call.Error($"the parts add up to {start}, not to axis {axis} of {x.Shape}");
        call.Return(0, Operand.Sequence(x.Type, parts));
    }

    /// <summary>A scalar split is the length of every part but perhaps the last.</summary>
    private static IEnumerable<int> PartLengths(NodeCall call, int length)
    {
        if (call.Has(1) && call.ShapeOf(1).Rank > 0) return call.Dimensions(call.KnownIntegers(1, "split"));
        int part = call.Has(1) ? call.Dimension((long)call.KnownScalar(1, "split")) : 1;
        if (part < 1) throw call.Error($"parts of length {part}");
        return Enumerable.Range(0, (length + part - 1) / part).Select(i => Math.Min(part, length - i * part));
    }
}
