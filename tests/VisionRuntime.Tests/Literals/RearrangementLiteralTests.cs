using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Elements that move and stay what they are, against PyTorch.</summary>
public class RearrangementLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        new("rearrangement/Slice", g => g["x"].Slice(1, 1, 2, 2)),
        new("rearrangement/Slice backwards", g => g["x"].Slice(-2, 4, 3, -2)),
        new("rearrangement/Slice all axes", g => g["x"].Slice([1, 0, 2], [2, 2, 1], [1, 3, 1])),
        new("rearrangement/Flip", g => g["x"].Flip(0, 2)),
        new("rearrangement/Tile", g => g["x"].Tile(2, 1, 3)),
        new("rearrangement/Transpose", g => g["x"].Transpose(2, 0, 1)),
        new("rearrangement/Expand", g => g["x"].Expand([2, 4, 3])),
        new("rearrangement/Concatenate", g => Join.Concatenate(1, g["a"], g["b"], g["c"])),
        new("rearrangement/Concatenate -1", g => Join.Concatenate(-1, g["a"], g["b"])),
        new("rearrangement/Reshape", g => (g["x"] * 2).Reshape([4, 3])),
        new("rearrangement/Flatten", g => g["x"].Flatten()),
        new("rearrangement/Detach", g => g["x"] * (g["x"] * 3).Detach()),
        new("rearrangement/DepthToSpace", g => g["x"].DepthToSpace(2)),
        new("pad/Constant", g => g["x"].Pad([0, 0, 2], [0, 1, 0], value: 1.25f)),
        .. Enum.GetValues<PaddingMode>().Where(mode => mode != PaddingMode.Constant)
            .Select(mode => new LiteralCase($"pad/{mode}", g => g["x"].Pad([0, 0, 2], [0, 0, mode == PaddingMode.Wrap ? 4 : 1], mode))),
        new("pad/crop", g => g["x"].Pad([0, -1, 0], [0, 2, 0], value: -1)),
        new("pad/PadImages", g => g["x"].PadImages(1, value: 0.5f)),
        new("pad/PadImages Reflect", g => g["x"].PadImages(2, PaddingMode.Reflect)),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
