using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Operators that make numbers from nothing but a shape or a few limits.</summary>
internal static class HostTables
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("Constant", call => [Constant(call)]),
        ("ConstantOfShape", call => [ConstantOfShape(call)]),
        ("Range", call => [Range(call)]),
        Window("HannWindow", 0.5, 0.5, 0),
        Window("HammingWindow", 25 / 46.0, 21 / 46.0, 0),
        Window("BlackmanWindow", 0.42, 0.5, 0.08),
    ];

    private static OnnxTensor Constant(NodeCall call)
    {
        if (call.Tensor("value") is { } tensor) return tensor;
        if (call.Floats("value_floats") is { } floats && call.HasAttribute("value_floats")) return OnnxTensor.Of([floats.Length], floats);
        if (call.Ints("value_ints") is { } integers) return OnnxTensor.Of(OnnxType.Int64, [integers.Length], integers);
        if (call.HasAttribute("value_float")) return OnnxTensor.Of([], call.Float("value_float"));
        if (call.HasAttribute("value_int")) return OnnxTensor.Of(OnnxType.Int64, [], call.Int("value_int"));
        throw call.Unsupported("of text or sparse values");
    }

    private static OnnxTensor ConstantOfShape(NodeCall call)
    {
        var shape = Shape.Of([.. HostOperators.Input(call, 0).ToIntegers().Select(call.Dimension)]);
        var value = call.Tensor("value") ?? OnnxTensor.Of([1], 0);
        if (value.Count != 1) throw call.Error($"its value is {value.Shape} and must be one number");
        return value.Pick(shape, new int[HostOperators.RequireCount(call, shape.Count)]);
    }

    private static OnnxTensor Range(NodeCall call)
    {
        var type = call.TypeOf(0);
        double start = call.KnownNumber(0, "start"), limit = call.KnownNumber(1, "limit"), delta = call.KnownNumber(2, "delta");
        double count = delta == 0 ? double.NaN : Math.Max(0, Math.Ceiling((limit - start) / delta));
        if (!(count <= HostOperators.MaximumCount)) throw call.Error($"a range from {start} to {limit} by {delta} is too long to be made at import");
        return OnnxTensor.Of(type, [(int)count], Enumerable.Range(0, (int)count).Select(i => start + i * delta).ToArray());
    }

    /// <summary>A row of cosines that fades signals out at both ends; periodic ones leave out the last number.</summary>
    private static (string, HostHandler) Window(string name, double mean, double first, double second) => (name, call =>
    {
        double size = call.KnownNumber(0, "size");
        int count = HostOperators.RequireCount(call, (long)size);
        double turn = 2 * Math.PI / Math.Max(1, call.Int("periodic", 1) != 0 ? count : count - 1);
        var type = call.HasAttribute("output_datatype") ? OnnxTypes.Of((int)call.Int("output_datatype"), call.Name) : OnnxType.Float;
        return [OnnxTensor.Of(type, [count], Enumerable.Range(0, count).Select(i => mean - first * Math.Cos(turn * i) + second * Math.Cos(2 * turn * i)).ToArray())];
    });
}
