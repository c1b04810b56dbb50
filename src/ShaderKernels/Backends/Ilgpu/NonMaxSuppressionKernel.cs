using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>What non-maximum suppression works on.</summary>
public struct SuppressionSizes
{
    /// <summary>The images times the classes, the classes, the boxes of an image, and how many are taken at most.</summary>
    public int Pairs, Classes, Boxes, Kept;

    /// <summary>Not 0 where boxes are (x, y, width, height).</summary>
    public int CenterPoint;

    /// <summary>The thresholds of the operator.</summary>
    public float IouThreshold, ScoreThreshold;
}

/// <summary>
/// Non-maximum suppression, a thread for each class of each image; a second kernel closes the gaps between those.
/// The workspace holds the boxes taken [pairs, kept], their numbers [pairs], and which boxes are alive [pairs, boxes].
/// </summary>
internal sealed class NonMaxSuppressionKernel : Kernel
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, SuppressionSizes> _take;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, SuppressionSizes> _rows;
    private readonly SuppressionSizes _sizes;
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
        _take = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, SuppressionSizes>(Take);
        _rows = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, SuppressionSizes>(Rows);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_sizes.Pairs > 0) _take(_sizes.Pairs, inputs[0].View(), inputs[1].View(), _workspace.View(), _sizes);
        _rows(Math.Max(1, _sizes.Pairs), _workspace.View(), outputs[0].View(), outputs[1].View(), _sizes);
    }

    public override void Dispose()
    {
        _workspace.Buffer.Dispose();
        base.Dispose();
    }

    private static void Take(Index1D index, ArrayView<float> boxes, ArrayView<float> scores, ArrayView<float> work, SuppressionSizes sizes)
    {
        int pair = index, firstScore = pair * sizes.Boxes, firstBox = pair / sizes.Classes * sizes.Boxes, alive = sizes.Pairs * (sizes.Kept + 1) + firstScore, taken = 0, best = -1;
        for (int i = 0; i < sizes.Boxes; i++)
        {
            work[alive + i] = scores[firstScore + i] > sizes.ScoreThreshold ? 1f : 0f;
            if (work[alive + i] != 0f && (best < 0 || scores[firstScore + i] > scores[firstScore + best])) best = i;
        }
        while (best >= 0 && taken < sizes.Kept)
        {
            work[pair * sizes.Kept + taken] = best;
            taken++;
            work[alive + best] = 0f;
            int next = -1;
            for (int i = 0; i < sizes.Boxes; i++)
            {
                if (work[alive + i] == 0f) continue;
                if (Overlap(boxes, (firstBox + best) * 4, (firstBox + i) * 4, sizes)) work[alive + i] = 0f;
                else if (next < 0 || scores[firstScore + i] > scores[firstScore + next]) next = i;
            }
            best = next;
        }
        work[sizes.Pairs * sizes.Kept + pair] = taken;
    }

    private static void Rows(Index1D index, ArrayView<float> work, ArrayView<float> selected, ArrayView<float> count, SuppressionSizes sizes)
    {
        int pair = index, before = 0, all = 0, own = 0, numbers = sizes.Pairs * sizes.Kept;
        for (int i = 0; i < sizes.Pairs; i++)
        {
            int taken = (int)work[numbers + i];
            if (i < pair) before += taken;
            if (i == pair) own = taken;
            all += taken;
        }
        if (pair == 0) count[0] = all;
        for (int i = 0; i < sizes.Kept && pair < sizes.Pairs; i++)
        {
            int place = pair * sizes.Kept + i, row = (before + i) * 3;
            if (i < own)
            {
                selected[row] = pair / sizes.Classes;
                selected[row + 1] = pair % sizes.Classes;
                selected[row + 2] = work[place];
            }
            if (place < all) continue;
            for (int k = 0; k < 3; k++) selected[place * 3 + k] = -1f;
        }
    }

    /// <summary>Whether the intersection over the union is greater than the threshold; without the division, which GPUs round each in its own way.</summary>
    private static bool Overlap(ArrayView<float> boxes, int a, int b, SuppressionSizes sizes)
    {
        // Axis 0 is y where boxes are corners and x where they are middles: to the overlap it is the same.
        float startA = Start(boxes, a, sizes), startB = Start(boxes, b, sizes), endA = End(boxes, a, sizes), endB = End(boxes, b, sizes);
        float otherStartA = Start(boxes, a + 1, sizes), otherStartB = Start(boxes, b + 1, sizes), otherEndA = End(boxes, a + 1, sizes), otherEndB = End(boxes, b + 1, sizes);
        float side = MathF.Min(endA, endB) - MathF.Max(startA, startB), other = MathF.Min(otherEndA, otherEndB) - MathF.Max(otherStartA, otherStartB);
        if (side <= 0f || other <= 0f) return false;
        float both = side * other, union = (endA - startA) * (otherEndA - otherStartA) + (endB - startB) * (otherEndB - otherStartB) - both;
        return both > sizes.IouThreshold * union;
    }

    private static float Start(ArrayView<float> boxes, int at, SuppressionSizes sizes) =>
        sizes.CenterPoint != 0 ? boxes[at] - boxes[at + 2] / 2f : MathF.Min(boxes[at], boxes[at + 2]);

    private static float End(ArrayView<float> boxes, int at, SuppressionSizes sizes) =>
        sizes.CenterPoint != 0 ? boxes[at] + boxes[at + 2] / 2f : MathF.Max(boxes[at], boxes[at + 2]);
}
