using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import.Host;

/// <summary>Known whole numbers as rows of bits, all 64 of them.</summary>
internal static class HostBits
{
    public static IEnumerable<(string, HostHandler)> Handlers =>
    [
        ("BitwiseAnd", call => [Joined(call, (x, y) => x & y)]),
        ("BitwiseOr", call => [Joined(call, (x, y) => x | y)]),
        ("BitwiseXor", call => [Joined(call, (x, y) => x ^ y)]),
        ("BitwiseNot", call => [OnnxTensor.Of(call.TypeOf(0), call.ShapeOf(0), Array.ConvertAll(HostOperators.Input(call, 0).ToIntegers(), x => ~x))]),
        ("BitShift", call => [call.Text("direction") switch
        {
            "LEFT" => Joined(call, (x, y) => y is < 0 or > 63 ? 0 : x << (int)y),
            "RIGHT" => Joined(call, (x, y) => y is < 0 or > 63 ? 0 : (long)((ulong)x >> (int)y)),
            var direction => throw call.Error($"it shifts in the direction '{direction}', not LEFT or RIGHT"),
        }]),
    ];

    private static OnnxTensor Joined(NodeCall call, Func<long, long, long> join)
    {
        OnnxTensor x = HostOperators.Input(call, 0), y = HostOperators.Input(call, 1);
        var shape = Shape.Broadcast(x.Shape, y.Shape);
        int[] xs = HostArithmetic.Places(call, x.Shape, shape), ys = HostArithmetic.Places(call, y.Shape, shape);
        long[] left = x.ToIntegers(), right = y.ToIntegers();
        return OnnxTensor.Of(x.Type, shape, xs.Select((place, i) => join(left[place], right[ys[i]])).ToArray());
    }
}
