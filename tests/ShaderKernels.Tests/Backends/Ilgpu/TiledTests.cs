using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Operators;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.Ilgpu;

/// <summary>The tiled kernels, which use shared memory. By default only GPUs run them, since the simulator is slow for groups.</summary>
public sealed class TiledTests
{
    public static TheoryData<int> Geometries => [.. Enumerable.Range(0, ConvolutionTests.Geometries.Length)];

    [Theory, MemberData(nameof(Geometries))]
    public void Convolution_agrees_with_the_reference(int geometry)
    {
        var (height, width, input, outputs, groups) = ConvolutionTests.Geometries[geometry];
        var random = new Random(geometry);
        var x = HostTensor.Random(random, Shape.Of(input));
        var w = HostTensor.Random(random, [outputs, input[1] / groups, height.Size, width.Size]);
        var convolution = new Convolution(height, width, groups, Activation.Relu);
        var bias = HostTensor.Random(random, [outputs]);
        Agreement.Check("Ilgpu-Tiled", convolution, [x, w, bias]);
        Agreement.Check("Ilgpu-Tiled", convolution with { Activation = Activation.Relu6 },
            [x, w, bias, HostTensor.Random(random, convolution.InferShapes([x.Shape, w.Shape])[0])]);
    }

    /// <summary>
    /// Height and width windows, input [N, C, H, W], output channels, groups; few, since every barrier waits for 64 threads.
    /// </summary>
    private static readonly (Window Height, Window Width, Shape Input, int Outputs, int Groups)[] GradientGeometries =
    [
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 3, 5, 4], 17, 1),
        (new(3, 2, 1, 0, 1, RoundingMode.Floor), new(2, 1, 0, 3, 2), [1, 16, 5, 6], 24, 2),
        (new(2, 1, 0, 1), new(4, 1, 1, 2), [2, 5, 3, 4], 37, 1),
        (new(1), new(3, 1, 2, 2, 2), [1, 34, 2, 5], 18, 2),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [0, 16, 4, 4], 16, 1),
    ];

    public static TheoryData<int> Gradients => [.. Enumerable.Range(0, GradientGeometries.Length)];

    [Theory, MemberData(nameof(Gradients))]
    public void Gradients_agree_with_the_reference(int geometry)
    {
        var (height, width, input, outputs, groups) = GradientGeometries[geometry];
        var random = new Random(geometry);
        HostTensor x = HostTensor.Random(random, input),
            w = HostTensor.Random(random, [outputs, input[1] / groups, height.Size, width.Size]);
        var gradient = HostTensor.Random(random, new Convolution(height, width, groups).InferShapes([x.Shape, w.Shape])[0]);
        Agreement.Check("Ilgpu-Tiled", new ConvolutionInputGradient(height, width, input[2], input[3], groups), [gradient, w]);
        Agreement.Check("Ilgpu-Tiled", new ConvolutionFilterGradient(height, width, groups), [x, gradient], 1e-4);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(33, 65, 17)]
    [InlineData(32, 32, 16)]
    [InlineData(7, 48, 100)]
    [InlineData(3, 4, 0)]
    public void Matrix_products_agree_with_the_reference_for_all_transpositions(int m, int n, int k)
    {
        var random = new Random(m);
        foreach (var (ta, tb) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            HostTensor a = HostTensor.Random(random, ta ? [k, m] : [m, k]), b = HostTensor.Random(random, tb ? [n, k] : [k, n]);
            Agreement.Check("Ilgpu-Tiled", new MatMul(ta, tb, Activation.Relu), [a, b, HostTensor.Random(random, [n])]);
        }
    }

    public static TheoryData<int> Batches => [.. Enumerable.Range(0, MatMulTests.Batches.Length)];

    [Theory, MemberData(nameof(Batches))]
    public void Batches_of_matrices_broadcast(int batch) => MatMulTests.CheckBatch("Ilgpu-Tiled", batch);

    [Fact]
    public void Without_a_bias_sums_are_stored_unchanged()
    {
        var random = new Random(2);
        Agreement.Check("Ilgpu-Tiled", new MatMul(), [HostTensor.Random(random, [5, 9]), HostTensor.Random(random, [9, 6])]);
        Agreement.Check("Ilgpu-Tiled", new Convolution(new(3), new(3)),
            [HostTensor.Random(random, [2, 3, 6, 7]), HostTensor.Random(random, [5, 3, 3, 3])]);
    }
}
