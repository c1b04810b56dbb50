using ShaderKernels.Backends.Cpu.Filters;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary><see cref="TensorToImage"/> on the CPU, row by row.</summary>
internal sealed unsafe class TensorToImageKernel : TensorImageKernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly Shape _shape;
    private readonly float[] _parameters;
    private CpuPixelSource _source;
    private uint* _result;

    public TensorToImageKernel(CpuDevice device, TensorToImage @operator, Shape shape)
    {
        @operator.InferSize(shape);
        (_device, _shape) = (device, shape);
        _parameters = GC.AllocateArray<float>(TensorToImage.ParameterCount, pinned: true);
        @operator.Parameters(shape[1]).CopyTo(_parameters, 0);
    }

    public override void Run(Tensor tensor, PixelBuffer result)
    {
        Check(tensor, result, _shape);
        var rows = new PixelRows((byte*)(((CpuBuffer)tensor.Buffer).Pointer + tensor.Offset), 0);
        fixed (float* parameters = _parameters) _source = new(rows, rows, parameters, result.Width, result.Height);
        _result = (uint*)((CpuBuffer)result.Pixels.Buffer).Pointer;
        _device.Team.Run(this, result.Height);
    }

    public void Execute(int part)
    {
        uint* row = _result + part * _source.Width;
        for (int x = 0; x < _source.Width; x++) row[x] = PixelFunctions.FromTensor(_source, x, part);
    }
}
