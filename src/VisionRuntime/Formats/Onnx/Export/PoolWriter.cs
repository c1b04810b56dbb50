using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Writes pooling. Windows that extend past the border are written with as much padding at the end rather than with ceil_mode,
/// which runtimes implement differently. Averages and norms have no dilation in ONNX 17 and are written as convolutions with ones.
/// </summary>
internal static class PoolWriter
{
    public static string Pool(NodeExport call, Pool pool)
    {
        string x = call.Input(0);
        var windows = WindowsOf(call, pool);
        switch (pool.Kind)
        {
            case PoolKind.Max: return call.Add("MaxPool", [x], windows.Attributes(dilated: true));
            case PoolKind.Min: return call.Add("Neg", [call.Add("MaxPool", [call.Add("Neg", [x])], windows.Attributes(dilated: true))]);
            case PoolKind.Average when windows.IsPlain:
                return call.Add("AveragePool", [x], [.. windows.Attributes(dilated: false), Int("count_include_pad", 0)]);
            case PoolKind.PaddedAverage when windows is { IsPlain: true, ExceedsPadding: false }:
                return call.Add("AveragePool", [x], [.. windows.Attributes(dilated: false), Int("count_include_pad", 1)]);
            case PoolKind.Sum or PoolKind.PaddedAverage or PoolKind.Average: return Divided(call, pool, Sum(call, x, windows));
            case PoolKind.Norm when windows.IsPlain: return call.Add("LpPool", [x], [.. windows.Attributes(dilated: false), Int("p", 2)]);
            case PoolKind.Norm: return call.Add("Sqrt", [Sum(call, call.Add("Mul", [x, x]), windows)]);
            default: throw call.NotSupported();
        }
    }

    /// <summary>ONNX's indices count through the whole tensor, the graph's within each channel.</summary>
    public static string Indices(NodeExport call, MaxPoolIndices indices)
    {
        var shape = call.ShapeOf(0);
        string global = call.Add("MaxPool", [call.Input(0)], 2, WindowsOf(call, indices.Pool).Attributes(dilated: true))[1];
        return call.Cast(call.Add("Mod", [global, call.Integers((long)shape[2] * shape[3])]), OnnxType.Float);
    }

    private static string Sum(NodeExport call, string x, Windows windows)
    {
        int taps = windows.Height.Size * windows.Width.Size, channels = call.ShapeOf(0)[1];
        if (windows.IsPlain)
        {
            string average = call.Add("AveragePool", [x], [.. windows.Attributes(dilated: false), Int("count_include_pad", 1)]);
            return call.Add("Mul", [average, call.Scalar(taps)]);
        }
        string ones = call.Floats([channels, 1, windows.Height.Size, windows.Width.Size], [.. Enumerable.Repeat(1f, channels * taps)]);
        return call.Add("Conv", [x, ones], [.. windows.Attributes(dilated: true), Int("group", channels)]);
    }

    /// <summary>Divides a sum by the number of elements that count at each position.</summary>
    private static string Divided(NodeExport call, Pool pool, string sum)
    {
        if (pool.Kind == PoolKind.Sum) return sum;
        var (input, output) = (call.ShapeOf(0), call.Output);
        var table = new float[output[2] * output[3]];
        for (int i = 0; i < table.Length; i++)
            table[i] = 1f / (Count(pool.Height, i / output[3], input[2]) * Count(pool.Width, i % output[3], input[3]));
        return call.Add("Mul", [sum, call.Floats([1, 1, output[2], output[3]], table)]);

        int Count(Window window, int position, int length)
        {
            var (first, end) = window.Taps(position, length);
            return pool.Kind == PoolKind.Average ? end - first : Math.Max(1, window.PaddedTaps(position, length));
        }
    }

    private static Windows WindowsOf(NodeExport call, Pool pool)
    {
        Shape x = call.ShapeOf(0), y = call.Output;
        return new(pool.Height, pool.Width, PadEnd(pool.Height, x[2], y[2]), PadEnd(pool.Width, x[3], y[3]));
    }

    /// <summary>The padding with which the last window ends at the end of the axis; 0 where it ends before.</summary>
    private static int PadEnd(Window window, int length, int positions) =>
        Math.Max(0, (positions - 1) * window.Stride + window.EffectiveSize - window.PadBegin - length);

    /// <summary>The windows of a pool and the padding at the end of each axis.</summary>
    private sealed record Windows(Window Height, Window Width, int PadBottom, int PadRight)
    {
        /// <summary>Whether every pooling operator of ONNX supports the windows: no dilation, and less padding than the window.</summary>
        public bool IsPlain => IsPlainAlong(Height, PadBottom) && IsPlainAlong(Width, PadRight);

        /// <summary>Whether windows extend past the padding.</summary>
        public bool ExceedsPadding => PadBottom > Height.PadEnd || PadRight > Width.PadEnd;

        private static bool IsPlainAlong(Window window, int padEnd) =>
            window.Dilation == 1 && Math.Max(window.PadBegin, padEnd) < window.Size;

        public AttributeProto[] Attributes(bool dilated)
        {
            AttributeProto[] plain =
            [
                Ints("kernel_shape", Height.Size, Width.Size),
                Ints("strides", Height.Stride, Width.Stride),
                Ints("pads", Height.PadBegin, Width.PadBegin, PadBottom, PadRight),
            ];
            return dilated ? [.. plain, Ints("dilations", Height.Dilation, Width.Dilation)] : plain;
        }
    }
}
