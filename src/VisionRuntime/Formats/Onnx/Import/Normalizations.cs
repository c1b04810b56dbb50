using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>Normalization layers and softmax.</summary>
internal static class Normalizations
{
    public static IEnumerable<(string, Handler)> Handlers =>
    [
        ("BatchNormalization", BatchNormalization),
        ("InstanceNormalization", call => call.Return(call[0].InstanceNormalization(call[1], call[2], Epsilon(call)))),
        ("GroupNormalization", call => call.Return(GroupNormalization(call))),
        ("LayerNormalization", LayerNormalization),
        ("RMSNormalization", call => call.Return(call[0].RootMeanSquareNormalization(call[1], AxesFrom(call)[0], Epsilon(call)))),
        ("MeanVarianceNormalization", call => call.Return(MeanVarianceNormalization(call))),
        ("LpNormalization", call => call.Return(LpNormalization(call))),
        ("LRN", call => call.Return(LocalResponseNormalization(call))),
        ("Softmax", call => call.Return(Softmax(call, logarithm: false))),
        ("LogSoftmax", call => call.Return(Softmax(call, logarithm: true))),
    ];

    private static float Epsilon(NodeCall call) => call.Float("epsilon", 1e-5f);

    /// <summary>Uses the running statistics, or in training mode those of the batch.</summary>
    private static void BatchNormalization(NodeCall call)
    {
        bool spatial = call.Int("spatial", 1) != 0; // before version 9 each pixel could have its own statistics
        var x = call[0];
        if (x.Shape.Rank < 2) throw call.Error($"{x.Shape} has no channels");
        int[] axes = spatial ? [0, .. Enumerable.Range(2, x.Shape.Rank - 2)] : [0];
        int[] channels = spatial ? [x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)] : [.. x.Shape.Skip(1)];
        Value scale = PerChannel(1), shift = PerChannel(2), mean = PerChannel(3), variance = PerChannel(4);
        float momentum = call.Float("momentum", 0.9f);
        if (call.Int("training_mode") != 0)
        {
            Value batchMean = x.Mean(axes), centered = x - batchMean, batchVariance = (centered * centered).Mean(axes);
            UpdateStatistic(1, 3, mean, batchMean);
            UpdateStatistic(2, 4, variance, batchVariance);
            (mean, variance) = (batchMean, batchVariance);
        }
        var normalized = (Input(0) - Input(3)) / Sqrt(Input(4) + Epsilon(call)) * Input(1) + Input(2);
        call.Return(call.Map(normalized, x, scale, shift, mean, variance));

        Value PerChannel(int index) => call[index].Reshape([.. channels]);

        void UpdateStatistic(int output, int input, Value running, Value batch)
        {
            if (!call.HasOutput(output)) return;
            var updated = call.Map(Input(0) * momentum + Input(1) * (1 - momentum), running, batch.Reshape(running.Shape));
            call.Return(output, updated.Reshape(call.ShapeOf(input)), call.TypeOf(input));
        }
    }

    /// <summary>Along one axis; before version 13 over that axis and all after it together.</summary>
    private static Value Softmax(NodeCall call, bool logarithm)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis", call.Version < 13 ? 1 : -1), x.Shape.Rank);
        if (call.Version >= 13) return logarithm ? x.LogSoftmax(axis) : x.Softmax(axis);
        var matrix = x.Reshape(Shapes.AsMatrix(x.Shape, axis));
        return (logarithm ? matrix.LogSoftmax(1) : matrix.Softmax(1)).Reshape(x.Shape);
    }

    /// <summary>Scale and bias are per group before version 21 and per channel since.</summary>
    private static Value GroupNormalization(NodeCall call)
    {
        Value x = call[0], scale = call[1], bias = call[2];
        int groups = call.Dimension(call.Int("num_groups")), channels = x.Shape.Rank > 1 ? x.Shape[1] : 0;
        if (groups == 0 || channels % groups != 0)
            throw call.Error($"the {channels} channels of {x.Shape} cannot be split into {groups} groups");
        if (scale.Shape.Count == groups) (scale, bias) = (PerChannel(scale), PerChannel(bias));
        return x.GroupNormalization(scale, bias, groups, Epsilon(call));

        Value PerChannel(Value perGroup) => perGroup.Reshape([groups, 1]).Expand([groups, channels / groups]).Reshape([channels]);
    }

    private static void LayerNormalization(NodeCall call)
    {
        var (y, mean, variance) = call[0].Standardize(Epsilon(call), AxesFrom(call));
        call.Return(0, call.Has(2) ? call.Map(Input(0) * Input(1) + Input(2), y, call[1], call[2]) : y * call[1]);
        call.Return(1, mean, OnnxType.Float);
        call.Return(2, call.Map(1f / Sqrt(Input(0) + Epsilon(call)), variance), OnnxType.Float);
    }

    /// <summary>ONNX adds 1e-9 to the standard deviation, not to the variance.</summary>
    private static Value MeanVarianceNormalization(NodeCall call)
    {
        var x = call[0];
        int[] axes = call.Ints("axes") is { } given ? [.. given.Select(axis => call.Axis(axis, x.Shape.Rank))] : [0, 2, 3];
        Value centered = x - x.Mean(axes), variance = call.Map(Square(Input(0)), centered).Mean(axes);
        return call.Map(Input(0) / (Sqrt(Input(1)) + 1e-9f), centered, variance);
    }

    /// <summary>Divides by the L1 or L2 norm along an axis; where the norm is 0 the result is 0.</summary>
    private static Value LpNormalization(NodeCall call)
    {
        var x = call[0];
        int axis = call.Axis(call.Int("axis", -1), x.Shape.Rank);
        var norm = call.Int("p", 2) switch
        {
            1 => x.L1Norm(axis),
            2 => x.L2Norm(axis),
            var p => throw call.Unsupported($"with p = {p}"),
        };
        return call.Map(Select(Equal(Input(1), 0), 0f, Input(0) / Input(1)), x, norm);
    }

    private static Value LocalResponseNormalization(NodeCall call)
    {
        float alpha = call.Float("alpha", 1e-4f), beta = call.Float("beta", 0.75f), bias = call.Float("bias", 1);
        return call[0].LocalResponseNormalization(call.Dimension(call.Int("size")), alpha, beta, bias);
    }

    /// <summary>The axes from the attribute 'axis' to the last.</summary>
    private static int[] AxesFrom(NodeCall call)
    {
        int rank = call.ShapeOf(0).Rank, axis = call.Axis(call.Int("axis", -1), rank);
        return [.. Enumerable.Range(axis, rank - axis)];
    }
}
