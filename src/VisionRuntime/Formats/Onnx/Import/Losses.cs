using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Losses of class scores [N, C, ...] against class numbers [N, ...], with a weight a class and a class that does not count.</summary>
internal static class Losses
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("NegativeLogLikelihoodLoss", call => call.Return(NegativeLogLikelihood(call, call[0]))),
        ("SoftmaxCrossEntropyLoss", SoftmaxCrossEntropy),
    ];

    private static void SoftmaxCrossEntropy(NodeCall call)
    {
        var logarithms = call[0].LogSoftmax(call.Axis(1, call.ShapeOf(0).Rank));
        call.Return(0, NegativeLogLikelihood(call, logarithms));
        call.Return(1, logarithms);
    }

    private static Value NegativeLogLikelihood(NodeCall call, Value logarithms) =>
        LabelLosses.NegativeLogLikelihood(logarithms, call[1], call.Optional(2), call.HasAttribute("ignore_index") ? checked((int)call.Int("ignore_index")) : null, call.Text("reduction", "mean") switch
        {
            "none" => LossReduction.None,
            "sum" => LossReduction.Sum,
            "mean" => LossReduction.Mean,
            var reduction => throw call.Unsupported($"with reduction {reduction}"),
        });
}
