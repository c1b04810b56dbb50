using ShaderKernels.Operators;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using static VisionRuntime.Tests.Properties.Family;

namespace VisionRuntime.Tests.Properties;

/// <summary>Detection: overlaps, suppression, both YOLOs and keypoints.</summary>
internal static class DetectionFamilies
{
    private static readonly Anchor[] Anchors = [new(1.3f, 1.7f), new(0.6f, 0.9f), new(3, 2)];

    public static readonly Family[] All =
    [
        new("intersection over union", (g, c) =>
        {
            int boxes = c.Length();
            return BoxValues.Of(Boxes(c, X(g, boxes, 1, 4))).IntersectionOverUnion(BoxValues.Of(Boxes(c, W(g, c.Length(7), 4))));
        }),
        new("non-maximum suppression", (g, c) =>
        {
            int images = c.Number(0, 3), boxes = c.Length(17);
            var taken = g.Apply(new NonMaxSuppression(c.OneOf(100, 0, 1, 3), c.OneOf(0.5f, 0f, 0.2f), c.OneOf(float.NegativeInfinity, 0f), c.Maybe()), null,
                [c.Fixed(Boxes(c, X(g, images, boxes, 4))), c.Fixed(W(g, images, c.Number(1, 3), boxes))]);
            return Both(taken[0], taken[1]);
        }),
        new("first YOLO, decoding", (g, c) => First(c) is var yolo && yolo.Decode(Prediction(g, c, yolo.Channels, yolo.Grid, yolo.Grid)) is var (boxes, scores) ? Both(boxes, scores) : null!),
        new("first YOLO, loss", (g, c) =>
        {
            var yolo = First(c);
            var prediction = Prediction(g, c, yolo.Channels, yolo.Grid, yolo.Grid);
            var target = g.Input("target", yolo.TargetShape(prediction.Shape[0]));
            return yolo.Loss(prediction, Assigned(c, target, yolo.Classes, (objects, image) => yolo.Assign(objects, image)));
        }) { HoldsDetached = true },
        new("second YOLO, decoding", (g, c) => Second(c) is var yolo && yolo.Decode(Prediction(g, c, yolo.Channels, yolo.Height, yolo.Width)) is var (boxes, scores) ? Both(boxes, scores) : null!),
        new("second YOLO, loss", (g, c) =>
        {
            var yolo = Second(c);
            var prediction = Prediction(g, c, yolo.Channels, yolo.Height, yolo.Width);
            var target = g.Input("target", yolo.TargetShape(prediction.Shape[0]));
            var objects = c.Maybe() ? c.Fixed(Boxes(c, g.Input("objects", [prediction.Shape[0], c.Number(1, 3), 4]))) : null;
            return yolo.Loss(prediction, Assigned(c, target, yolo.Classes, (labeled, image) => yolo.Assign(labeled, image)), objects);
        }) { HoldsDetached = true },
        new("keypoints", (g, c) =>
        {
            int keypoints = c.Number(1, 5);
            var prediction = X(g, c.Number(1, 3), c.Length(7)).KeypointHead("k", keypoints);
            return Keypoints.KeypointLoss(prediction, W(g, [.. prediction.Shape]), c.Whole(g.Input("visible", [prediction.Shape[0], keypoints, 1]), 0, 1), c.Maybe() ? 0.5f : null);
        }),
    ];

    private static YoloV1 First(Choices c) => new(c.Number(1, 5), c.Number(1, 3), c.Number(1, 4));

    private static YoloV2 Second(Choices c) => new(c.Number(1, 5), c.Number(1, 5), Anchors[..c.Number(1, 3)], c.Number(1, 4));

    private static Value Prediction(Graph graph, Choices c, int channels, int height, int width) => X(graph, c.Number(0, 3), channels, height, width);

    /// <summary>Boxes that often overlap.</summary>
    private static Value Boxes(Choices c, Value boxes) => c.Between(boxes, 0.2f, 0.8f);

    /// <summary>Targets with a few objects in each image, through which no gradient is asked.</summary>
    private static Value Assigned(Choices c, Value target, int classes, Func<LabeledBox[], float[], int> assign) => c.Fixed(c.Give(target, random =>
    {
        var images = Enumerable.Range(0, target.Shape[0]).Select(_ => new float[target.Shape.Count / target.Shape[0]]).ToArray();
        foreach (float[] image in images) assign([.. Enumerable.Range(0, random.Next(4)).Select(_ => new LabeledBox(new(Number(random), Number(random), Number(random), Number(random)), random.Next(classes)))], image);
        return [.. images.SelectMany(image => image).Select(number => (double)number)];
    }));

    private static float Number(Random random) => 0.1f + 0.8f * random.NextSingle();
}
