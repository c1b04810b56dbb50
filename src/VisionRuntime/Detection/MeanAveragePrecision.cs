namespace VisionRuntime.Detection;

/// <summary>
/// The mean over the classes of the average precision: the area under the curve of precision over recall, made monotonic (Everingham et al.
/// 2010, as the Pascal VOC challenge has it since then).
/// </summary>
public static class MeanAveragePrecision
{
    /// <summary>
    /// Computes it. A found object counts as right if it overlaps enough with an object of its class that no better one has claimed.
    /// </summary>
    /// <param name="found">The found objects of all images.</param>
    /// <param name="objects">The true objects of each image.</param>
    /// <param name="classes">The number of classes; those without objects are left out.</param>
    /// <param name="overlap">The least intersection over union.</param>
    /// <returns>From 0 to 1; NaN without any object.</returns>
    public static double Of(
        IReadOnlyList<DetectedObject> found, IReadOnlyList<IReadOnlyList<LabeledBox>> objects, int classes, float overlap = 0.5f)
    {
        double sum = 0;
        int counted = 0;
        for (int label = 0; label < classes; label++)
        {
            int present = objects.Sum(of => of.Count(item => item.Class == label));
            if (present == 0) continue;
            sum += AveragePrecision([.. found.Where(item => item.Class == label).OrderByDescending(item => item.Score)], label);
            counted++;

            double AveragePrecision(DetectedObject[] ordered, int wanted)
            {
                var claimed = new HashSet<(int Image, int Index)>();
                var points = new (double Recall, double Precision)[ordered.Length];
                int right = 0;
                for (int i = 0; i < ordered.Length; i++)
                {
                    var (image, best, share) = (ordered[i].Image, -1, overlap);
                    for (int index = 0; index < objects[image].Count; index++)
                    {
                        if (objects[image][index].Class != wanted) continue;
                        float shared = objects[image][index].Box.IntersectionOverUnion(ordered[i].Box);
                        if (shared >= share) (best, share) = (index, shared);
                    }
                    if (best >= 0 && claimed.Add((image, best))) right++;
                    points[i] = ((double)right / present, (double)right / (i + 1));
                }
                double area = 0, precision = 0;
                for (int i = points.Length - 1; i >= 0; i--)
                {
                    precision = Math.Max(precision, points[i].Precision);
                    area += precision * (points[i].Recall - (i == 0 ? 0 : points[i - 1].Recall));
                }
                return area;
            }
        }
        return counted == 0 ? double.NaN : sum / counted;
    }
}
