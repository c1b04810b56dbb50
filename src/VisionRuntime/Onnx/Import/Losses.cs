using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Onnx.Import;

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

    private static Value NegativeLogLikelihood(NodeCall call, Value scores)
    {
        var targets = call[1];
        if (scores.Shape.Rank < 2 || targets.Shape != Reductions.Without(scores.Shape, [1])) throw call.Error($"classes {targets.Shape} for scores {scores.Shape}; there must be one for each place");
        Value? counts = null;
        if (call.HasAttribute("ignore_index"))
        {
            float ignored = call.Int("ignore_index");
            counts = call.Map(NotEqual(Input(0), ignored), targets);
            targets = targets * counts; // any class will do where none counts
        }
        if (call.Has(2))
        {
            if (call.ShapeOf(2) != Shape.Of(scores.Shape[1])) throw call.Error($"weights {call.ShapeOf(2)} must be [{scores.Shape[1]}], one a class");
            var weights = call[2].Gather(targets);
            counts = counts is null ? weights : weights * counts;
        }
        Shape column = [scores.Shape[0], 1, .. scores.Shape.Skip(2)];
        var loss = -scores.GatherElements(targets.Reshape(column), 1).Reshape(targets.Shape);
        // A class that does not count may have a score of minus infinity, which no factor of 0 takes away.
        if (counts is not null) loss = call.Map(Select(Equal(Input(1), 0), 0f, Input(0) * Input(1)), loss, counts);
        return call.Text("reduction", "mean") switch
        {
            "none" => loss,
            "sum" => loss.Sum().Reshape([]),
            "mean" => (counts is null ? loss.Mean() : loss.Sum() / counts.Sum()).Reshape([]),
            var reduction => throw call.Unsupported($"with reduction {reduction}"),
        };
    }
}
