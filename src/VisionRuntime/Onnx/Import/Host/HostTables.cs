using ShaderKernels.Tensors;

namespace VisionRuntime.Onnx.Import.Host;

/// <summary>Operators that make numbers from nothing but a shape or a few limits.</summary>
internal static class HostTables
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("Constant", call => [Constant(call)]),
        ("ConstantOfShape", call => [ConstantOfShape(call)]),
        ("Range", call => [Range(call)]),
        ("NonZero", call => [NonZero(call)]),
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

    /// <summary>The places of the elements that are not 0, one a column.</summary>
    private static OnnxTensor NonZero(NodeCall call)
    {
        var x = HostOperators.Input(call, 0);
        int[] places = [.. Enumerable.Range(0, x.Count).Where(i => x[i] != 0)], strides = x.Shape.Strides();
        return OnnxTensor.Of(OnnxType.Int64, [x.Shape.Rank, places.Length], Enumerable.Range(0, x.Shape.Rank).SelectMany(axis => places.Select(place => (long)(place / strides[axis] % x.Shape[axis]))).ToArray());
    }
}
