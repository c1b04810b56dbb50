using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Resize, Upsample, Pad and CenterCropPad.</summary>
internal static class ResizeAndPad
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("Resize", call => call.Return(Resize(call))),
        ("Upsample", call => call.Return(Upsample(call))),
        ("Pad", call => call.Return(Pad(call))),
        ("CenterCropPad", call => call.Return(CenterCropPad(call))),
    ];

    /// <summary>Deprecated since version 10.</summary>
    private static Value Upsample(NodeCall call)
    {
        double[] scales = call.HasAttribute("height_scale") ? [1, 1, call.Float("height_scale"), call.Float("width_scale")] // version 1
            : call.Floats("scales") is { } given ? [.. given.Select(scale => (double)scale)] : call.Known(1, "scales").ToDoubles();
        return Resize(call, call[0], Asymmetric(call), AllAxes(call), scales, null);
    }

    private static Value Resize(NodeCall call)
    {
        var x = call[0];
        if (call.Version < 11) return Resize(call, x, Asymmetric(call), AllAxes(call), call.Known(1, "scales").ToDoubles(), null);

        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : AllAxes(call);
        double[]? scales = call.Has(2) && call.ShapeOf(2).Count > 0 ? call.Known(2, "scales").ToDoubles() : null;
        int[]? sizes = call.Has(3) && call.ShapeOf(3).Count > 0 ? call.Dimensions(call.KnownIntegers(3, "sizes")) : null;
        if (scales is null == sizes is null) throw call.Error("either scales or sizes must be given");
        if (sizes is not null && sizes.Length == axes.Length) (sizes, scales) = KeepAspectRatio(call, sizes, axes);
        return Resize(call, x, ResizingOf(call), axes, scales, sizes, call.Float("extrapolation_value"));
    }

    private static int[] AllAxes(NodeCall call) => [.. Enumerable.Range(0, call.ShapeOf(0).Rank)];

    /// <summary>The coordinates and rounding of Upsample and of Resize in version 10.</summary>
    private static Resizing Asymmetric(NodeCall call) => new(ModeOf(call), CoordinateMode.Asymmetric) { Rounding = NearestRounding.Floor };

    private static CoordinateMode CoordinatesOf(NodeCall call) => call.String("coordinate_transformation_mode", "half_pixel") switch
    {
        "half_pixel" => CoordinateMode.HalfPixel,
        "half_pixel_symmetric" => CoordinateMode.HalfPixelSymmetric,
        "pytorch_half_pixel" => CoordinateMode.PytorchHalfPixel,
        "align_corners" => CoordinateMode.AlignCorners,
        "asymmetric" => CoordinateMode.Asymmetric,
        "tf_half_pixel_for_nn" => CoordinateMode.TfHalfPixelForNn,
        "tf_crop_and_resize" => CoordinateMode.TfCropAndResize,
        var mode => throw call.Unsupported($"with coordinate_transformation_mode {mode}"),
    };

    private static Resizing ResizingOf(NodeCall call) => new(ModeOf(call), CoordinatesOf(call))
    {
        Rounding = call.String("nearest_mode", "round_prefer_floor") switch
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

    private static ResizeMode ModeOf(NodeCall call) => call.String("mode", "nearest") switch
    {
        "nearest" => ResizeMode.Nearest,
        "linear" or "bilinear" => ResizeMode.Linear,
        "cubic" => ResizeMode.Cubic,
        var mode => throw call.Unsupported($"in mode {mode}"),
    };

    /// <summary>Applies keep_aspect_ratio_policy to the sizes, which then follow from one scale for all axes.</summary>
    private static (int[] Sizes, double[]? Scales) KeepAspectRatio(NodeCall call, int[] sizes, int[] axes)
    {
        string policy = call.String("keep_aspect_ratio_policy", "stretch");
        if (policy == "stretch" || axes.Length == 0) return (sizes, null);
        var shape = call.ShapeOf(0);
        var scales = sizes.Select((size, i) => size / (double)shape[axes[i]]);
        double scale = policy switch
        {
            "not_larger" => scales.Min(),
            "not_smaller" => scales.Max(),
            _ => throw call.Unsupported($"with keep_aspect_ratio_policy {policy}"),
        };
        return ([.. axes.Select(axis => (int)Math.Floor(scale * shape[axis] + 0.5))], [.. axes.Select(_ => scale)]);
    }

    private static Value Resize(
        NodeCall call, Value x, Resizing resizing, int[] axes, double[]? scales, int[]? sizes, float extrapolationValue = 0)
    {
        int count = scales?.Length ?? sizes!.Length;
        if (count != axes.Length) throw call.Error($"{count} scales or sizes for {axes.Length} axes");
        double[]? roi = resizing.Coordinates == CoordinateMode.TfCropAndResize ? call.Known(1, "roi").ToDoubles() : null;
        if (roi is not null && roi.Length != 2 * axes.Length) throw call.Error($"roi has {roi.Length} elements for {axes.Length} axes");
        for (int i = 0; i < axes.Length; i++)
        {
            int before = x.Shape[axes[i]], after = sizes?[i] ?? Scaled(before, scales![i]);
            if (roi is null && after == before && (scales is null || scales[i] == 1)) continue;
            var along = roi is null ? resizing : resizing with { Crop = (roi[i], roi[axes.Length + i]) };
            x = x.ResizeAxis(axes[i], after, along, scales?[i], extrapolationValue);
        }
        return x;

        int Scaled(int length, double scale) => call.Dimension((long)Math.Clamp(Math.Floor(length * scale), -1, long.MaxValue / 2));
    }

    private static Value Pad(NodeCall call)
    {
        var x = call[0];
        long[] pads = call.Ints("paddings") ?? call.IntsOrInput("pads", 1) ?? throw call.Error("'pads' is missing");
        int[] axes = call.Has(3) ? [.. call.KnownIntegers(3, "axes").Select(axis => call.Axis(axis, x.Shape.Rank))] : AllAxes(call);
        if (pads.Length != 2 * axes.Length) throw call.Error($"{pads.Length} pads for {axes.Length} axes; there must be two for each axis");
        int[] before = new int[x.Shape.Rank], after = new int[x.Shape.Rank];
        for (int i = 0; i < axes.Length; i++)
            (before[axes[i]], after[axes[i]]) = (checked((int)pads[i]), checked((int)pads[axes.Length + i]));
        var mode = call.String("mode", "constant") switch
        {
            "constant" => PaddingMode.Constant,
            "reflect" => PaddingMode.Reflect,
            "edge" => PaddingMode.Edge,
            "wrap" => PaddingMode.Wrap,
            var other => throw call.Unsupported($"in mode {other}"),
        };
        return x.Pad(before, after, mode, call.Has(2) ? (float)call.KnownScalar(2, "constant_value") : call.Float("value"));
    }

    /// <summary>
    /// Crops or pads axes around their center; where the number of elements is odd, one more is cropped or padded at the end.
    /// </summary>
    private static Value CenterCropPad(NodeCall call)
    {
        var x = call[0];
        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : AllAxes(call);
        int[] lengths = call.Dimensions(call.KnownIntegers(1, "shape")), before = new int[x.Shape.Rank], after = new int[x.Shape.Rank];
        if (lengths.Length != axes.Length) throw call.Error($"shape has {lengths.Length} elements for {axes.Length} axes");
        for (int i = 0; i < axes.Length; i++)
        {
            int added = lengths[i] - x.Shape[axes[i]]; // negative where the axis is cropped
            (before[axes[i]], after[axes[i]]) = (added / 2, added - added / 2);
        }
        return x.Pad(before, after);
    }
}
