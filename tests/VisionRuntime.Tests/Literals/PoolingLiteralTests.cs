using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Pooling of each kind with each rounding, against PyTorch and the definition.</summary>
public class PoolingLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        .. Enum.GetValues<PoolKind>().SelectMany(kind => new LiteralCase[]
        {
            new($"pooling/{kind} asymmetric", g => g["x"].Pool(kind, new Window(3, 2, 2, 1, 1, RoundingMode.Floor), new Window(2, 1, 0, 1))),
            new($"pooling/{kind} dilation", g => g["x"].Pool(kind, new Window(2, 1, 1, 0, 2), new Window(2, 2, 0, 0, 2))),
            new($"pooling/{kind} 1d", g => g["x"].Pool(kind, [new Window(3, 2, 1, 1)])),
            new($"pooling/{kind} 3d", g => g["x"].Pool(kind, [new(2, 1, 1, 0), new(2, 2), new(3, 1, 1, 1)])),
        }),
        .. Enum.GetValues<PoolKind>().SelectMany(kind => Enum.GetValues<RoundingMode>().Select(rounding =>
            new LiteralCase($"pooling/{kind} {rounding}", g => Fitted(g["x"], kind, rounding)))),
        new("pooling/MaxPool", g => g["x"].MaxPool(2)),
        new("pooling/AveragePool", g => g["x"].AveragePool(3, 2, 1)),
        new("pooling/NormPool 2", g => g["x"].NormPool(2, [new(2, 2), new(2, 2)])),
        new("pooling/NormPool 3", g => g["x"].NormPool(3, [new(2), new(3)])),
        new("pooling/GlobalAveragePool", g => g["x"].GlobalAveragePool()),
        new("pooling/GlobalMaxPool", g => g["x"].GlobalMaxPool()),
        new("pooling/GlobalNormPool", g => g["x"].GlobalNormPool()),
        new("pooling/GlobalNormPool 3", g => g["x"].GlobalNormPool(3)),
        new("pooling/MaxPoolWithIndices", g => Unpooled(g["x"])),
        new("pooling/DistanceWeightedAveragePool", g => g["x"].DistanceWeightedAveragePool(3, 2, 1)),
        new("pooling/DistanceWeightedAveragePool given", g => g["x"].DistanceWeightedAveragePool([new(2, 1, 0, 1), new(3, 2, 1, 0)])),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    private static Value Fitted(Value x, PoolKind kind, RoundingMode rounding) => rounding switch
    {
        RoundingMode.Exact => x.Pool(kind, new Window(3, 2), new Window(2, 2)),
        RoundingMode.Floor => x.Pool(kind, new Window(2, 2, Rounding: rounding), new Window(3, 3, 1, Rounding: rounding)),
        RoundingMode.Ceiling => x.Pool(kind, new Window(3, 2, 1, 1, 1, rounding), new Window(2, 2, Rounding: rounding)),
        RoundingMode.Truncate => x.Pool(kind, new Window(3, 2, 1, Rounding: rounding), new Window(3, Rounding: rounding)),
        RoundingMode.Pad => x.Pool(kind, 4, 3, rounding: rounding),
        RoundingMode.Crop => x.Pool(kind, 3, rounding: rounding),
        _ => throw new NotSupportedException($"no literal of pooling has Fit.{rounding}"),
    };

    private static Value[] Unpooled(Value x)
    {
        var (maxima, indices) = x.MaxPoolWithIndices(2);
        return [maxima, indices, (maxima * 2).Unpool(indices, x.Shape)];
    }
}
