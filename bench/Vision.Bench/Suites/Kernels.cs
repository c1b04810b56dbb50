using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static ShaderKernels.Operators.Expressions.Expression;

namespace Vision.Bench.Suites;

/// <summary>The three convolutions of Mnih et al. 2015 at batch 32.</summary>
internal static class Mnih2015Convolutions
{
    public static IEnumerable<(string Name, Window Window, Shape Input, Shape Filters, Shape Output)> All =>
    [
        ("conv1 8x8/4 4->32", new(8, 4), [32, 4, 84, 84], [32, 4, 8, 8], [32, 32, 20, 20]),
        ("conv2 4x4/2 32->64", new(4, 2), [32, 32, 20, 20], [64, 32, 4, 4], [32, 64, 9, 9]),
        ("conv3 3x3/1 64->64", new(3), [32, 64, 9, 9], [64, 64, 3, 3], [32, 64, 7, 7]),
    ];
}

public class ConvolutionForward : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels => Mnih2015Convolutions.All.Select(c =>
        new KernelCase(c.Name, new Convolution(c.Window, c.Window, 1, Activation.Relu), c.Input, c.Filters, [c.Filters[0]]));
}

public class ConvolutionInputGradients : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels => Mnih2015Convolutions.All.Select(c =>
        new KernelCase(c.Name, new ConvolutionInputGradient(c.Window, c.Window, c.Input[2], c.Input[3]), c.Output, c.Filters));
}

public class ConvolutionFilterGradients : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels => Mnih2015Convolutions.All.Select(c =>
        new KernelCase(c.Name, new ConvolutionFilterGradient(c.Window, c.Window), c.Input, c.Output));
}

/// <summary>The hidden layer of Mnih et al. 2015, forward and both gradients, and a square product.</summary>
public class MatrixProduct : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels =>
    [
        new("hidden 32x3136x512", new MatMul(Activation: Activation.Relu), [32, 3136], [3136, 512], [512]),
        new("hidden input gradient", new MatMul(TransposeB: true), [32, 512], [3136, 512]),
        new("hidden weight gradient", new MatMul(TransposeA: true), [32, 3136], [32, 512]),
        new("hidden batch 1", new MatMul(Activation: Activation.Relu), [1, 3136], [3136, 512], [512]),
        new("square 512", new MatMul(), [512, 512], [512, 512]),
    ];
}

/// <summary>Elementwise work: Adam's update of the hidden layer's weights, a ReLU's gradient, a broadcast bias.</summary>
public class Elementwise : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels
    {
        get
        {
            Expression mean = 0.9f * Input(2) + 0.1f * Input(1), square = 0.999f * Input(3) + 0.001f * Input(1) * Input(1);
            Shape weights = [3136, 512], images = [32, 20, 20, 32];
            yield return new("Adam 1.6M", new Map(Input(0) - Input(4) * mean / (Sqrt(square) + 1e-8f), mean, square), weights, weights, weights, weights, Shape.Scalar);
            yield return new("ReLU gradient 0.4M", new Map(Input(0) * Greater(Input(1), 0)), images, images);
            yield return new("bias 0.4M", new Map(Input(0) + Input(1)), images, [32]);
        }
    }
}

/// <summary>The sums of a training step.</summary>
public class Reduction : KernelSuite
{
    protected override IEnumerable<KernelCase> Kernels =>
    [
        new("conv1 bias gradient", new Reduce(ShaderKernels.Operators.Reduction.Sum, 0, 1, 2), [32, 20, 20, 32]),
        new("conv3 bias gradient", new Reduce(ShaderKernels.Operators.Reduction.Sum, 0, 1, 2), [32, 7, 7, 64]),
        new("hidden bias gradient", new Reduce(ShaderKernels.Operators.Reduction.Sum, 0), [32, 512]),
        new("sum of everything 1M", new Reduce(ShaderKernels.Operators.Reduction.Sum, 0), [1 << 20]),
    ];
}
