using ShaderKernels.Operators;
using VisionRuntime.Formats.Onnx.Schema;
using static VisionRuntime.Formats.Onnx.Export.Attributes;

namespace VisionRuntime.Formats.Onnx.Export;

/// <summary>
/// Pooling. Windows that reach past the border are written with as much padding after it, which is what ONNX's ceil_mode means but not what all that read
/// it do. ONNX 17 knows no gaps in averages and norms; those are sums by a convolution with ones.
/// </summary>
internal static class PoolWriter
{
    public static string Pool(NodeExport call, Pool pool)
    {
        string x = call.Input(0);
        var window = Along(call, pool);
        switch (pool.Kind)
        {
            case PoolKind.Max: return call.Add("MaxPool", [x], window.Attributes(dilated: true));
            case PoolKind.Min: return call.Add("Neg", [call.Add("MaxPool", [call.Add("Neg", [x])], window.Attributes(dilated: true))]);
            case PoolKind.Average when window.IsPlain: return call.Add("AveragePool", [x], [.. window.Attributes(dilated: false), Int("count_include_pad", 0)]);
            case PoolKind.PaddedAverage when window is { IsPlain: true, Overhangs: false }: return call.Add("AveragePool", [x], [.. window.Attributes(dilated: false), Int("count_include_pad", 1)]);
            case PoolKind.Sum or PoolKind.PaddedAverage or PoolKind.Average: return Divided(call, pool, Sum(call, x, window));
            case PoolKind.Norm when window.IsPlain: return call.Add("LpPool", [x], [.. window.Attributes(dilated: false), Int("p", 2)]);
            case PoolKind.Norm: return call.Add("Sqrt", [Sum(call, call.Add("Mul", [x, x]), window)]);
            default: throw call.NoForm();
        }
    }

    /// <summary>ONNX counts places through the whole tensor, we through a channel's plane.</summary>
    public static string Switches(NodeExport call, MaxPoolIndices switches)
    {
        var shape = call.ShapeOf(0);
        string places = call.Add("MaxPool", [call.Input(0)], 2, Along(call, switches.Pool).Attributes(dilated: true))[1];
        return call.Cast(call.Add("Mod", [places, call.Integers((long)shape[2] * shape[3])]), OnnxType.Float);
    }

    private static string Sum(NodeExport call, string x, Windows window)
    {
        int taps = window.Height.Size * window.Width.Size, channels = call.ShapeOf(0)[1];
        if (window.IsPlain) return call.Add("Mul", [call.Add("AveragePool", [x], [.. window.Attributes(dilated: false), Int("count_include_pad", 1)]), call.Number(taps)]);
        var ones = Enumerable.Repeat(1f, channels * taps).ToArray();
        return call.Add("Conv", [x, call.Floats([channels, 1, window.Height.Size, window.Width.Size], ones)], [.. window.Attributes(dilated: true), Int("group", channels)]);
    }

    /// <summary>A sum over the number of pixels that each position counts.</summary>
    private static string Divided(NodeExport call, Pool pool, string sum)
    {
        if (pool.Kind == PoolKind.Sum) return sum;
        var (input, output) = (call.ShapeOf(0), call.Output);
        var table = new float[output[2] * output[3]];
        for (int i = 0; i < table.Length; i++) table[i] = 1f / (Counted(pool.Height, i / output[3], input[2]) * Counted(pool.Width, i % output[3], input[3]));
        return call.Add("Mul", [sum, call.Floats([1, 1, output[2], output[3]], table)]);

        int Counted(Window window, int position, int length)
        {
            var (first, end) = window.Taps(position, length);
            return pool.Kind == PoolKind.Average ? end - first : Math.Max(1, window.PaddedTaps(position, length));
        }
    }

    private static Windows Along(NodeExport call, Pool pool) => new(pool.Height, pool.Width, Behind(pool.Height, call.ShapeOf(0)[2], call.Output[2]), Behind(pool.Width, call.ShapeOf(0)[3], call.Output[3]));

    /// <summary>The padding after the axis with which the last window ends there; 0 where pixels stay unseen.</summary>
    private static int Behind(Window window, int length, int positions) => Math.Max(0, (positions - 1) * window.Stride + window.EffectiveSize - window.PadBegin - length);

    /// <summary>The windows of a pool and the padding behind each axis.</summary>
    private sealed record Windows(Window Height, Window Width, int Below, int Right)
    {
        /// <summary>Whether all pools of ONNX can do it: no gaps, and padding less than the window.</summary>
        public bool IsPlain => Height.Dilation == 1 && Width.Dilation == 1 && Math.Max(Height.PadBegin, Below) < Height.Size && Math.Max(Width.PadBegin, Right) < Width.Size;

        /// <summary>Whether windows reach past the padding.</summary>
        public bool Overhangs => Below > Height.PadEnd || Right > Width.PadEnd;

        public AttributeProto[] Attributes(bool dilated)
        {
            AttributeProto[] plain = [Ints("kernel_shape", Height.Size, Width.Size), Ints("strides", Height.Stride, Width.Stride), Ints("pads", Height.PadBegin, Width.PadBegin, Below, Right)];
            return dilated ? [.. plain, Ints("dilations", Height.Dilation, Width.Dilation)] : plain;
        }
    }
}
