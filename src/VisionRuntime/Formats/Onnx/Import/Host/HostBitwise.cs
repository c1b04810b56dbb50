using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Bitwise operators on known integers, with all 64 bits.</summary>
internal static class HostBitwise
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("BitwiseAnd", call => [Combine(call, (x, y) => x & y)]),
        ("BitwiseOr", call => [Combine(call, (x, y) => x | y)]),
        ("BitwiseXor", call => [Combine(call, (x, y) => x ^ y)]),
        ("BitwiseNot", call => [Not(call)]),
        ("BitShift", call => [BitShift(call)]),
    ];

    private static OnnxTensor Not(NodeCall call)
    {
        HostOperators.RequireCount(call, call.ShapeOf(0).Count);
        return OnnxTensor.Of(call.TypeOf(0), call.ShapeOf(0), Array.ConvertAll(HostOperators.Input(call, 0).ToIntegers(), x => ~x));
    }

    private static OnnxTensor BitShift(NodeCall call) => call.String("direction") switch
    {
        "LEFT" => Combine(call, (x, y) => y is < 0 or > 63 ? 0 : x << (int)y),
        "RIGHT" => Combine(call, (x, y) => y is < 0 or > 63 ? 0 : (long)((ulong)x >> (int)y)),
        var direction => throw call.Error($"the direction '{direction}' is neither LEFT nor RIGHT"),
    };

    private static OnnxTensor Combine(NodeCall call, Func<long, long, long> function)
    {
        OnnxTensor x = HostOperators.Input(call, 0), y = HostOperators.Input(call, 1);
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        int[] xs = HostArithmetic.BroadcastIndices(call, x.Shape, shape), ys = HostArithmetic.BroadcastIndices(call, y.Shape, shape);
        long[] left = x.ToIntegers(), right = y.ToIntegers();
        return OnnxTensor.Of(x.Type, shape, xs.Select((index, i) => function(left[index], right[ys[i]])).ToArray());
    }
}
