using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Samples that are drawn rather than stored: each is a function of a seed and its index, so nothing is downloaded or kept in memory.
/// </summary>
internal sealed class GeneratedDataset(
    string name, Shape inputShape, TargetKind targets, Shape targetShape, int count, GeneratedDataset.Draw draw)
    : Dataset(name, inputShape, targets, targetShape)
{
    /// <summary>Draws a sample into a cleared input and target.</summary>
    public delegate void Draw(int index, Span<float> input, Span<float> target);

    public override int Count => count;

    public override void Read(int index, Span<float> input, Span<float> target)
    {
        input.Clear();
        target.Clear();
        draw(index, input, target);
    }
}
