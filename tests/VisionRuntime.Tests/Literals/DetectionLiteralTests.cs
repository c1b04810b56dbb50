using ShaderKernels.Operators;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Literals;

/// <summary>Detectors, against the papers written out box by box.</summary>
public class DetectionLiteralTests
{
    private static readonly YoloV1 First = new(2, 2, 3);
    private static readonly YoloV2 Second = new(2, 3, [new(0.8f, 1.1f), new(1.9f, 0.7f)], 3);

    private static readonly YoloV2 Weighted =
        Second with { LambdaCoordinates = 2, LambdaObject = 3, LambdaNoObject = 0.5f, LambdaClass = 0.7f, IgnoreThreshold = 0.3f };

    internal static readonly LiteralCase[] Cases =
    [
        new("detection/YoloV1 loss", g => First.Loss(g["prediction"], g["target"])),
        new("detection/YoloV1 loss weights", g => (First with { LambdaCoordinates = 2, LambdaNoObject = 0.25f }).Loss(g["prediction"],
            g["target"])),
        new("detection/YoloV1 decode", g => Both(First.Decode(g["prediction"]))),
        new("detection/YoloV2 loss", g => Second.Loss(g["prediction"], g["target"])),
        new("detection/YoloV2 loss with objects", g => Weighted.Loss(g["prediction"], g["target"], g["objects"])),
        new("detection/YoloV2 decode", g => Both(Second.Decode(g["prediction"]))),
        new("detection/IntersectionOverUnion", g => BoxValues.Of(g["a"]).IntersectionOverUnion(BoxValues.Of(g["b"]))),
        new("detection/NonMaxSuppression", g => Suppressed(g, new(3, 0.5f, 0.2f, CenterPointBox: true))),
        new("detection/NonMaxSuppression most", g => Suppressed(g, new(2, 0.7f, 0, CenterPointBox: true))),
        new("detection/NonMaxSuppression crowd", g => Suppressed(g, new(12, 0.3f, 0.1f, CenterPointBox: true))),
        new("detection/NonMaxSuppression crowd corners", g => Suppressed(g, new(12, 0.45f))),
        new("detection/NonMaxSuppression corners", g => Suppressed(g, new(5, 0.35f))),
        new("detection/KeypointLoss", g => Keypoints.KeypointLoss(g["prediction"], g["target"], g["visible"])),
        new("detection/KeypointLoss 0.3", g => Keypoints.KeypointLoss(g["prediction"], g["target"], g["visible"], 0.3f)),
        new("detection/KeypointLoss none visible", g => Keypoints.KeypointLoss(g["prediction"], g["target"], g["visible"])),
        new("detection/KeypointHead", g => g["x"].KeypointHead("head", 3)),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    private static Value[] Both((Value Boxes, Value Scores) decoded) => [decoded.Boxes, decoded.Scores];

    private static Value[] Suppressed(Given given, NonMaxSuppression suppression) =>
        [.. given.Graph.Apply(suppression, "suppression", given["boxes"], given["scores"])];
}
