using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Backends.OpenGL;

/// <summary>Operators of every kind, with shapes that select each of the kernels: plain, tiled, split, two-pass.</summary>
public static class OperatorSamples
{
    private static readonly Window Three = new(3, 2, 1, 0, 1, RoundingMode.Floor);

    public static readonly (Operator Operator, Shape[] Shapes)[] All =
    [
        (new Convolution(Three, Three), [[2, 4, 11, 9], [7, 4, 3, 3]]),
        (new Convolution(Three, Three, 1, Activation.Relu), [[1, 32, 9, 9], [64, 32, 3, 3], [64]]),
        (new Convolution(Three, Three, 2), [[2, 4, 8, 9], [6, 2, 3, 3], [6]]),
        (new Convolution(Three, Three, 1, Activation.Relu6), [[1, 32, 9, 9], [64, 32, 3, 3], [64], [1, 64, 4, 4]]),
        (new Convolution(Three, Three), [[8, 4, 33, 33], [64, 4, 3, 3], [64], [8, 64, 16, 16]]),
        (new Convolution(Three, Three, 2), [[2, 4, 8, 9], [6, 2, 3, 3], [6], [2, 6, 4, 4]]),
        (new ConvolutionInputGradient(Three, Three, 10, 9), [[2, 8, 5, 4], [8, 12, 3, 3]]),
        (new ConvolutionInputGradient(Three, Three, 10, 9, 3), [[2, 9, 5, 4], [9, 4, 3, 3]]),
        (new Convolution(Three, Three, 2), [[2, 8, 8, 9], [12, 4, 3, 3], [12]]),
        (new Convolution(Three, Three, 4), [[2, 4, 8, 9], [4, 1, 3, 3], [4], [2, 4, 4, 4]]),
        (new Convolution(Three, Three, 5), [[2, 5, 8, 9], [5, 1, 3, 3], [5]]),
        (new ConvolutionInputGradient(Three, Three, 10, 9, 8), [[2, 8, 5, 4], [8, 1, 3, 3]]),
        (new ConvolutionInputGradient(Three, Three, 10, 9, 2), [[2, 8, 5, 4], [8, 6, 3, 3]]),
        (new ConvolutionFilterGradient(Three, Three, 8), [[4, 8, 12, 12], [4, 8, 6, 6]]),
        (new ConvolutionFilterGradient(Three, Three, 7), [[1, 7, 2, 12], [1, 7, 1, 6]]),
        (new ConvolutionFilterGradient(Three, Three, 2), [[4, 8, 12, 12], [4, 8, 6, 6]]),
        (new ConvolutionFilterGradient(Three, Three), [[4, 8, 12, 12], [4, 16, 6, 6]]),
        (new ConvolutionFilterGradient(Three, Three, 4), [[4, 8, 12, 12], [4, 4, 6, 6]]),
        .. Enum.GetValues<PoolKind>().Select(kind => ((Operator)new Pool(kind, Three, Three), new Shape[] { [2, 4, 11, 9] })),
        .. Enum.GetValues<PoolKind>().Select(kind => new PoolGradient(kind, Three, Three, 10, 9)).Select(gradient =>
            ((Operator)gradient, gradient.TakesInput ? new Shape[] { [2, 8, 10, 9], [2, 8, 5, 4], [2, 8, 5, 4] } : [[2, 8, 5, 4]])),
        (new MatMul(), [[1, 1], [1, 1]]),
        (new MatMul(false, true, Activation.Relu), [[3, 300], [65, 300], [65]]),
        (new MatMul(true, false), [[40, 130], [40, 67]]),
        (new MatMul(), [[3, 1, 5, 9], [2, 9, 6]]),
        (new MatMul(false, true, Activation.Relu), [[6, 20, 30], [6, 40, 30], [40]]),
        (new Gather(1), [[3, 5, 8], [2, 3]]),
        (new Gather(1, Batched: true), [[3, 5], [3, 7]]),
        .. Enum.GetValues<ScatterKind>().Select(kind => ((Operator)Scatter.Of(kind, 1, 6), new Shape[] { [5], [3, 5, 4], [3, 6, 4] })),
        (new ScatterAdd(0, 4), [[300], [300, 3]]),
        (new ScatterAssign(1, 6, Batched: true), [[3, 50], [3, 50]]),
        (new MaxPoolIndices(Three, Three), [[2, 4, 11, 9]]),
        (new Map(Expression.Input(0) * Expression.Input(1), Expression.Tanh(Expression.Input(0))), [[3, 1, 8], [5, 1]]),
        (new Reduce(Reduction.Mean, 1), [[5, 3, 7]]),
        (new Reduce(Reduction.Max, 0, 2), [[70, 9, 5]]),
        (new Reduce(Reduction.Product, 1), [[5, 3, 7]]),
        (new Reduce(Reduction.Product, 1), [[4, 70]]),
        (new Reduce(Reduction.Sum, 0), [[30000, 33]]),
        (new Softmax(1), [[3, 5, 4]]),
        (new Softmax(1, true), [[3, 200]]),
        (new Resample(1, new Resizing(ResizeMode.Linear).Taps(5, 8)), [[3, 5, 7]]),
        (new Resample(1, new Resizing(ResizeMode.Cubic).Taps(5, 3)), [[3, 5, 4]]),
        (new Resample(2, WindowTaps.Unfold(9, new(3, 2, 1, 1))), [[2, 3, 9]]),
        (StridedCopy.Pad([3, 4], [1, 0], [0, 2], 7), [[3, 4]]),
        (StridedCopy.Concatenate(1, [2, 4, 3], [2, 5, 3]), [[2, 4, 3], [2, 5, 3]]),
        (StridedCopy.Transpose([6, 8, 5], 0, 2, 1), [[6, 8, 5]]),
        (new RandomNumbers([3, 67], Distribution.Uniform, ulong.MaxValue), [[2]]),
        (new RandomNumbers([1030], Distribution.Normal, 1), [[2]]),
        (new NonMaxSuppression(5), [[2, 30, 4], [2, 3, 30]]),
        (new NonMaxSuppression(2, 0.25f, -0.5f, true), [[1, 300, 4], [1, 1, 300]]),
        (new NonMaxSuppression(0), [[1, 3, 4], [1, 1, 3]]),
    ];
}
