using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Reads the windows of convolution and pooling from a node's attributes.</summary>
internal static class WindowAttributes
{
    /// <summary>Reads kernel_shape, strides, dilations, pads and auto_pad; returns a window for each spatial axis.</summary>
    /// <param name="call">The node.</param>
    /// <param name="x">The shape of the input, [N, C, ...].</param>
    /// <param name="kernel">The spatial lengths of the filters, where kernel_shape may be omitted.</param>
    /// <param name="rounding">What to do where the windows do not end at the border.</param>
    /// <param name="transposed">Whether the caller resolves auto_pad SAME_*.</param>
    public static Window[] Of(
        NodeCall call, Shape x, IReadOnlyList<int>? kernel = null, RoundingMode rounding = RoundingMode.Floor, bool transposed = false)
    {
        int rank = x.Rank - 2;
        if (rank < 1) throw call.Error($"{x} has no spatial axes");
        int[] sizes = call.Ints("kernel_shape") is { } given
            ? call.Dimensions(given)
            : [.. kernel ?? throw call.Error("kernel_shape is missing")];
        if (kernel is not null && !sizes.SequenceEqual(kernel))
            throw call.Error($"kernel_shape [{string.Join(", ", sizes)}] differs from that of the weights, [{string.Join(", ", kernel)}]");
        int[] strides = PerAxis("strides"), dilations = PerAxis("dilations");
        long[] pads = call.Ints("pads") ?? new long[2 * rank];
        if (sizes.Length != rank || strides.Length != rank || dilations.Length != rank || pads.Length != 2 * rank)
            throw call.Error($"kernel_shape, strides, dilations and pads must match the {rank} spatial axes of {x}");
        string autoPad = call.String("auto_pad", "NOTSET");
        return [.. Enumerable.Range(0, rank).Select(Along)];

        int[] PerAxis(string name) => call.Ints(name) is { } values ? call.Dimensions(values) : [.. Enumerable.Repeat(1, rank)];

        Window Along(int axis)
        {
            var window = new Window(sizes[axis], strides[axis], Pad(axis), Pad(rank + axis), dilations[axis], rounding);
            if (autoPad is "NOTSET" or "") return window;
            if (autoPad == "VALID") return window with { PadBegin = 0, PadEnd = 0 };
            if (autoPad is not ("SAME_UPPER" or "SAME_LOWER")) throw call.Unsupported($"with auto_pad {autoPad}");
            if (transposed) return window;
            var padding = autoPad == "SAME_UPPER" ? Padding.SameUpper : Padding.SameLower;
            return padding.Window(x[axis + 2], window.Size, window.Stride, window.Dilation, rounding);
        }

        int Pad(int index) =>
            pads[index] is >= 0 and <= int.MaxValue / 4 ? (int)pads[index] : throw call.Error($"the padding {pads[index]} is out of range");
    }
}
