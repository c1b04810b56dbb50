using ShaderKernels.Operators;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Convolutions and what is related to them, against PyTorch.</summary>
public class ConvolutionLiteralTests
{
    private static readonly Dictionary<string, Padding> Rules = new()
    {
        ["Valid"] = Padding.Valid, ["Same"] = Padding.Same, ["Half"] = Padding.Half, ["SameUpper"] = Padding.SameUpper,
        ["SameLower"] = Padding.SameLower, ["Full"] = Padding.Full,
        ["Explicit"] = Padding.Explicit(2, 0),
    };

    private static readonly ConnectionTable Table = new(3, [0, 2], [1], [0, 1, 2]);

    internal static readonly LiteralCase[] Cases =
    [
        new("convolution/2d", g => g["x"].Convolution(g["filters"], g["bias"], [new(3), new(3)])),
        new("convolution/2d asymmetric padding", g => g["x"].Convolution(g["filters"], g["bias"], [new(3, 1, 2, 1), new(2, 1, 0, 3)])),
        new("convolution/2d strides", g => g["x"].Convolution(g["filters"], g["bias"], [new(3, 2, 1, 1), new(1, 3, 1, 0)])),
        new("convolution/2d dilation", g => g["x"].Convolution(g["filters"], null, [new(2, 1, 1, 2, 2), new(2, 1, 2, 1, 3)])),
        new("convolution/2d groups", g => g["x"].Convolution(g["filters"], g["bias"], [new(3, 1, 1, 1), new(3, 1, 1, 1)], 2)),
        new("convolution/2d floor", g => g["x"].Convolution(g["filters"], null, [new(3, 2, Rounding: RoundingMode.Floor), new(2, 2, Rounding: RoundingMode.Floor)])),
        new("convolution/2d wide", g => g["x"].Convolution(g["filters"], g["bias"], [new(3, 1, 1, 1), new(3, 1, 1, 1)])),
        .. Enum.GetValues<Activation>().SelectMany(activation => new LiteralCase[]
        {
            new($"convolution/{activation}", g => g["x"].Convolution(g["filters"], g["bias"], [new(2), new(2)], activation: activation)),
        }),
        new("convolution/1d", g => g["x"].Convolution(g["filters"], g["bias"], [new(3, 2, 1, 2, 2)])),
        new("convolution/3d", g => g["x"].Convolution(g["filters"], g["bias"], [new(3, 2, 1, 0), new(2, 1, 0, 1), new(2, 1, 1, 1)])),
        new("convolution/3d groups", g => g["x"].Convolution(g["filters"], null, [new(2, 1, 0, 1), new(2, 1, 1, 0), new(2)], 2)),
        .. Enum.GetValues<PaddingMode>().Select(mode => new LiteralCase($"convolution/RoundingMode.Pad {mode}",
            g => g["x"].Convolution(g["filters"], null, [new(3, 2, 1, 1, 1, RoundingMode.Pad), new(3, 2, 1, 1, 1, RoundingMode.Pad)], mode: mode))),
        new("convolution/RoundingMode.Crop", g => g["x"].Convolution(g["filters"], null, [new(3, 2, Rounding: RoundingMode.Crop), new(3, 3, Rounding: RoundingMode.Crop)])),
        .. Rules.Select(rule => new LiteralCase($"padding rule/{rule.Key}", g =>
            g["x"].Convolution("conv", 2, 4, 2, rule.Value, rounding: RoundingMode.Floor))),
        new("padding rule/ForceEqual", g => g["x"].Convolution("conv", 2, 4, 1, Padding.Same.ForceEqual())),
        new("convolution/named", g => g["x"].Convolution("conv", 3, new Window(3, 1, 1, 1), new Window(3, 1, 1, 1))),
        new("convolution/DepthwiseConvolution", g => g["x"].DepthwiseConvolution("conv", 3, padding: 1, multiplier: 2)),
        new("convolution/SeparableConvolution", g => g["x"].SeparableConvolution("conv", 4, 3, padding: 1)),
        new("convolution/LocallyConnected", g => g["x"].LocallyConnected("local", 3, 2)),
        new("convolution/LocallyConnected Relu", g => g["x"].LocallyConnected("local", 2, 3, 2, 1, Activation.Relu)),
        new("convolution/LocallyConnected Relu6", g => g["x"].LocallyConnected("local", 2, 2, activation: Activation.Relu6)),
        new("convolution/connection table", g => g["x"].Convolution("conv", Table, 2, 2, 1, Activation.Relu)),
        new("convolution/TransposedConvolution 1d", g => g["x"].TransposedConvolution("conv", 2, 3, 2, 1, 1)),
        new("convolution/TransposedConvolution 2d", g => g["x"].TransposedConvolution("conv", 3, 3, 2, 1)),
        new("convolution/TransposedConvolution 2d groups", g => g["x"].TransposedConvolution("conv", 4, 2, dilation: 2, groups: 2)),
        new("convolution/TransposedConvolution 3d", g => g["x"].TransposedConvolution("conv", 2, 2, 2)),
        new("convolution/TransposedConvolution given", g => g["x"].TransposedConvolution(g["filters"], null,
            [new(3, 2, 1, 1), new(3, 1, 0, 1)])),
        new("convolution/TransposedConvolution Relu", g => g["x"].TransposedConvolution("conv", 2, 2, activation: Activation.Relu)),
        new("convolution/TransposedConvolution Relu6", g => g["x"].TransposedConvolution("conv", 2, 2, activation: Activation.Relu6)),
        new("unfolding/Unfold", g => g["x"].Unfold(2, 2, 1, 2, RoundingMode.Floor)),
        new("unfolding/Unfold given", g => g["x"].Unfold(new Window(3, 1, 1, 0), new Window(2, 2, 0, 1))),
        new("unfolding/UnfoldAxis", g => g["x"].UnfoldAxis(2, new Window(3, 2, 1, 2, 1, RoundingMode.Floor))),
        new("unfolding/Fold", g => g["x"].Fold(4, 5, new Window(2, 2, 1, 1), new Window(3))),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
