using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Resampling along an axis: picked elements (Gather), a way of resizing pictures that ONNX has (Resize), or else a product with the matrix of taps.
/// </summary>
internal static class ResampleWriter
{
    private const int LargestMatrix = 1 << 24;

    private static readonly (string Name, CoordinateMode Mode)[] Coordinates =
        [("half_pixel", CoordinateMode.HalfPixel), ("align_corners", CoordinateMode.AlignCorners), ("asymmetric", CoordinateMode.Asymmetric), ("pytorch_half_pixel", CoordinateMode.PytorchHalfPixel)];

    private static readonly float[] CubicCoefficients = [-0.75f, -0.5f];

    public static string Resample(NodeExport call, Resample resample)
    {
        var taps = resample.Taps;
        if (taps.IsIdentity) return call.Add("Identity", [call.Input(0)]);
        if (taps.Selects) return Picked(call, resample);
        if (Resized(call, resample) is { } resized) return resized;
        if ((long)taps.Inputs * taps.Outputs > LargestMatrix) throw call.NoForm($"a matrix of {taps.Outputs} by {taps.Inputs} taps would be needed");
        return Multiplied(call, resample);
    }

    /// <summary>Where an output is 0, it is picked from a zero that is put behind the axis.</summary>
    private static string Picked(NodeExport call, Resample resample)
    {
        var taps = resample.Taps;
        string x = call.Input(0);
        long[] sources = [.. Enumerable.Range(0, taps.Outputs).Select(output => taps.Starts[output] == taps.Starts[output + 1] ? (long)taps.Inputs : taps.Indices[taps.Starts[output]])];
        if (sources.Contains(taps.Inputs)) x = call.Pad(x, new int[call.Output.Rank], [.. Enumerable.Range(0, call.Output.Rank).Select(axis => axis == resample.Axis ? 1 : 0)]);
        return call.Add("Gather", [x, call.Integers(sources)], Int("axis", resample.Axis));
    }

    /// <summary>Null where the taps are not those of a way that ONNX has, or the axis is none of a picture's, where many cannot resize.</summary>
    private static string? Resized(NodeExport call, Resample resample)
    {
        var shape = call.ShapeOf(0);
        var taps = resample.Taps;
        if (shape.Rank != 4 || resample.Axis < 2 || taps.Inputs == 0 || taps.Outputs == 0) return null;
        foreach (var (name, mode) in Coordinates)
        {
            if (new Resizing(ResizeMode.Linear, mode).Taps(taps.Inputs, taps.Outputs).Equals(taps)) return Resize([Text("mode", "linear"), Text("coordinate_transformation_mode", name)]);
            foreach (float coefficient in CubicCoefficients)
            {
                if (new Resizing(ResizeMode.Cubic, mode) { CubicCoefficient = coefficient }.Taps(taps.Inputs, taps.Outputs).Equals(taps))
                    return Resize([Text("mode", "cubic"), Text("coordinate_transformation_mode", name), Float("cubic_coeff_a", coefficient)]);
            }
        }
        return null;

        string Resize(Schema.AttributeProto[] attributes)
        {
            if (!call.IsBatched) return call.Add("Resize", [call.Input(0), "", "", call.Integers(call.Output.Select(length => (long)length))], attributes);
            float[] scales = [.. call.Output.Select((length, axis) => (float)((double)length / shape[axis]))];
            return call.Add("Resize", [call.Input(0), "", call.Floats([scales.Length], scales)], attributes);
        }
    }

    /// <summary>The matrix of taps times [..., inputs, what lies behind the axis].</summary>
    private static string Multiplied(NodeExport call, Resample resample)
    {
        var (taps, shape, axis) = (resample.Taps, call.ShapeOf(0), resample.Axis);
        bool last = axis == shape.Rank - 1;
        var matrix = new float[taps.Outputs * taps.Inputs];
        for (int output = 0; output < taps.Outputs; output++)
        {
            foreach (var (input, weight) in taps.Row(output)) matrix[last ? input * taps.Outputs + output : output * taps.Inputs + input] += weight;
        }
        if (last) return call.Add("MatMul", [call.Input(0), call.Floats([taps.Inputs, taps.Outputs], matrix)]);
        int inner = (int)Shape.Of(shape.Dimensions[(axis + 1)..]).Count;
        Shape before = [.. shape.Dimensions[..axis], taps.Inputs, inner], after = [.. shape.Dimensions[..axis], taps.Outputs, inner];
        string product = call.Add("MatMul", [call.Floats([taps.Outputs, taps.Inputs], matrix), call.Reshape(call.Input(0), shape, before, call.IsBatched)]);
        return call.Reshape(product, after, call.Output, call.IsBatched);
    }
}
