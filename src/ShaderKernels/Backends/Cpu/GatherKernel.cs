using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Gathers rows by index; a part of the work copies a range of rows.</summary>
internal sealed unsafe class GatherKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly IndexGeometry _geometry;
    private readonly long _rows;
    private readonly int _parts;
    private float* _data, _indices, _output;

    public GatherKernel(CpuDevice device, Gather gather, IReadOnlyList<Shape> inputs)
    {
        long count = gather.InferShapes(inputs)[0].Count;
        (_device, _geometry) = (device, gather.Geometry(inputs[0], inputs[1]));
        _rows = (long)_geometry.Outer * _geometry.Count;
        _parts = count < 16384 ? 1 : (int)Math.Min(_rows, 4L * device.Team.Count);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _data = inputs[0].Pointer();
        _indices = inputs[1].Pointer();
        _output = outputs[0].Pointer();
        _device.Team.Run(this, _parts);
    }

    public void Execute(int part)
    {
        var (_, length, count, inner, batched) = _geometry;
        long end = _rows * (part + 1) / _parts;
        for (long row = _rows * part / _parts; row < end; row++)
        {
            (long outer, long pick) = Math.DivRem(row, count);
            int index = Indices.Resolve(_indices[batched ? row : pick], length);
            float* source = _data + (outer * length + index) * inner, destination = _output + row * inner;
            if (inner == 1) *destination = *source;
            else new ReadOnlySpan<float>(source, inner).CopyTo(new(destination, inner));
        }
    }
}
