using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>The windows of convolutions and pooling from a node's attributes, one for each spatial axis.</summary>
internal static class Windows
{
    /// <summary>Reads kernel_shape, strides, dilations, pads and auto_pad.</summary>
    /// <param name="call">The node.</param>
    /// <param name="x">The images' shape [N, C, ...].</param>
    /// <param name="kernel">The filters' spatial lengths, where the attribute may be left out.</param>
    /// <param name="fit">What happens where windows do not end at the border.</param>
    /// <param name="transposed">The padding that auto_pad asks for is the caller's to find.</param>
    public static Window[] Of(NodeCall call, Shape x, IReadOnlyList<int>? kernel = null, Fit fit = Fit.Floor, bool transposed = false)
    {
        int rank = x.Rank - 2;
        if (rank < 1) throw call.Error($"{x} has no spatial axes");
        int[] sizes = call.Ints("kernel_shape") is { } given ? [.. given.Select(call.Dimension)] : [.. kernel ?? throw call.Error("it has no kernel_shape")];
        if (kernel is not null && !sizes.SequenceEqual(kernel)) throw call.Error($"kernel_shape [{string.Join(", ", sizes)}] is not that of its filters, [{string.Join(", ", kernel)}]");
        int[] strides = Each("strides"), dilations = Each("dilations");
        long[] pads = call.Ints("pads") ?? new long[2 * rank];
        if (sizes.Length != rank || strides.Length != rank || dilations.Length != rank || pads.Length != 2 * rank)
            throw call.Error($"kernel_shape, strides, dilations and pads must be for the {rank} spatial axes of {x}");
        return [.. Enumerable.Range(0, rank).Select(Along)];

        int[] Each(string name) => call.Ints(name) is { } values ? [.. values.Select(call.Dimension)] : [.. Enumerable.Repeat(1, rank)];

        Window Along(int axis)
        {
            var window = new Window(sizes[axis], strides[axis], Pad(axis), Pad(rank + axis), dilations[axis], fit);
            string automatic = call.Text("auto_pad", "NOTSET");
            if (automatic is "NOTSET" or "") return window;
            if (automatic == "VALID") return window with { PadBegin = 0, PadEnd = 0 };
            if (automatic is not ("SAME_UPPER" or "SAME_LOWER")) throw call.Unsupported($"with auto_pad {automatic}");
            if (transposed) return window;
            var rule = automatic == "SAME_UPPER" ? Padding.SameUpper : Padding.SameLower;
            return rule.Window(x[axis + 2], window.Size, window.Stride, window.Dilation, fit);
        }

        int Pad(int index) => pads[index] is >= 0 and <= int.MaxValue / 4 ? (int)pads[index] : throw call.Error($"pads of {pads[index]}");
    }
}
