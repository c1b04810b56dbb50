using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Activation functions, against PyTorch.</summary>
public class ActivationLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        new("activation/Relu", g => g["x"].Relu()),
        new("activation/Sigmoid", g => g["x"].Sigmoid()),
        new("activation/Tanh", g => g["x"].Tanh()),
        new("activation/Exp", g => g["x"].Exp()),
        new("activation/LeakyRelu", g => g["x"].LeakyRelu()),
        new("activation/LeakyRelu 0.2", g => g["x"].LeakyRelu(0.2f)),
        new("activation/Elu", g => g["x"].Elu()),
        new("activation/Elu 0.7", g => g["x"].Elu(0.7f)),
        new("activation/Selu", g => g["x"].Selu()),
        new("activation/Gelu", g => g["x"].Gelu()),
        new("activation/Gelu exact", g => g["x"].Gelu(exact: true)),
        new("activation/Softplus", g => g["x"].Softplus()),
        new("activation/Softplus far", g => g["x"].Softplus()),
        new("activation/Softsign", g => g["x"].Softsign()),
        new("activation/HardSigmoid", g => g["x"].HardSigmoid()),
        new("activation/HardSigmoid 0.3 0.4", g => g["x"].HardSigmoid(0.3f, 0.4f)),
        new("activation/HardTanh", g => g["x"].HardTanh()),
        new("activation/Swish", g => g["x"].Swish()),
        new("activation/Linear", g => g["x"].Linear()),
        new("activation/Linear 1.5 -0.25", g => g["x"].Linear(1.5f, -0.25f)),
        new("activation/Celu", g => g["x"].Celu()),
        new("activation/Celu 0.6", g => g["x"].Celu(0.6f)),
        new("activation/Mish", g => g["x"].Mish()),
        new("activation/HardSwish", g => g["x"].HardSwish()),
        new("activation/ThresholdedRelu", g => g["x"].ThresholdedRelu()),
        new("activation/ThresholdedRelu 0.4", g => g["x"].ThresholdedRelu(0.4f)),
        new("activation/Shrink", g => g["x"].Shrink()),
        new("activation/Shrink 1.1 0.3", g => g["x"].Shrink(1.1f, 0.3f)),
        new("activation/SoftShrink", g => g["x"].SoftShrink()),
        new("activation/SoftShrink 0.8", g => g["x"].SoftShrink(0.8f)),
        new("activation/Softmin", g => g["x"].Softmin()),
        new("activation/Softmin 0", g => g["x"].Softmin(0)),
        new("activation/Softmax", g => g["x"].Softmax()),
        new("activation/Softmax 1", g => g["x"].Softmax(1)),
        new("activation/LogSoftmax", g => g["x"].LogSoftmax()),
        new("activation/LogSoftmax 1", g => g["x"].LogSoftmax(1)),
        new("activation/Softmax long", g => g["x"].Softmax()),
        new("activation/LogSoftmax long", g => g["x"].LogSoftmax()),
        new("activation/Glu", g => g["x"].Glu()),
        new("activation/Glu -1", g => g["x"].Glu(-1)),
        new("activation/Maxout", g => g["x"].Maxout(3)),
        new("activation/ParametricRelu", g => g["x"].ParametricRelu("act")),
        new("activation/ParametricRelu given", g => g["x"].ParametricRelu(g["slope"])),
        new("activation/RandomizedLeakyRelu", g => g["x"].RandomizedLeakyRelu("slope")),
        new("activation/RandomizedLeakyRelu 0.1 0.5", g => g["x"].RandomizedLeakyRelu("slope", 0.1f, 0.5f)),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
