using ShaderKernels.Operators;
using VisionRuntime.Layers;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Resizing in every mode, and windows as columns.</summary>
internal static class ResamplingFamilies
{
    public static readonly Family[] All =
    [
        new("resample", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4))]);
            int axis = c.Number(0, x.Shape.Rank - 1);
            Tap[][] rows = [.. Enumerable.Range(0, c.Length(17)).Select(_ => Enumerable.Range(0, c.Number(0, 3)).Select(_ => new Tap(c.Number(0, x.Shape[axis] - 1), c.OneOf(1f, 0.3f, -2f))).ToArray())];
            return x.Resample(axis - (c.Maybe() ? x.Shape.Rank : 0), new Taps(x.Shape[axis], rows));
        }),
        .. Enum.GetValues<ResizeMode>().Select(mode => new Family($"{mode} resize".ToLowerInvariant(), (g, c) => c.Images(g, 2, 1, 11) is var x ? x.Resize(c.Length(17), c.Length(17), Resizing(c, mode)) : null!)),
        new("resize of an axis by a scale", (g, c) =>
        {
            var x = X(g, [.. c.Shape(c.Number(1, 4), 11)]);
            int axis = c.Number(0, x.Shape.Rank - 1);
            double scale = c.OneOf(1.0, 2.0, 0.5, 1.7, 0.6, 3.3, 0.37);
            return x.ResizeAxis(axis, Math.Max(1, (int)(x.Shape[axis] * scale)), Resizing(c, c.OneOf(Enum.GetValues<ResizeMode>())), scale, c.OneOf(0f, 2.5f));
        }),
        new("upsample", (g, c) => c.Images(g, 2, 1, 7).Upsample(c.Number(1, 3), c.OneOf(Enum.GetValues<ResizeMode>()))),
        new("unfold", (g, c) => c.Images(g, 2, 1, 7) is var x ? x.Unfold(c.Window(x.Shape[2]), c.Window(x.Shape[3])) : null!),
        new("fold", (g, c) =>
        {
            int height = c.Length(7), width = c.Length(7);
            Window down = c.Window(height), across = c.Window(width);
            return X(g, c.Number(0, 3), c.OneOf(1, 2, 5) * down.Size * across.Size, down.Positions(height, "", "") * across.Positions(width, "", "")).Fold(height, width, down, across);
        }),
    ];

    private static Resizing Resizing(Choices c, ResizeMode mode) => new(mode, c.OneOf(Enum.GetValues<CoordinateMode>()))
    {
        Rounding = c.OneOf(Enum.GetValues<NearestRounding>()),
        CubicCoefficient = c.OneOf(-0.75, -0.5),
        ExcludeOutside = c.Maybe(),
        Antialias = c.Maybe(),
        Crop = c.OneOf((0.0, 1.0), (0.2, 0.7), (-0.3, 1.1), (0.9, 0.1)),
    };
}
