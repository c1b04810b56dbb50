using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.OpenGL;

/// <summary><see cref="TensorToImage"/>, one invocation a pixel.</summary>
internal sealed class TensorToImageKernel : TensorImageKernel
{
    private readonly FilterPass _pass;
    private readonly Tensor _parameters;
    private readonly Shape _shape;

    public TensorToImageKernel(OpenGLDevice device, TensorToImage @operator, Shape shape)
    {
        var (width, height) = @operator.InferSize(shape);
        _shape = shape;
        _pass = new(device, "TensorToImage.glsl", "fromTensor", width, height);
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
        _pass.Dispose();
        _parameters.Buffer.Dispose();
        base.Dispose();
    }
}
