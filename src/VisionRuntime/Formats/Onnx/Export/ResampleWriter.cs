using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Writes resampling along an axis: as Gather where each output is one input, as Resize where it is a mode of resizing images that
/// ONNX has, else as a product with the matrix of taps.
/// </summary>
internal static class ResampleWriter
{
    private const int MaxMatrix = 1 << 24;

    private static readonly (string Name, CoordinateMode Mode)[] Coordinates =
    [
        ("half_pixel", CoordinateMode.HalfPixel),
        ("align_corners", CoordinateMode.AlignCorners),
        ("asymmetric", CoordinateMode.Asymmetric),
        ("pytorch_half_pixel", CoordinateMode.PytorchHalfPixel),
    ];

    private static readonly float[] CubicCoefficients = [-0.75f, -0.5f];

    public static string Write(NodeExport call, Resample resample)
    {
        var taps = resample.Taps;
        if (taps.IsIdentity) return call.Add("Identity", [call.Input(0)]);
        if (taps.Selects) return Gather(call, resample);
        if (Resize(call, resample) is { } resized) return resized;
        if ((long)taps.Inputs * taps.Outputs > MaxMatrix)
            throw call.NotSupported($"its matrix of {taps.Outputs} by {taps.Inputs} taps is too large");
        return Multiply(call, resample);
    }

    /// <summary>Outputs without a tap are 0; they are gathered from a zero that is padded at the end of the axis.</summary>
    private static string Gather(NodeExport call, Resample resample)
    {
        var taps = resample.Taps;
        string x = call.Input(0);
        long[] indices = [.. Enumerable.Range(0, taps.Outputs).Select(IndexOf)];
        int[] padEnd = [.. Enumerable.Range(0, call.Output.Rank).Select(axis => axis == resample.Axis ? 1 : 0)];
        if (indices.Contains(taps.Inputs)) x = call.Pad(x, new int[padEnd.Length], padEnd);
        return call.Add("Gather", [x, call.Integers(indices)], Int("axis", resample.Axis));

        long IndexOf(int output) => taps.Starts[output] == taps.Starts[output + 1] ? taps.Inputs : taps.Indices[taps.Starts[output]];
    }

    /// <summary>
    /// Null where the taps are not those of a mode that ONNX has, or the axis is not a spatial axis of images, which many runtimes
    /// require.
    /// </summary>
    private static string? Resize(NodeExport call, Resample resample)
    {
        var shape = call.ShapeOf(0);
        var taps = resample.Taps;
        if (shape.Rank != 4 || resample.Axis < 2 || taps.Inputs == 0 || taps.Outputs == 0) return null;
        foreach (var (name, mode) in Coordinates)
        {
            if (new Resizing(ResizeMode.Linear, mode).Taps(taps.Inputs, taps.Outputs).Equals(taps))
                return Add([String("mode", "linear"), String("coordinate_transformation_mode", name)]);
            foreach (float coefficient in CubicCoefficients)
            {
                var cubic = new Resizing(ResizeMode.Cubic, mode) { CubicCoefficient = coefficient };
                if (!cubic.Taps(taps.Inputs, taps.Outputs).Equals(taps)) continue;
                return Add([String("mode", "cubic"), String("coordinate_transformation_mode", name), Float("cubic_coeff_a", coefficient)]);
            }
        }
        return null;

        string Add(Schema.AttributeProto[] attributes)
        {
            if (!call.IsBatched)
                return call.Add("Resize", [call.Input(0), "", "", call.Integers(call.Output.Select(length => (long)length))], attributes);
            float[] scales = [.. call.Output.Select((length, axis) => (float)((double)length / shape[axis]))];
            return call.Add("Resize", [call.Input(0), "", call.Floats([scales.Length], scales)], attributes);
        }
    }

    /// <summary>The matrix of taps times the input as [..., inputs, the axes after it].</summary>
    private static string Multiply(NodeExport call, Resample resample)
    {
        var (taps, shape, axis) = (resample.Taps, call.ShapeOf(0), resample.Axis);
        bool last = axis == shape.Rank - 1;
        var matrix = new float[taps.Outputs * taps.Inputs];
        for (int output = 0; output < taps.Outputs; output++)
        {
            foreach (var (input, weight) in taps.Row(output))
                matrix[last ? input * taps.Outputs + output : output * taps.Inputs + input] += weight;
        }
        if (last) return call.Add("MatMul", [call.Input(0), call.Floats([taps.Inputs, taps.Outputs], matrix)]);
        int inner = (int)Shape.Of(shape.Dimensions[(axis + 1)..]).Count;
        Shape before = [.. shape.Dimensions[..axis], taps.Inputs, inner], after = [.. shape.Dimensions[..axis], taps.Outputs, inner];
        string x = call.Reshape(call.Input(0), shape, before, call.IsBatched);
        string product = call.Add("MatMul", [call.Floats([taps.Outputs, taps.Inputs], matrix), x]);
        return call.Reshape(product, after, call.Output, call.IsBatched);
    }
}
