using ShaderKernels.Operators;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Picking and placing by indices, against PyTorch.</summary>
public class IndexingLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        new("indexing/Gather", g => g["x"].Gather(g["indices"])),
        new("indexing/Gather 1", g => g["x"].Gather(g["indices"], 1)),
        new("indexing/GatherElements", g => g["x"].GatherElements(g["indices"], 1)),
        new("indexing/GatherElements 0", g => g["x"].GatherElements(g["indices"])),
        new("indexing/GatherND", g => g["x"].GatherND(g["indices"])),
        new("indexing/GatherND batch", g => g["x"].GatherND(g["indices"], 1)),
        new("indexing/OneHot", g => g["indices"].OneHot(4)),
        new("indexing/OneHot 0", g => g["indices"].OneHot(4, 0, 2, -0.5f)),
        .. Enum.GetValues<ScatterKind>().SelectMany(kind => new LiteralCase[]
        {
            new($"indexing/ScatterElements {kind}", g => g["x"].ScatterElements(g["indices"], g["updates"], 1, kind)),
            new($"indexing/ScatterElements 0 {kind}", g => g["x"].ScatterElements(g["indices"], g["updates"], 0, kind)),
            new($"indexing/ScatterND {kind}", g => g["x"].ScatterND(g["indices"], g["updates"], kind)),
        }),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
