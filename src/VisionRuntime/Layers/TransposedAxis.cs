using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Layers;

/// <summary>
/// The length of a transposed convolution's output along one axis. Pixels added at its end take back padding that was to be taken off there; those beyond
/// the last tap are missing, and zero.
/// </summary>
/// <param name="Window">The window of a convolution that fits an input of <paramref name="Length"/> exactly.</param>
/// <param name="Length">What the operator computes.</param>
/// <param name="Missing">Zeros after it.</param>
internal readonly record struct TransposedAxis(Window Window, int Length, int Missing = 0)
{
    public TransposedAxis(string what, Window window, int length, int outputPadding, int? outputSize) : this(window, 0)
    {
        if (window.Size < 1 || window.Stride < 1 || window.Dilation < 1 || window.PadBegin < 0 || window.PadEnd < 0 || outputPadding < 0 || length < 1)
            throw new ShapeException($"{what}: {length} pixels, filter {window.Size}, stride {window.Stride}, dilation {window.Dilation}, padding {window.PadBegin} and {window.PadEnd}, output padding {outputPadding}; padding must be 0 or more, all else 1 or more");
        int reached = (length - 1) * window.Stride + window.EffectiveSize - window.PadBegin;
        int size = outputSize ?? reached - window.PadEnd + outputPadding;
        Length = Math.Min(size, reached);
        if (size < 1 || reached < 1)
            throw new ShapeException($"{what}: {length} pixels, filter {window.Size}, stride {window.Stride}, padding {window.PadBegin} and {window.PadEnd} leave an output of {Math.Min(size, reached)}; take less padding off");
        Window = window with { PadEnd = reached - Length, Fit = Fit.Exact };
        Missing = size - Length;
    }
}
