using ShaderKernels.Operators;

namespace ShaderKernels.Tests.Reference;

/// <summary>
/// Non-maximum suppression by sorting: boxes in descending order of score are kept unless a box kept before overlaps them.
/// </summary>
public static class NonMaxSuppressionReferences
{
    /// <summary>Output 0 is the table of boxes, output 1 the number of its rows.</summary>
    public static double[] Run(NonMaxSuppression nms, int output, HostTensor[] inputs)
    {
        int images = inputs[1].Shape[0], classes = inputs[1].Shape[1], count = inputs[0].Shape[1];
        var rows = new List<double>();
        for (int image = 0; image < images; image++)
        {
            for (int label = 0; label < classes; label++)
            {
                double Score(int box) => inputs[1].Values[(image * classes + label) * count + box];
                var kept = new List<int>();
                foreach (int box in Enumerable.Range(0, count).Where(box => Score(box) > nms.ScoreThreshold).OrderByDescending(Score))
                {
                    if (kept.Count < nms.MaximumBoxes && kept.All(other =>
                        Iou(nms, inputs[0].Values, image * count + other, image * count + box) <= nms.IouThreshold)) kept.Add(box);
                }
                foreach (int box in kept) rows.AddRange([image, label, box]);
            }
        }
        if (output == 1) return [rows.Count / 3];
        int length = images * classes * Math.Min(nms.MaximumBoxes, count) * 3;
        return [.. rows, .. Enumerable.Repeat(-1.0, length - rows.Count)];
    }

    private static double Iou(NonMaxSuppression nms, double[] boxes, int a, int b)
    {
        double both = 1, areaA = 1, areaB = 1;
        for (int axis = 0; axis < 2; axis++)
        {
            var (startA, endA) = Side(a, axis);
            var (startB, endB) = Side(b, axis);
            both *= Math.Max(0, Math.Min(endA, endB) - Math.Max(startA, startB));
            areaA *= endA - startA;
            areaB *= endB - startB;
        }
        return both == 0 ? 0 : both / (areaA + areaB - both);

        (double Start, double End) Side(int box, int axis)
        {
            double first = boxes[box * 4 + axis], second = boxes[box * 4 + 2 + axis];
            return nms.CenterPointBox ? (first - second / 2, first + second / 2) : (Math.Min(first, second), Math.Max(first, second));
        }
    }
}
