namespace VisionRuntime.Detection;

public sealed partial record YoloV2
{
    /// <summary>
    /// Decodes the output for one image on the host, and leaves out boxes that overlap with a better one of the same class. It is for
    /// evaluation; in a game, <see cref="DetectionOutput"/> does the same on the device.
    /// </summary>
    /// <param name="output">The output of the network for one image, [anchors * (5 + Classes), Height, Width].</param>
    /// <param name="image">The index of the image, for the results.</param>
    /// <param name="leastScore">The least score.</param>
    /// <param name="largestOverlap">The largest intersection over union of two boxes of a class.</param>
    /// <returns>The objects, the best first.</returns>
    public IReadOnlyList<DetectedObject> Detect(
        ReadOnlySpan<float> output, int image = 0, float leastScore = 0.05f, float largestOverlap = 0.45f)
    {
        int cells = Height * Width;
        var candidates = new List<DetectedObject>();
        for (int anchor = 0; anchor < Anchors.Count; anchor++)
        {
            var of = output.Slice(anchor * (5 + Classes) * cells, (5 + Classes) * cells);
            for (int cell = 0; cell < cells; cell++)
            {
                float largest = float.NegativeInfinity, sum = 0, confidence = Sigmoid(of[4 * cells + cell]);
                for (int label = 0; label < Classes; label++) largest = MathF.Max(largest, of[(5 + label) * cells + cell]);
                for (int label = 0; label < Classes; label++) sum += MathF.Exp(of[(5 + label) * cells + cell] - largest);
                var box = new Box(
                    (cell % Width + Sigmoid(of[cell])) / Width, (cell / Width + Sigmoid(of[cells + cell])) / Height,
                    MathF.Exp(of[2 * cells + cell]) * Anchors[anchor].Width / Width,
                    MathF.Exp(of[3 * cells + cell]) * Anchors[anchor].Height / Height);
                for (int label = 0; label < Classes; label++)
                {
                    float score = confidence * MathF.Exp(of[(5 + label) * cells + cell] - largest) / sum;
                    if (score >= leastScore) candidates.Add(new(image, label, score, box));
                }
            }
        }
        var kept = new List<DetectedObject>();
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.Score))
        {
            bool overlaps = kept.Exists(better => better.Class == candidate.Class
                && better.Box.IntersectionOverUnion(candidate.Box) > largestOverlap);
            if (!overlaps) kept.Add(candidate);
        }
        return kept;

        static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
    }
}
