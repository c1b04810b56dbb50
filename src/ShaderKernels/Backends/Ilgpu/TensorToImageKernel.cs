using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary><see cref="TensorToImage"/>, one thread a pixel.</summary>
internal sealed class TensorToImageKernel : TensorImageKernel
{
    private readonly FilterPass _pass;
    private readonly Tensor _parameters;
    private readonly Shape _shape;

    public TensorToImageKernel(IlgpuDevice device, TensorToImage @operator, Shape shape)
    {
        var (width, height) = @operator.InferSize(shape);
        _shape = shape;
        _pass = new(device, width, height, FilterPass.FromTensor);
        _parameters = device.AllocateTensor([TensorToImage.ParameterCount]);
        _parameters.Write(@operator.Parameters(shape[1]));
    }

    public override void Run(Tensor tensor, PixelBuffer result)
    {
        Check(tensor, result, _shape);
        _pass.Run(tensor, tensor, _parameters, result.Pixels);
    }

    public override void Dispose()
    {
        _parameters.Buffer.Dispose();
        base.Dispose();
    }
}
