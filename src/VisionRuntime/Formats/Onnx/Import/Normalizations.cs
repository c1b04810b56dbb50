using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Normalizations and softmax.</summary>
internal static class Normalizations
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("BatchNormalization", BatchNormalization),
        ("InstanceNormalization", call => call.Return(call[0].InstanceNormalization(call[1], call[2], call.Float("epsilon", 1e-5f)))),
        ("GroupNormalization", call => call.Return(GroupNormalization(call))),
        ("LayerNormalization", LayerNormalization),
        ("RMSNormalization", call => call.Return(call[0].RootMeanSquareNormalization(call[1], Behind(call)[0], call.Float("epsilon", 1e-5f)))),
        ("MeanVarianceNormalization", call => call.Return(MeanVariance(call))),
        ("Softmax", call => call.Return(Softmax(call, false))),
        ("LogSoftmax", call => call.Return(Softmax(call, true))),
        ("LRN", call => call.Return(call[0].LocalResponseNormalization(call.Dimension(call.Int("size")), call.Float("alpha", 1e-4f), call.Float("beta", 0.75f), call.Float("bias", 1)))),
    ];

    /// <summary>With the statistics that the file keeps, or with those of the batch where it says so.</summary>
    private static void BatchNormalization(NodeCall call)
    {
        bool spatial = call.Int("spatial", 1) != 0; // before version 9 each pixel could have its own statistics
        var x = call[0];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} has no channels");
        int[] axes = spatial ? [0, .. Enumerable.Range(2, x.Shape.Rank - 2)] : [0], channels = spatial ? [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)] : [.. x.Shape.Skip(1)];
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

    /// <summary>The scale and shift are one a group before version 21, one a channel since.</summary>
    private static Value GroupNormalization(NodeCall call)
    {
        Value x = call[0], scale = call[1], shift = call[2];
        int groups = call.Dimension(call.Int("num_groups")), channels = x.Shape.Rank > 1 ? x.Shape[1] : 0;
        if (groups == 0 || channels % groups != 0) throw call.Error($"the {channels} channels of {x.Shape} cannot be split into {groups} groups");
        if (scale.Shape.Count == groups) (scale, shift) = (Spread(scale), Spread(shift));
        return x.GroupNormalization(scale, shift, groups, call.Float("epsilon", 1e-5f));

        Value Spread(Value values) => values.Reshape([groups, 1]).Expand([groups, channels / groups]).Reshape([channels]);
    }

    /// <summary>Over an axis and all behind it.</summary>
    private static void LayerNormalization(NodeCall call)
    {
        var x = call[0];
        float epsilon = call.Float("epsilon", 1e-5f);
        var (y, mean, variance) = x.Standardize(epsilon, Behind(call));
        call.Return(0, call.Has(2) ? call.Map(Input(0) * Input(1) + Input(2), y, call[1], call[2]) : y * call[1]);
        call.Return(1, mean, OnnxType.Float);
        call.Return(2, call.Map(1f / Sqrt(Input(0) + epsilon), variance), OnnxType.Float);
    }

    /// <summary>The standard adds 1e-9 to the deviation rather than something to the variance.</summary>
    private static Value MeanVariance(NodeCall call)
    {
        var x = call[0];
        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : [0, 2, 3];
        Value centered = x - x.Mean(axes), variance = call.Map(Square(Input(0)), centered).Mean(axes);
        return call.Map(Input(0) / (Sqrt(Input(1)) + 1e-9f), centered, variance);
    }

    private static int[] Behind(NodeCall call)
    {
        int rank = call.ShapeOf(0).Rank, axis = call.Axis(call.Int("axis", -1), rank);
        return [.. Enumerable.Range(axis, rank - axis)];
    }
}
