using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Pooling of every kind.</summary>
internal static class PoolFamilies
{
    private static readonly PoolKind[] Kinds = Enum.GetValues<PoolKind>();

    public static readonly Family[] All =
    [
        .. Kinds.Select(kind => new Family($"{kind} pooling".ToLowerInvariant(), (g, c) => c.Images(g) is var x ? x.Pool(kind, Windows(c, x)) : null!)),
        new("1-D pooling", (g, c) => c.Images(g, 1) is var x ? x.Pool(c.OneOf(Kinds), Windows(c, x)) : null!),
        new("3-D pooling", (g, c) => c.Images(g, 3) is var x ? x.Pool(c.OneOf(Kinds), Windows(c, x)) : null!),
        new("p-norm pooling", (g, c) => c.Images(g, c.Number(1, 3)) is var x ? c.Away(x).NormPool(c.OneOf(2f, 1f, 1.5f, 3f), Windows(c, x)) : null!),
        new("distance-weighted pooling", (g, c) => c.Images(g, c.Number(1, 3), 1, 7) is var x ? x.DistanceWeightedAveragePool(Windows(c, x)) : null!),
        new("global pooling", (g, c) =>
        {
            var x = c.Away(X(g, [c.Number(1, 3), c.Channels(), .. c.Shape(c.Number(1, 3))]));
            return c.Number(0, 2) switch { 0 => x.GlobalAveragePool(), 1 => x.GlobalMaxPool(), _ => x.GlobalNormPool(c.OneOf(2f, 1f, 3f)) };
        }),
        new("unpooling", (g, c) =>
        {
            var x = c.Images(g);
            Window height = Window(c, x.Shape[2]), width = Window(c, x.Shape[3]);
            var (maxima, switches) = x.MaxPoolWithIndices(height, width);
            return (maxima * W(g, [.. maxima.Shape.Skip(1)])).Unpool(switches, x.Shape);
        }),
        new("indices of max pooling", (g, c) =>
        {
            var x = c.Fixed(c.Images(g));
            return x.MaxPoolWithIndices(Window(c, x.Shape[2]), Window(c, x.Shape[3])).Indices;
        }),
    ];

    /// <summary>A window for each spatial axis.</summary>
    public static Window[] Windows(Choices choices, Value x) => [.. x.Shape.Skip(2).Select(length => Window(choices, length))];

    /// <summary>A window of which no position sees padding alone, and that ends in any of the ways that pooling knows.</summary>
    private static Window Window(Choices choices, int length)
    {
        var window = choices.Window(length);
        if (window.Dilation > 1) window = window with { PadBegin = 0, PadEnd = 0, Rounding = RoundingMode.Floor };
        if (window.EffectiveSize > length) window = window with { Dilation = 1, Size = 1, PadBegin = 0, PadEnd = 0, Rounding = RoundingMode.Floor };
        return choices.Number(0, 3) switch
        {
            2 when window.Dilation == 1 => window with { Rounding = RoundingMode.Ceiling },
            3 when window.Dilation == 1 => window with { Rounding = RoundingMode.Truncate, PadEnd = 0 },
            _ => window,
        };
    }
}
