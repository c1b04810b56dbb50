using ShaderKernels.Operators;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Literals;

/// <summary>Matrix products, dense layers and embeddings, against PyTorch.</summary>
public class ProductLiteralTests
{
    internal static readonly LiteralCase[] Cases =
    [
        new("product/MatMul", g => g["a"].MatMul(g["b"])),
        new("product/MatMul batches", g => g["a"].MatMul(g["b"])),
        new("product/MatMul transposed", g => g["a"].MatMul(g["b"], transposeA: true, transposeB: true)),
        new("product/MatMul transposed left", g => g["a"].MatMul(g["b"], transposeA: true)),
        new("product/MatMul transposed right", g => g["a"].MatMul(g["b"], transposeB: true)),
        new("product/MatMul row", g => g["a"].MatMul(g["b"])),
        new("product/MatMul column", g => g["a"].MatMul(g["b"])),
        new("product/MatMul vectors", g => g["a"].MatMul(g["b"])),
        .. Enum.GetValues<Activation>().Select(activation => new LiteralCase($"product/Dense {activation}", g =>
            g["x"].Dense("layer", 4, activation))),
        new("product/Embedding", g => g["x"].Embedding("layer", 6, 3)),
    ];

    public static TheoryData<string, string> OnDevices => LiteralCase.OnDevices(Cases);

    [SkippableTheory, MemberData(nameof(OnDevices))]
    public void Outputs_and_gradients_are_the_expected_values(string device, string name) =>
        Cases.Single(literal => literal.Name == name).Check(device);
}
