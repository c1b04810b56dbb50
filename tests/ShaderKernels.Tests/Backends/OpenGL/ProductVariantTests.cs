using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>Every variant of a product computes the same, whichever one the device would choose.</summary>
public class ProductVariantTests
{
    private static readonly ProductTile[] Variants =
    [
        new(Shared: false, 3, 4, Quads: 1, Rows: 1),
        new(Shared: false, 2, 8, Quads: 2, Rows: 7, Splits: 3),
        new(Shared: false, 8, 8, Quads: 2, Rows: 8),
        new(Shared: true, 4, 8, Quads: 1, Rows: 4),
        new(Shared: true, 8, 4, Quads: 2, Rows: 8, Splits: 3),
    ];

    private static readonly Window Same = new(3, 1, 1, 1), Uneven = new(3, 2, 1, 0, 1, RoundingMode.Floor),
        Dilated = new(2, 1, 0, 3, 2), Valid = new(4, 2, 0, 0, 1, RoundingMode.Floor);

    private static readonly (Operator Operator, Shape[] Shapes)[] Products =
    [
        (new Convolution(Same, Uneven, 1, Activation.Relu), [[2, 5, 7, 9], [7, 5, 3, 3], [7], [2, 7, 7, 4]]),
        (new Convolution(Uneven, Dilated), [[3, 8, 6, 5], [12, 8, 3, 2], [12]]),
        (new Convolution(Valid, Valid, 1, Activation.Relu6), [[2, 4, 13, 11], [20, 4, 4, 4], [20]]),
        (new Convolution(new(1), new(1)), [[2, 36, 3, 5], [33, 36, 1, 1]]),
        (new Convolution(Uneven, Dilated, 3, Activation.Relu), [[2, 12, 9, 8], [21, 4, 3, 2], [21], [2, 21, 4, 9]]),
        (new Convolution(Same, Valid, 2), [[2, 6, 5, 10], [16, 3, 3, 4], [16]]),
        (new ConvolutionInputGradient(Uneven, Valid, 10, 9), [[2, 6, 5, 3], [6, 5, 3, 4]]),
        (new ConvolutionInputGradient(Same, Dilated, 6, 7), [[2, 8, 6, 8], [8, 12, 3, 2]]),
        (new ConvolutionInputGradient(Uneven, Valid, 10, 9, 2), [[2, 6, 5, 3], [6, 5, 3, 4]]),
        (new ConvolutionInputGradient(Same, Dilated, 6, 7, 2), [[2, 16, 6, 8], [16, 12, 3, 2]]),
        (new ConvolutionFilterGradient(Same, Uneven), [[2, 8, 7, 9], [2, 12, 7, 4]]),
        (new ConvolutionFilterGradient(Dilated, Valid), [[3, 3, 6, 10], [3, 5, 7, 4]]),
        (new ConvolutionFilterGradient(Same, Uneven, 2), [[2, 16, 7, 9], [2, 10, 7, 4]]),
        (new ConvolutionFilterGradient(Dilated, Valid, 3), [[3, 12, 6, 10], [3, 24, 7, 4]]),
        (new MatMul(false, true, Activation.Relu), [[3, 70], [9, 70], [9]]),
        (new MatMul(true, false), [[40, 12], [40, 20]]),
        (new MatMul(), [[3, 5, 18], [18, 7]]),
    ];

    public static TheoryData<int, int> Cases()
    {
        var cases = new TheoryData<int, int>();
        for (int variant = 0; variant < Variants.Length; variant++)
            for (int product = 0; product < Products.Length; product++) cases.Add(variant, product);
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Every_variant_agrees_with_the_reference(int variant, int product)
    {
        int chosen = 0;
        using var device = new OpenGLDevice(ThreadContext.Gl())
        {
            ChooseTile = asked =>
            {
                chosen++;
                return Fit(Variants[variant], asked);
            },
        };
        var (@operator, shapes) = Products[product];
        HostTensor[] inputs = [.. shapes.Select((shape, i) => HostTensor.Random(new Random(i), shape))];
        double[] expected = References.Run(@operator, inputs);
        var result = OperatorRunner.Run(device, @operator, inputs)[0];
        Agreement.Compare(expected, result.Values, 1e-5, $"{@operator.Name} as {Variants[variant]}");
        Assert.Equal(1, chosen);

        // Convolutions and matrix products pack weights.
        if (@operator is not (Convolution or MatMul)) return;
        var packed = OperatorRunner.Run(device, @operator, inputs, [false, true, .. new bool[inputs.Length - 2]])[0];
        Agreement.Compare(expected, packed.Values, 1e-5, $"{@operator.Name} of packed weights as {Variants[variant]}");
        Assert.Equal(2, chosen);
    }

    /// <summary>Vectors of four rows need blocks of whole vectors, and only products of the same length are split.</summary>
    private static ProductTile Fit(ProductTile variant, MatrixProduct product) => variant with
    {
        Rows = product is { LeftVectors: true, LeftAlongK: false } ? (variant.Rows + 3) / 4 * 4 : variant.Rows,
        Splits = product.Splits ? variant.Splits : 1,
    };
}
