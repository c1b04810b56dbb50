using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Losses of scores [N, C, ...] and class indices [N, ...], with an optional weight for each class and an ignored class.</summary>
internal static class Losses
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("NegativeLogLikelihoodLoss", call => call.Return(NegativeLogLikelihood(call, call[0]))),
        ("SoftmaxCrossEntropyLoss", SoftmaxCrossEntropy),
    ];

    private static void SoftmaxCrossEntropy(NodeCall call)
    {
        var logProbabilities = call[0].LogSoftmax(call.Axis(1, call.ShapeOf(0).Rank));
        call.Return(0, NegativeLogLikelihood(call, logProbabilities));
        call.Return(1, logProbabilities);
    }

    private static Value NegativeLogLikelihood(NodeCall call, Value logProbabilities)
    {
        int? ignored = call.HasAttribute("ignore_index") ? checked((int)call.Int("ignore_index")) : null;
        var reduction = call.String("reduction", "mean") switch
        {
            "none" => LossReduction.None,
            "sum" => LossReduction.Sum,
            "mean" => LossReduction.Mean,
            var other => throw call.Unsupported($"with reduction {other}"),
        };
        return LabelLosses.NegativeLogLikelihood(logProbabilities, call[1], call.Optional(2), ignored, reduction);
    }
}
