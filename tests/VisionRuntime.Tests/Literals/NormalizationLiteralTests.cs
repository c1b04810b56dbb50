using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// Normalization layers, against PyTorch, ONNX's reference and the papers; and the statistics that batch normalization keeps.
/// </summary>
public class NormalizationLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        new("normalization/Standardize", g => Parts(g["x"].Standardize(1e-3f, 1, 2))),
        new("normalization/BatchNormalization given", g => g["x"].BatchNormalization(g["scale"], g["shift"], g["mean"], g["variance"])),
        new("normalization/BatchNormalization batch", g => Parts(g["x"].BatchNormalization(g["scale"], g["shift"], 1e-3f))),
        new("normalization/BatchNormalization inference", g => g["x"].BatchNormalization("bn")),
        new("normalization/BatchNormalization training", g => g["x"].BatchNormalization("bn")) { Training = true },
        new("normalization/LayerNormalization", g => g["x"].LayerNormalization("ln")),
        new("normalization/LayerNormalization 1", g => g["x"].LayerNormalization("ln", 1, 1e-3f)),
        new("normalization/LayerNormalization given", g => g["x"].LayerNormalization(g["scale"])),
        new("normalization/InstanceNormalization", g => g["x"].InstanceNormalization("norm")),
        new("normalization/InstanceNormalization given", g => g["x"].InstanceNormalization(g["scale"], g["shift"], 1e-3f)),
        new("normalization/GroupNormalization", g => g["x"].GroupNormalization("norm", 2)),
        new("normalization/GroupNormalization given", g => g["x"].GroupNormalization(g["scale"], g["shift"], 3, 1e-3f)),
        new("normalization/RootMeanSquareNormalization", g => g["x"].RootMeanSquareNormalization(g["scale"])),
        new("normalization/RootMeanSquareNormalization 1", g => g["x"].RootMeanSquareNormalization(g["scale"], 1, 1e-2f)),
        new("normalization/MeanVarianceNormalization", g => g["x"].MeanVarianceNormalization()),
        new("normalization/MeanVarianceNormalization 1", g => g["x"].MeanVarianceNormalization(1)),
        new("normalization/L2Normalize", g => g["x"].L2Normalize()),
        new("normalization/L1Normalize", g => g["x"].L1Normalize()),
        new("normalization/L2Normalize -1 0.9", g => g["x"].L2Normalize(-1, 0.9f)),
        new("normalization/L1Normalize -1 0.9", g => g["x"].L1Normalize(-1, 0.9f)),
        new("normalization/LocalResponseNormalization", g => g["x"].LocalResponseNormalization(3)),
        new("normalization/LocalResponseNormalization 5", g => g["x"].LocalResponseNormalization(5, 0.3f, 0.6f, 2)),
        new("normalization/LocalResponseNormalization 4", g => g["x"].LocalResponseNormalization(4, 0.3f, 0.6f, 2)),
        new("normalization/LocalContrastNormalization", g => g["x"].LocalContrastNormalization()),
        new("normalization/LocalContrastNormalization 3", g => g["x"].LocalContrastNormalization(3, 0.8, 0.9f, acrossChannels: false)),
        new("normalization/FrameDifferences", g => g["x"].FrameDifferences()),
        new("normalization/FrameDifferences 3", g => g["x"].FrameDifferences(3)),
        new("normalization/FrameDifferences of one frame", g => g["x"].FrameDifferences()),
    ];

    internal static readonly StepCase[] Statistics =
    [
        new("statistics/default", g => g["x"].BatchNormalization("bn")),
        new("statistics/MovingAverage 0.6 by the count", g => g["x"].BatchNormalization("bn",
            statistics: BatchStatistics.MovingAverage(0.6f, unbiased: false))),
        new("statistics/LastEpoch", g => g["x"].BatchNormalization("bn", statistics: BatchStatistics.LastEpoch)),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    public static TheoryData<string, string> StatisticsOnDevices => StepCase.OnDevices(Statistics);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    [SkippableTheory, MemberData(nameof(StatisticsOnDevices))]
    public void Running_statistics_are_the_expected_values(string device, string name) =>
        Statistics.Single(literal => literal.Name == name).Check(device);

    private static Value[] Parts(Standardized standardized) => [standardized.Output, standardized.Mean, standardized.Variance];
}
