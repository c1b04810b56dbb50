using ShaderKernels.Operators;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>What object detectors end with.</summary>
internal static class Detections
{
    public static IEnumerable<(string, Handler)> Handlers => [("NonMaxSuppression", NonMaxSuppression)];

    /// <summary>How many boxes are kept is known only when it has been computed, so the rows that are filled are counted beside the table.</summary>
    private static void NonMaxSuppression(NodeCall call)
    {
        int most = call.Has(2) ? (int)Math.Clamp(call.KnownNumber(2, "max_output_boxes_per_class"), 0, int.MaxValue) : 0;
        float overlap = call.Has(3) ? (float)call.KnownNumber(3, "iou_threshold") : 0, score = call.Has(4) ? (float)call.KnownNumber(4, "score_threshold") : float.NegativeInfinity;
        var results = call.Graph.Apply(new NonMaxSuppression(most, overlap, score, call.Int("center_point_box") != 0), call.NodeName, call[0], call[1]);
        call.Return(0, results[0], OnnxType.Int64, results[1]);
    }
}
