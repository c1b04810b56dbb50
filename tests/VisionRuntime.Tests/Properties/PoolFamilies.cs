using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Pooling of every kind.</summary>
internal static class PoolFamilies
{
    public static readonly Family[] All =
    [
        .. Enum.GetValues<PoolKind>().Select(kind => new Family($"{kind} pooling".ToLowerInvariant(), (g, c) => Pool(g, c, kind))),
        new("global pooling", (g, c) =>
        {
            var x = X(g, c.Number(1, 3), c.Channels(), c.Length(), c.Length());
            return c.Maybe() ? x.GlobalMaxPool() : x.GlobalAveragePool();
        }),
    ];

    private static Value Pool(Graph graph, Choices choices, PoolKind kind)
    {
        var x = X(graph, choices.Batch(), choices.Channels(), choices.Length(), choices.Length());
        return x.Pool(kind, Window(choices, x.Shape[2]), Window(choices, x.Shape[3]));
    }

    /// <summary>A window of which no position sees padding alone, and that ends in any of the ways that pooling knows.</summary>
    private static Window Window(Choices choices, int length)
    {
        var window = choices.Window(length);
        if (window.Dilation > 1) window = window with { Before = 0, After = 0, Fit = Fit.Floor };
        if (window.Reach > length) window = window with { Dilation = 1, Size = 1, Before = 0, After = 0, Fit = Fit.Floor };
        return choices.Number(0, 3) switch
        {
            2 when window.Dilation == 1 => window with { Fit = Fit.Ceiling },
            3 when window.Dilation == 1 => window with { Fit = Fit.Truncate, After = 0 },
            _ => window,
        };
    }
}
