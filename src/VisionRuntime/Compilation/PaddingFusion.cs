using ShaderKernels.Operators;

namespace VisionRuntime.Compilation;

/// <summary>
/// Replaces a copy that pads images with zeros by the padding of the operator that reads them, if it can
/// (<see cref="Operator.WithPadding"/>).
/// </summary>
internal static class PaddingFusion
{
    public static void Run(Program program)
    {
        var producers = program.Producers();
        for (int i = 0; i < program.Steps.Count; i++)
        {
            var step = program.Steps[i];
            while (step.Inputs.Length > 0 && producers.TryGetValue(step.Inputs[0], out var producer)
                && producer.Operator is StridedCopy copy && BorderOf(copy) is { } border
                && step.Operator.WithPadding(border) is { } padded)
            {
                step = step with { Operator = padded, Inputs = [producer.Inputs[0], .. step.Inputs.Skip(1)] };
            }
            program.Steps[i] = step;
        }
        program.RemoveDead();
    }

    /// <summary>Gets the zeros that a copy adds around [N, C, H, W]; null for other copies.</summary>
    private static Border? BorderOf(StridedCopy copy)
    {
        if (copy.Fill != 0 || copy.Output.Rank != 4 || copy.Parts is not [var part] || part.Source != part.Extent
            || part.From.Offset != 0) return null;
        int[] strides = copy.Output.Strides();
        if (part.Source[0] != copy.Output[0] || part.Source[1] != copy.Output[1] || part.Source.Count == 0) return null;
        if (!part.From.Strides.SequenceEqual(part.Source.Strides()) || !part.To.Strides.SequenceEqual(strides)) return null;
        (int top, int left) = Math.DivRem(part.To.Offset, strides[2]);
        int bottom = copy.Output[2] - part.Source[2] - top, right = copy.Output[3] - part.Source[3] - left;
        return bottom >= 0 && right >= 0 ? new(top, bottom, left, right) : null;
    }
}
