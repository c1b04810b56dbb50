
namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Operators that create tensors from attributes, from a shape or from a range.</summary>
internal static class HostConstants
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("Constant", call => [Constant(call)]),
        ("ConstantOfShape", call => [ConstantOfShape(call)]),
        ("Range", call => [Range(call)]),
        WindowFunction("HannWindow", 0.5, 0.5, 0),
        WindowFunction("HammingWindow", 25 / 46.0, 21 / 46.0, 0),
        WindowFunction("BlackmanWindow", 0.42, 0.5, 0.08),
    ];

    private static OnnxTensor Constant(NodeCall call)
    {
        if (call.Tensor("value") is { } tensor) return tensor;
        if (call.Floats("value_floats") is { } floats) return OnnxTensor.Of([floats.Length], floats);
        if (call.Ints("value_ints") is { } integers) return OnnxTensor.Of(OnnxType.Int64, [integers.Length], integers);
        if (call.HasAttribute("value_float")) return OnnxTensor.Of([], call.Float("value_float"));
        if (call.HasAttribute("value_int")) return OnnxTensor.Of(OnnxType.Int64, [], call.Int("value_int"));
        throw call.Unsupported("with string or sparse values");
    }

    /// <summary>The value is stored once, so the shape may be as large as that of any tensor.</summary>
    private static OnnxTensor ConstantOfShape(NodeCall call)
    {
        var shape = call.ToShape(HostOperators.Input(call, 0).ToIntegers());
        var value = call.Tensor("value") ?? OnnxTensor.Of([1], 0);
        return value.Count == 1 ? value.Fill(shape) : throw call.Error($"its value is {value.Shape} and must have one element");
    }

    private static OnnxTensor Range(NodeCall call)
    {
        var type = call.TypeOf(0);
        double start = call.KnownScalar(0, "start"), limit = call.KnownScalar(1, "limit"), delta = call.KnownScalar(2, "delta");
        double count = delta == 0 ? double.NaN : Math.Max(0, Math.Ceiling((limit - start) / delta));
        if (!(count <= HostOperators.MaxCount))
            throw call.Error($"the range from {start} to {limit} by {delta} has more than {HostOperators.MaxCount:N0} elements");
        return OnnxTensor.Of(type, [(int)count], Enumerable.Range(0, (int)count).Select(i => start + i * delta).ToArray());
    }

    /// <summary>A window function of the form a - b cos(x) + c cos(2x).</summary>
    private static (string, HostHandler) WindowFunction(string name, double a, double b, double c) => (name, call =>
    {
        int size = HostOperators.RequireCount(call, (long)call.KnownScalar(0, "size"));
        double step = 2 * Math.PI / Math.Max(1, call.Int("periodic", 1) != 0 ? size : size - 1);
        double[] values = [.. Enumerable.Range(0, size).Select(i => a - b * Math.Cos(step * i) + c * Math.Cos(2 * step * i))];
        return [OnnxTensor.Of(call.Type("output_datatype") ?? OnnxType.Float, [size], values)];
    });
}
