using VisionRuntime.Training;

namespace VisionRuntime.Tests.Literals;

/// <summary>Loss functions, against PyTorch.</summary>
public class LossLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        new("loss/Huber", g => Losses.Huber(g["x"], g["t"])),
        new("loss/Huber 0.4", g => Losses.Huber(g["x"], g["t"], 0.4f)),
        new("loss/SmoothL1", g => Losses.SmoothL1(g["x"], g["t"])),
        new("loss/SmoothL1 0.4", g => Losses.SmoothL1(g["x"], g["t"], 0.4f)),
        new("loss/Poisson", g => Losses.Poisson(g["x"], g["t"])),
        new("loss/Poisson rates", g => Losses.Poisson(g["x"], g["t"], logarithms: false)),
        new("loss/KullbackLeibler", g => Losses.KullbackLeibler(g["x"], g["t"])),
        new("loss/SquaredError", g => Losses.SquaredError(g["x"], g["t"])),
        new("loss/CrossEntropy", g => Losses.CrossEntropy(g["x"], g["t"])),
        new("loss/BinaryCrossEntropy", g => Losses.BinaryCrossEntropy(g["x"], g["t"])),
        new("loss/BinaryCrossEntropy far", g => Losses.BinaryCrossEntropy(g["x"], g["t"])),
        new("loss/Hinge", g => Losses.Hinge(g["x"], g["t"])),
        new("loss/Hinge 0.3", g => Losses.Hinge(g["x"], g["t"], 0.3f)),
        .. Enum.GetValues<LossReduction>().SelectMany(reduction => new LiteralCase[]
        {
            new($"loss/NegativeLogLikelihood {reduction}", g => LabelLosses.NegativeLogLikelihood(g["x"], g["t"], reduction: reduction)),
            new($"loss/NegativeLogLikelihood weighted {reduction}", g => LabelLosses.NegativeLogLikelihood(g["x"], g["t"], g["w"], 1,
                reduction)),
            new($"loss/SoftmaxCrossEntropy {reduction}", g => LabelLosses.SoftmaxCrossEntropy(g["x"], g["t"], g["w"], 0, reduction)),
        }),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
