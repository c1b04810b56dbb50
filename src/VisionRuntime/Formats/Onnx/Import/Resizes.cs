using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Resizing and padding.</summary>
internal static class Resizes
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Resize", call => call.Return(Resize(call))),
        ("Upsample", call => call.Return(Upsample(call))),
        ("Pad", call => call.Return(Pad(call))),
        ("CenterCropPad", call => call.Return(Centered(call))),
    ];

    /// <summary>Deprecated since version 10: asymmetric coordinates, and the nearest is the one before.</summary>
    private static Value Upsample(NodeCall call)
    {
        double[] scales = call.HasAttribute("height_scale") ? [1, 1, call.Float("height_scale"), call.Float("width_scale")] // version 1
            : call.Floats("scales") is { } given ? [.. given.Select(scale => (double)scale)] : call.Known(1, "scales").ToDoubles();
        return Scaled(call, call[0], new(ModeOf(call), CoordinateMode.Asymmetric) { Rounding = NearestRounding.Floor }, [.. Enumerable.Range(0, call.ShapeOf(0).Rank)], scales, null);
    }

    private static Value Resize(NodeCall call)
    {
        var x = call[0];
        if (call.Version < 11)
            return Scaled(call, x, new(ModeOf(call), CoordinateMode.Asymmetric) { Rounding = NearestRounding.Floor }, [.. Enumerable.Range(0, x.Shape.Rank)], call.Known(1, "scales").ToDoubles(), null);

        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : [.. Enumerable.Range(0, x.Shape.Rank)];
        double[]? scales = call.Has(2) && call.ShapeOf(2).Count > 0 ? call.Known(2, "scales").ToDoubles() : null;
        int[]? sizes = call.Has(3) && call.ShapeOf(3).Count > 0 ? [.. call.KnownIntegers(3, "sizes").Select(call.Dimension)] : null;
        if (scales is null == sizes is null) throw call.Error("it needs either scales or sizes");
        if (sizes is not null && sizes.Length == axes.Length) (sizes, scales) = Proportioned(call, sizes, axes);
        return Scaled(call, x, Way(call), axes, scales, sizes, call.Float("extrapolation_value"));
    }

    private static Resizing Way(NodeCall call) => new(ModeOf(call), call.Text("coordinate_transformation_mode", "half_pixel") switch
    {
        "half_pixel" => CoordinateMode.HalfPixel,
        "half_pixel_symmetric" => CoordinateMode.HalfPixelSymmetric,
        "pytorch_half_pixel" => CoordinateMode.PytorchHalfPixel,
        "align_corners" => CoordinateMode.AlignCorners,
        "asymmetric" => CoordinateMode.Asymmetric,
        "tf_half_pixel_for_nn" => CoordinateMode.TfHalfPixelForNn,
        "tf_crop_and_resize" => CoordinateMode.TfCropAndResize,
        var mode => throw call.Unsupported($"with coordinates {mode}"),
    })
    {
        Rounding = call.Text("nearest_mode", "round_prefer_floor") switch
        {
            "round_prefer_floor" => NearestRounding.PreferFloor,
            "round_prefer_ceil" => NearestRounding.PreferCeiling,
            "floor" => NearestRounding.Floor,
            "ceil" => NearestRounding.Ceiling,
            var mode => throw call.Unsupported($"with nearest_mode {mode}"),
        },
        CubicCoefficient = call.Float("cubic_coeff_a", -0.75f),
        ExcludeOutside = call.Int("exclude_outside") != 0,
        Antialias = call.Int("antialias") != 0,
    };

    private static ResizeMode ModeOf(NodeCall call) => call.Text("mode", "nearest") switch
    {
        "nearest" => ResizeMode.Nearest,
        "linear" or "bilinear" => ResizeMode.Linear,
        "cubic" => ResizeMode.Cubic,
        var mode => throw call.Unsupported($"in mode {mode}"),
    };

    /// <summary>Sizes as a frame that is to be filled, or not left, at the picture's own proportions; then one scale is that of all axes.</summary>
    private static (int[] Sizes, double[]? Scales) Proportioned(NodeCall call, int[] sizes, int[] axes)
    {
        string policy = call.Text("keep_aspect_ratio_policy", "stretch");
        if (policy == "stretch" || axes.Length == 0) return (sizes, null);
        var shape = call.ShapeOf(0);
        var ratios = sizes.Select((size, i) => size / (double)shape[axes[i]]);
        double ratio = policy switch { "not_larger" => ratios.Min(), "not_smaller" => ratios.Max(), _ => throw call.Unsupported($"with keep_aspect_ratio_policy {policy}") };
        return ([.. axes.Select(axis => (int)Math.Floor(ratio * shape[axis] + 0.5))], [.. axes.Select(_ => ratio)]);
    }

    private static Value Scaled(NodeCall call, Value x, Resizing way, int[] axes, double[]? scales, int[]? sizes, float extrapolation = 0)
    {
        if ((scales?.Length ?? sizes!.Length) != axes.Length) throw call.Error($"{scales?.Length ?? sizes!.Length} scales or sizes for {axes.Length} axes");
        double[]? regions = way.Coordinates == CoordinateMode.TfCropAndResize ? call.Known(1, "roi").ToDoubles() : null;
        if (regions is not null && regions.Length != 2 * axes.Length) throw call.Error($"{regions.Length} numbers in roi for {axes.Length} axes");
        for (int i = 0; i < axes.Length; i++)
        {
            int before = x.Shape[axes[i]], after = sizes?[i] ?? call.Dimension((long)Math.Clamp(Math.Floor(before * scales![i]), -1, long.MaxValue / 2));
            if (regions is null && after == before && (scales is null || scales[i] == 1)) continue;
            var along = regions is null ? way : way with { Crop = (regions[i], regions[axes.Length + i]) };
            x = x.ResizeAxis(axes[i], after, along, scales?[i], extrapolation);
        }
        return x;
    }

    private static Value Pad(NodeCall call)
    {
        var x = call[0];
        long[] pads = call.Ints("paddings") ?? call.IntsOrInput("pads", 1) ?? throw call.Error("it has no pads");
        int[] axes = call.Has(3) ? [.. call.KnownIntegers(3, "axes").Select(axis => call.Axis(axis, x.Shape.Rank))] : [.. Enumerable.Range(0, x.Shape.Rank)];
        if (pads.Length != 2 * axes.Length) throw call.Error($"{pads.Length} pads for {axes.Length} axes; there must be two for each");
        int[] before = new int[x.Shape.Rank], after = new int[x.Shape.Rank];
        for (int i = 0; i < axes.Length; i++) (before[axes[i]], after[axes[i]]) = (checked((int)pads[i]), checked((int)pads[axes.Length + i]));
        var mode = call.Text("mode", "constant") switch
        {
            "constant" => PaddingMode.Constant,
            "reflect" => PaddingMode.Reflect,
            "edge" => PaddingMode.Edge,
            "wrap" => PaddingMode.Wrap,
            var other => throw call.Unsupported($"in mode {other}"),
        };
        return x.Pad(before, after, mode, call.Has(2) ? (float)call.KnownNumber(2, "constant_value") : call.Float("value"));
    }

    /// <summary>The middle of some axes, or those in the middle of zeros; of an odd number the smaller part lies before.</summary>
    private static Value Centered(NodeCall call)
    {
        var x = call[0];
        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : [.. Enumerable.Range(0, x.Shape.Rank)];
        int[] lengths = [.. call.KnownIntegers(1, "shape").Select(call.Dimension)], before = new int[x.Shape.Rank], after = new int[x.Shape.Rank];
        if (lengths.Length != axes.Length) throw call.Error($"{lengths.Length} lengths for {axes.Length} axes");
        for (int i = 0; i < axes.Length; i++)
        {
            int added = lengths[i] - x.Shape[axes[i]]; // cut toward 0 by the division, so that the smaller part is before in either case
            (before[axes[i]], after[axes[i]]) = (added / 2, added - added / 2);
        }
        return x.Pad(before, after);
    }
}
