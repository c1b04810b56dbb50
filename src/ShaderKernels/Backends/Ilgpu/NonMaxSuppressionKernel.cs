using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>The parameters of non-maximum suppression.</summary>
internal struct NonMaxSuppressionSizes
{
    /// <summary>
    /// The number of (image, class) pairs, of classes, of boxes per image, and the maximum number of boxes to select per pair.
    /// </summary>
    public int Pairs, Classes, Boxes, Kept;

    /// <summary>1 if boxes are (x, y, width, height) with the center at (x, y); 0 if they are corners.</summary>
    public int CenterPoint;

    /// <summary>The thresholds of the operator.</summary>
    public float IouThreshold, ScoreThreshold;
}

/// <summary>
/// Non-maximum suppression, one thread per (image, class) pair; a second kernel compacts the rows of all pairs. The workspace holds the
/// selected boxes [pairs, kept], their counts [pairs], and flags of the remaining candidates [pairs, boxes].
/// </summary>
internal sealed class NonMaxSuppressionKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, NonMaxSuppressionSizes> _select;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, NonMaxSuppressionSizes> _compact;
    private readonly NonMaxSuppressionSizes _sizes;
    private readonly Tensor _workspace;

    public NonMaxSuppressionKernel(IlgpuDevice device, NonMaxSuppression suppression, IReadOnlyList<Shape> inputs)
    {
        int boxes = inputs[0][1], classes = inputs[1][1], pairs = inputs[1][0] * classes, kept = Math.Min(suppression.MaximumBoxes, boxes);
        _sizes = new()
        {
            Pairs = pairs, Classes = classes, Boxes = boxes, Kept = kept, CenterPoint = suppression.CenterPointBox ? 1 : 0,
            IouThreshold = suppression.IouThreshold, ScoreThreshold = suppression.ScoreThreshold,
        };
        _workspace = device.AllocateTensor([checked(pairs * (kept + 1 + boxes))]);
        _select = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            NonMaxSuppressionSizes>(Select);
        _compact = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            NonMaxSuppressionSizes>(Compact);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_sizes.Pairs > 0) _select(_sizes.Pairs, inputs[0].View(), inputs[1].View(), _workspace.View(), _sizes);
        _compact(Math.Max(1, _sizes.Pairs), _workspace.View(), outputs[0].View(), outputs[1].View(), _sizes);
    }

    public override void Dispose()
    {
        _workspace.Buffer.Dispose();
        base.Dispose();
    }

    private static void Select(Index1D index, ArrayView<float> boxes, ArrayView<float> scores, ArrayView<float> work,
        NonMaxSuppressionSizes sizes)
    {
        int pair = index, firstScore = pair * sizes.Boxes, firstBox = pair / sizes.Classes * sizes.Boxes,
            candidates = sizes.Pairs * (sizes.Kept + 1) + firstScore, selected = 0, best = -1;
        for (int i = 0; i < sizes.Boxes; i++)
        {
            work[candidates + i] = scores[firstScore + i] > sizes.ScoreThreshold ? 1f : 0f;
            if (work[candidates + i] != 0f && (best < 0 || scores[firstScore + i] > scores[firstScore + best])) best = i;
        }
        while (best >= 0 && selected < sizes.Kept)
        {
            work[pair * sizes.Kept + selected] = best;
            selected++;
            work[candidates + best] = 0f;
            int next = -1;
            for (int i = 0; i < sizes.Boxes; i++)
            {
                if (work[candidates + i] == 0f) continue;
                if (Overlap(boxes, (firstBox + best) * 4, (firstBox + i) * 4, sizes)) work[candidates + i] = 0f;
                else if (next < 0 || scores[firstScore + i] > scores[firstScore + next]) next = i;
            }
            best = next;
        }
        work[sizes.Pairs * sizes.Kept + pair] = selected;
    }

    private static void Compact(Index1D index, ArrayView<float> work, ArrayView<float> rows, ArrayView<float> count,
        NonMaxSuppressionSizes sizes)
    {
        int pair = index, before = 0, all = 0, own = 0, counts = sizes.Pairs * sizes.Kept;
        for (int i = 0; i < sizes.Pairs; i++)
        {
            int selected = (int)work[counts + i];
            if (i < pair) before += selected;
            if (i == pair) own = selected;
            all += selected;
        }
        if (pair == 0) count[0] = all;
        for (int i = 0; i < sizes.Kept && pair < sizes.Pairs; i++)
        {
            int offset = pair * sizes.Kept + i, row = (before + i) * 3;
            if (i < own)
            {
                rows[row] = pair / sizes.Classes;
                rows[row + 1] = pair % sizes.Classes;
                rows[row + 2] = work[offset];
            }
            if (offset < all) continue;
            for (int k = 0; k < 3; k++) rows[offset * 3 + k] = -1f;
        }
    }

    /// <summary>
    /// Whether the intersection over union exceeds the threshold, computed without the division, whose rounding differs between GPUs.
    /// </summary>
    private static bool Overlap(ArrayView<float> boxes, int a, int b, NonMaxSuppressionSizes sizes)
    {
        // Axis 0 is y for corners and x for centers; the overlap is the same.
        float startA = Start(boxes, a, sizes), startB = Start(boxes, b, sizes), endA = End(boxes, a, sizes), endB = End(boxes, b, sizes);
        float otherStartA = Start(boxes, a + 1, sizes), otherStartB = Start(boxes, b + 1, sizes), otherEndA = End(boxes, a + 1, sizes),
            otherEndB = End(boxes, b + 1, sizes);
        float side = MathF.Min(endA, endB) - MathF.Max(startA, startB),
            other = MathF.Min(otherEndA, otherEndB) - MathF.Max(otherStartA, otherStartB);
        if (side <= 0f || other <= 0f) return false;
        float intersection = side * other, union = (endA - startA) * (otherEndA - otherStartA) + (endB - startB) * (otherEndB - otherStartB)
            - intersection;
        return intersection > sizes.IouThreshold * union;
    }

    private static float Start(ArrayView<float> boxes, int at, NonMaxSuppressionSizes sizes) =>
        sizes.CenterPoint != 0 ? boxes[at] - boxes[at + 2] / 2f : MathF.Min(boxes[at], boxes[at + 2]);

    private static float End(ArrayView<float> boxes, int at, NonMaxSuppressionSizes sizes) =>
        sizes.CenterPoint != 0 ? boxes[at] + boxes[at + 2] / 2f : MathF.Max(boxes[at], boxes[at + 2]);
}
