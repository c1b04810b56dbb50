using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>
/// Zeros put around images by a copy become the padding of the window that reads them: of convolutions, and of those pools to which zeros
/// beyond the border and padding are the same (sums, norms, averages that count their padding).
/// </summary>
internal static class PaddingFusion
{
    public static void Run(Program program)
    {
        var producers = program.Producers();
        for (int i = 0; i < program.Steps.Count; i++)
        {
            var step = program.Steps[i];
            while (step.Inputs.Length > 0 && producers.TryGetValue(step.Inputs[0], out var producer) && producer.Operator is StridedCopy copy && Border(copy) is { } border
                && WithPadding(step.Operator, border) is { } padded)
            {
                step = step with { Operator = padded, Inputs = [producer.Inputs[0], .. step.Inputs.Skip(1)] };
            }
            program.Steps[i] = step;
        }
        program.RemoveDead();
    }

    private static Operator? WithPadding(Operator @operator, (int Top, int Bottom, int Left, int Right) border) => @operator switch
    {
        Convolution c => c with { Height = Padded(c.Height, border.Top, border.Bottom), Width = Padded(c.Width, border.Left, border.Right) },
        // How far a window may overhang depends on where the padding ends, so only those that do not.
        Pool { Kind: PoolKind.Sum or PoolKind.Norm or PoolKind.PaddedAverage, Height.Fit: Fit.Exact or Fit.Floor, Width.Fit: Fit.Exact or Fit.Floor } p =>
            p with { Height = Padded(p.Height, border.Top, border.Bottom), Width = Padded(p.Width, border.Left, border.Right) },
        _ => null,
    };

    private static Window Padded(Window window, int before, int after) => window with { PadBegin = window.PadBegin + before, PadEnd = window.PadEnd + after };

    /// <summary>The rows and columns of zeros that a copy puts around [N, C, H, W]; null where it does something else.</summary>
    private static (int Top, int Bottom, int Left, int Right)? Border(StridedCopy copy)
    {
        if (copy.Fill != 0 || copy.Output.Rank != 4 || copy.Parts is not [var part] || part.Source != part.Extent || part.From.Offset != 0) return null;
        int[] strides = copy.Output.Strides();
        if (part.Source[0] != copy.Output[0] || part.Source[1] != copy.Output[1] || part.Source.Count == 0) return null;
        if (!part.From.Strides.SequenceEqual(part.Source.Strides()) || !part.To.Strides.SequenceEqual(strides)) return null;
        (int top, int left) = Math.DivRem(part.To.Offset, strides[2]);
        int bottom = copy.Output[2] - part.Source[2] - top, right = copy.Output[3] - part.Source[3] - left;
        return bottom >= 0 && right >= 0 ? (top, bottom, left, right) : null;
    }
}
