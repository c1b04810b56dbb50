using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

public sealed partial class OpenGLDevice
{
    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs) => Prepare(@operator, inputs, new bool[inputs.Count]);

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant) =>
        Prepare(@operator, inputs, constant, WeightPrecision.Single);

    /// <inheritdoc/>
    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant, WeightPrecision precision)
    {
        var outputs = @operator.InferShapes(inputs);
        foreach (var shape in inputs) RequireBindable(@operator.Name, shape);
        foreach (var shape in outputs) RequireBindable(@operator.Name, shape);
        return @operator switch
        {
            Convolution convolution => ConvolutionKernel.Prepare(this, convolution, inputs, outputs[0], constant[1], precision),
            ConvolutionInputGradient gradient => ConvolutionInputGradientKernel.Prepare(this, gradient, inputs, outputs[0]),
            ConvolutionFilterGradient gradient => ConvolutionFilterGradientKernel.Prepare(this, gradient, inputs, outputs[0]),
            MatMul product => MatMulKernel.Prepare(this, product, inputs, outputs[0], constant[1], precision),
            Pool pool => PoolKernel.Prepare(this, pool, inputs, outputs[0]),
            PoolGradient gradient => PoolGradientKernel.Prepare(this, gradient, inputs, outputs[0]),
            Map map => MapKernel.Prepare(this, map, inputs, outputs[0]),
            Reduce reduce => ReduceKernel.Prepare(this, reduce, inputs[0], outputs[0]),
            Softmax softmax => SoftmaxKernel.Prepare(this, softmax, inputs[0]),
            MaxPoolIndices indices => MaxPoolIndicesKernel.Prepare(this, indices, inputs[0], outputs[0]),
            Gather gather => GatherKernel.Prepare(this, gather, inputs, outputs[0]),
            Scatter scatter => ScatterKernel.Prepare(this, scatter, inputs, outputs[0]),
            Resample resample => ResampleKernel.Prepare(this, resample, inputs[0], outputs[0]),
            StridedCopy copy => StridedCopyKernel.Prepare(this, copy),
            RandomNumbers random => RandomNumbersKernel.Prepare(this, random),
            NonMaxSuppression suppression => NonMaxSuppressionKernel.Prepare(this, suppression, inputs),
            _ => throw new NotSupportedException($"{Name} has no kernel for {@operator.Name}"),
        };
    }

    /// <inheritdoc/>
    public override ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight) =>
        new ImageToTensorKernel(this, @operator, imageWidth, imageHeight);

    /// <inheritdoc/>
    public override FilterKernel Prepare(ImageFilter filter, int width, int height) => filter switch
    {
        CopyFilter => new CopyFilterKernel(this, filter, width, height),
        CannyFilter => new CannyFilterKernel(this, filter, width, height),
        _ => new OpenGLFilterKernel(this, filter, width, height),
    };

    /// <inheritdoc/>
    public override TensorImageKernel Prepare(TensorToImage @operator, Shape tensor)
    {
        RequireBindable("TensorToImage", tensor);
        return new TensorToImageKernel(this, @operator, tensor);
    }

    private void RequireBindable(string name, Shape shape)
    {
        if (shape.Count * sizeof(float) > MaximumTensorBytes)
            throw new NotSupportedException(
                $"{name}: a tensor {shape} takes {shape.Count * sizeof(float) >> 20} MiB; " +
                $"{Name} supports storage buffers of at most {MaximumTensorBytes >> 20} MiB; lower the batch size");
    }
}
