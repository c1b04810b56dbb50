using ShaderKernels.Operators;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Random numbers and the layers that draw them, against Philox written out from the paper.</summary>
public class RandomLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        .. Enum.GetValues<Distribution>().Select(distribution => new LiteralCase($"random/{distribution}",
            g => g.Graph.Apply(new RandomNumbers([3, 5], distribution, RandomNumbers.StreamOf("noise")), g.Variable("random/counter")))),
        new("random/RandomUniform -1 3", g => g.Graph.RandomUniform("noise", [2, 3], -1, 3, 11)),
        new("random/RandomNormal 2 0.5", g => g.Graph.RandomNormal("noise", [2, 3], 2, 0.5f, 11)),
        new("random/Dropout", g => g["x"].Dropout("drop", 0.4f)) { Training = true },
        new("random/Dropout mask", g => g["x"].Dropout("drop", 0.7f, always: true, mask: [3, 1])),
        new("random/SpatialDropout", g => g["x"].SpatialDropout("drop", 0.5f)) { Training = true },
        new("random/RandomizedLeakyRelu", g => g["x"].RandomizedLeakyRelu("slope", 0.1f, 0.5f)) { Training = true },
        new("random/Dropout inference", g => g["x"].Dropout("drop", 0.4f) * 1),
    ];

    internal static readonly StepCase[] Counters = [new("random/counter", g => g.Graph.Output("y", g.Graph.RandomUniform("noise", [2])))];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    public static TheoryData<string, string> CountersOnDevices => StepCase.OnDevices(Counters);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);

    [SkippableTheory, MemberData(nameof(CountersOnDevices))]
    public void The_counter_advances_once_a_run(string device, string name) =>
        Counters.Single(literal => literal.Name == name).Check(device);
}
