using VisionRuntime.Graphs;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Onnx.Import;

/// <summary>Normalisations and softmax.</summary>
internal static class Normalizations
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("BatchNormalization", BatchNormalization),
        ("Softmax", call => call.Return(Softmax(call, false))),
        ("LogSoftmax", call => call.Return(Softmax(call, true))),
        ("LRN", call => call.Return(call[0].LocalResponseNormalization(call.Dimension(call.Int("size")), call.Float("alpha", 1e-4f), call.Float("beta", 0.75f), call.Float("bias", 1)))),
    ];

    /// <summary>With the statistics that the file keeps, or with those of the batch where it says so.</summary>
    private static void BatchNormalization(NodeCall call)
    {
        if (call.Int("spatial", 1) == 0) throw call.Unsupported("with spatial = 0");
        var x = call[0];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} has no channels");
        int[] axes = [0, .. Enumerable.Range(2, x.Shape.Rank - 2)], channels = [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)];
        Value scale = Channels(1), shift = Channels(2), mean = Channels(3), variance = Channels(4);
        float epsilon = call.Float("epsilon", 1e-5f), momentum = call.Float("momentum", 0.9f);
        if (call.Int("training_mode") != 0)
        {
            Value batchMean = x.Mean(axes), deviation = x - batchMean, batchVariance = (deviation * deviation).Mean(axes);
            Moved(1, 3, mean, batchMean);
            Moved(2, 4, variance, batchVariance);
            (mean, variance) = (batchMean, batchVariance);
        }
        call.Return(call.Map((Input(0) - Input(3)) / Sqrt(Input(4) + epsilon) * Input(1) + Input(2), x, scale, shift, mean, variance));

        Value Channels(int index) => call[index].Reshape([.. channels]);

        void Moved(int output, int input, Value old, Value batch)
        {
            if (!call.Wants(output)) return;
            var now = call.Map(Input(0) * momentum + Input(1) * (1 - momentum), old, batch.Reshape(old.Shape));
            call.Return(output, now.Reshape(call.ShapeOf(input)), call.TypeOf(input));
        }
    }

    /// <summary>Along one axis; before version 13 over that axis and all behind it together.</summary>
    private static Value Softmax(NodeCall call, bool logarithm)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis", call.Version < 13 ? 1 : -1), x.Shape.Rank);
        if (call.Version >= 13) return logarithm ? x.LogSoftmax(axis) : x.Softmax(axis);
        var matrix = x.Reshape(Shapes.AsMatrix(x.Shape, axis));
        return (logarithm ? matrix.LogSoftmax(1) : matrix.Softmax(1)).Reshape(x.Shape);
    }
}
