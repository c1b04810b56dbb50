using ShaderKernels.Operators;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>The last step of object detectors.</summary>
internal static class Detections
{
    public static IEnumerable<(string, Handler)> Handlers => [("NonMaxSuppression", NonMaxSuppression)];

    /// <summary>The number of selected boxes is known only at run time, so it is a result of its own.</summary>
    private static void NonMaxSuppression(NodeCall call)
    {
        int maxBoxes = call.Has(2) ? (int)Math.Clamp(call.KnownScalar(2, "max_output_boxes_per_class"), 0, int.MaxValue) : 0;
        float iou = call.Has(3) ? (float)call.KnownScalar(3, "iou_threshold") : 0;
        float score = call.Has(4) ? (float)call.KnownScalar(4, "score_threshold") : float.NegativeInfinity;
        var suppression = new NonMaxSuppression(maxBoxes, iou, score, call.Int("center_point_box") != 0);
        var results = call.Graph.Apply(suppression, call.NodeName, call[0], call[1]);
        call.Return(0, results[0], OnnxType.Int64, results[1]);
    }
}
