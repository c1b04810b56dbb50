using System.Runtime.CompilerServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Elementwise arithmetic in one compiled loop, so that memory is read and written once, however long the expression.</summary>
internal sealed unsafe class CompiledMapKernel : Kernel, IParallelWork
{
    private const int PartLength = 16384;

    private readonly CpuDevice _device;
    private readonly MapBlocks _blocks;
    private readonly int _partLength;
    private readonly long _count;
    private readonly float*[] _inputs, _outputs;

    public CompiledMapKernel(CpuDevice device, Map map, IReadOnlyList<Shape> inputs)
    {
        (_device, _count, _blocks) = (device, map.InferShapes(inputs)[0].Count, new(map, inputs, device.Width));
        _partLength = Math.Max(1, PartLength / _blocks.Length) * _blocks.Length;
        (_inputs, _outputs) = (new float*[inputs.Count], new float*[map.Outputs.Length]);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = inputs[i].Pointer();
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = outputs[i].Pointer();
        _device.Team.Run(this, (int)((_count + _partLength - 1) / _partLength));
    }

    [SkipLocalsInit]
    public void Execute(int part)
    {
        float* workspace = stackalloc float[_blocks.WorkspaceLength];
        float** outputs = stackalloc float*[_outputs.Length];
        long first = (long)part * _partLength, end = Math.Min(_count, first + _partLength);
        for (long start = first; start < end; start += _blocks.Length)
        {
            for (int i = 0; i < _outputs.Length; i++) outputs[i] = _outputs[i] + start;
            _blocks.Run(_inputs, outputs, start, (int)Math.Min(_blocks.Length, end - start), start == first, workspace);
        }
    }
}
