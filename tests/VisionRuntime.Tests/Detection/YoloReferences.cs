using VisionRuntime.Detection;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Detection;

/// <summary>
/// The losses and the decoding of the two papers as plain loops in double precision. What the losses hold fixed, the overlaps, can be given
/// from outside.
/// </summary>
internal static class YoloReferences
{
    public static double Iou((double X, double Y, double W, double H) a, (double X, double Y, double W, double H) b)
    {
        double width = Math.Min(a.X + a.W / 2, b.X + b.W / 2) - Math.Max(a.X - a.W / 2, b.X - b.W / 2),
            height = Math.Min(a.Y + a.H / 2, b.Y + b.H / 2) - Math.Max(a.Y - a.H / 2, b.Y - b.H / 2);
        if (width <= 0 || height <= 0) return 0;
        return width * height / (a.W * a.H + b.W * b.H - width * height);
    }

    /// <summary>The overlap of each guess with the object of its cell.</summary>
    public static double[,,,] Overlaps(YoloV1 yolo, int images, double[] p, double[] t)
    {
        int s = yolo.Grid;
        var overlaps = new double[images, yolo.Boxes, s, s];
        for (int n = 0; n < images; n++)
        for (int b = 0; b < yolo.Boxes; b++)
        for (int row = 0; row < s; row++)
        for (int column = 0; column < s; column++)
        {
            double P(int channel) => p[((n * yolo.Channels + channel) * s + row) * s + column];
            double T(int channel) => t[((n * (5 + yolo.Classes) + channel) * s + row) * s + column];
            overlaps[n, b, row,
                column] = Iou(((column + P(b * 5)) / s, (row + P(b * 5 + 1)) / s, Math.Pow(P(b * 5 + 2), 2), Math.Pow(P(b * 5 + 3), 2)),
                    ((column + T(1)) / s, (row + T(2)) / s, T(3), T(4)));
        }
        return overlaps;
    }

    /// <summary>Equation 3 of the first paper.</summary>
    public static double[] Loss(YoloV1 yolo, int images, double[] p, double[] t, double[,,,] overlaps)
    {
        int s = yolo.Grid;
        var loss = new double[images];
        for (int n = 0; n < images; n++)
        for (int row = 0; row < s; row++)
        for (int column = 0; column < s; column++)
        {
            double P(int channel) => p[((n * yolo.Channels + channel) * s + row) * s + column];
            double T(int channel) => t[((n * (5 + yolo.Classes) + channel) * s + row) * s + column];
            int responsible = 0;
            for (int b = 1; b < yolo.Boxes; b++)
            {
                if (overlaps[n, b, row, column] > overlaps[n, responsible, row, column]) responsible = b;
            }
            for (int b = 0; b < yolo.Boxes; b++)
            {
                double confidence = P(b * 5 + 4);
                if (T(0) != 1 || b != responsible)
                {
                    loss[n] += yolo.LambdaNoObject * confidence * confidence;
                    continue;
                }
                loss[n] += yolo.LambdaCoordinates * (Math.Pow(P(b * 5) - T(1), 2) + Math.Pow(P(b * 5 + 1) - T(2), 2));
                loss[n] += yolo.LambdaCoordinates
                    * (Math.Pow(P(b * 5 + 2) - Math.Sqrt(T(3)), 2) + Math.Pow(P(b * 5 + 3) - Math.Sqrt(T(4)), 2));
                loss[n] += Math.Pow(confidence - overlaps[n, b, row, column], 2);
            }
            for (int c = 0; c < yolo.Classes && T(0) == 1; c++) loss[n] += Math.Pow(P(yolo.Boxes * 5 + c) - T(5 + c), 2);
        }
        return loss;
    }

    public static (double[] Boxes, double[] Scores) Decode(YoloV1 yolo, int images, double[] p)
    {
        int s = yolo.Grid, count = yolo.Boxes * s * s;
        double[] boxes = new double[images * count * 4], scores = new double[images * yolo.Classes * count];
        for (int n = 0; n < images; n++)
        for (int b = 0; b < yolo.Boxes; b++)
        for (int row = 0; row < s; row++)
        for (int column = 0; column < s; column++)
        {
            double P(int channel) => p[((n * yolo.Channels + channel) * s + row) * s + column];
            int box = (b * s + row) * s + column, at = (n * count + box) * 4;
            (boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]) = ((column + P(b * 5)) / s, (row + P(b * 5 + 1)) / s,
                Math.Pow(P(b * 5 + 2), 2), Math.Pow(P(b * 5 + 3), 2));
            for (int c = 0; c < yolo.Classes; c++) scores[(n * yolo.Classes + c) * count + box] = P(b * 5 + 4) * P(yolo.Boxes * 5 + c);
        }
        return (boxes, scores);
    }

    /// <summary>Each guess in cells: the middle within its own cell.</summary>
    private static (double X, double Y, double W, double H) Guess(YoloV2 yolo, Func<int, double> p, int a) =>
        (Sigmoid(p(0)), Sigmoid(p(1)), yolo.Anchors[a].Width * Math.Exp(p(2)), yolo.Anchors[a].Height * Math.Exp(p(3)));

    /// <summary>The overlap of each guess with its own object, and with the object of the whole image that it overlaps most.</summary>
    public static (double[,,,] Own, double[,,,] Best) Overlaps(YoloV2 yolo, int images, double[] p, double[] t, double[]? objects)
    {
        int h = yolo.Height, w = yolo.Width, most = objects is null ? 0 : objects.Length / 4 / images;
        double[,,,] own = new double[images, yolo.Anchors.Count, h, w], best = new double[images, yolo.Anchors.Count, h, w];
        for (int n = 0; n < images; n++)
        for (int a = 0; a < yolo.Anchors.Count; a++)
        for (int row = 0; row < h; row++)
        for (int column = 0; column < w; column++)
        {
            int At(int channel) => (((n * yolo.Anchors.Count + a) * (5 + yolo.Classes) + channel) * h + row) * w + column;
            var (x, y, width, height) = Guess(yolo, channel => p[At(channel)], a);
            own[n, a, row, column] = Iou((x, y, width, height),
                (t[At(1)], t[At(2)], yolo.Anchors[a].Width * Math.Exp(t[At(3)]), yolo.Anchors[a].Height * Math.Exp(t[At(4)])));
            for (int k = 0; k < most; k++)
            {
                int at = (n * most + k) * 4;
                double overlap = Iou(((x + column) / w, (y + row) / h, width / w, height / h),
                    (objects![at], objects[at + 1], objects[at + 2], objects[at + 3]));
                best[n, a, row, column] = Math.Max(best[n, a, row, column], overlap);
            }
        }
        return (own, best);
    }

    public static double[] Loss(YoloV2 yolo, int images, double[] p, double[] t, (double[,,,] Own, double[,,,] Best) overlaps)
    {
        int h = yolo.Height, w = yolo.Width;
        var loss = new double[images];
        for (int n = 0; n < images; n++)
        for (int a = 0; a < yolo.Anchors.Count; a++)
        for (int row = 0; row < h; row++)
        for (int column = 0; column < w; column++)
        {
            int At(int channel) => (((n * yolo.Anchors.Count + a) * (5 + yolo.Classes) + channel) * h + row) * w + column;
            double confidence = Sigmoid(p[At(4)]);
            if (t[At(0)] != 1)
            {
                if (overlaps.Best[n, a, row, column] <= yolo.IgnoreThreshold) loss[n] += yolo.LambdaNoObject * confidence * confidence;
                continue;
            }
            loss[n] += yolo.LambdaCoordinates
                * (Math.Pow(Sigmoid(p[At(0)]) - t[At(1)], 2) + Math.Pow(Sigmoid(p[At(1)]) - t[At(2)], 2) + Math.Pow(p[At(2)] - t[At(3)], 2)
                    + Math.Pow(p[At(3)] - t[At(4)], 2));
            loss[n] += yolo.LambdaObject * Math.Pow(confidence - overlaps.Own[n, a, row, column], 2);
            double sum = Enumerable.Range(0, yolo.Classes).Sum(c => Math.Exp(p[At(5 + c)]));
            for (int c = 0; c < yolo.Classes; c++) loss[n] -= yolo.LambdaClass * t[At(5 + c)] * Math.Log(Math.Exp(p[At(5 + c)]) / sum);
        }
        return loss;
    }

    public static (double[] Boxes, double[] Scores) Decode(YoloV2 yolo, int images, double[] p)
    {
        int h = yolo.Height, w = yolo.Width, count = yolo.Anchors.Count * h * w;
        double[] boxes = new double[images * count * 4], scores = new double[images * yolo.Classes * count];
        for (int n = 0; n < images; n++)
        for (int a = 0; a < yolo.Anchors.Count; a++)
        for (int row = 0; row < h; row++)
        for (int column = 0; column < w; column++)
        {
            double P(int channel) => p[(((n * yolo.Anchors.Count + a) * (5 + yolo.Classes) + channel) * h + row) * w + column];
            int box = (a * h + row) * w + column, at = (n * count + box) * 4;
            var (x, y, width, height) = Guess(yolo, P, a);
            (boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]) = ((column + x) / w, (row + y) / h, width / w, height / h);
            double sum = Enumerable.Range(0, yolo.Classes).Sum(c => Math.Exp(P(5 + c)));
            for (int c = 0; c < yolo.Classes; c++) scores[(n * yolo.Classes + c) * count + box] = Sigmoid(P(4)) * Math.Exp(P(5 + c)) / sum;
        }
        return (boxes, scores);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
