using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// One dispatch of one program, with its operands at the shader storage bindings 0, 1, 2 and so on: inputs first, then outputs.
/// A kernel is one pass or a few in order.
/// </summary>
internal sealed class ComputePass : IDisposable
{
    private readonly OpenGLDevice _device;
    private readonly ShaderProgram _program;
    private readonly WorkGroups _groups;
    private readonly OperandCopy?[] _copies;

    /// <param name="device">Where it runs.</param>
    /// <param name="program">What runs.</param>
    /// <param name="groups">How many times.</param>
    /// <param name="operands">The number of inputs and outputs together.</param>
    public ComputePass(OpenGLDevice device, ShaderProgram program, WorkGroups groups, int operands)
    {
        _device = device;
        _program = program;
        _groups = groups;
        _copies = new OperandCopy?[operands];
        device.UseBindings(operands);
    }

    /// <summary>Runs with one input and one output.</summary>
    public void Run(Tensor input, Tensor output) => Run([input], [output]);

    /// <summary>Binds the operands, dispatches, and makes what is written visible to the next pass.</summary>
    public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_groups.Empty) return;
        var gl = _device.Gl;
        for (int i = 0; i < inputs.Length; i++) Bind(i, inputs[i]);
        for (int i = 0; i < outputs.Length; i++) Bind(inputs.Length + i, outputs[i]);
        gl.UseProgram(_program.Handle);
        gl.DispatchCompute(_groups.X, _groups.Y, 1);
        gl.MemoryBarrier(MemoryBarrierMask.ShaderStorageBarrierBit);
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!Aligned(outputs[i])) _copies[inputs.Length + i]?.WriteBack(outputs[i]);
        }
    }

    private void Bind(int slot, Tensor tensor)
    {
        if (tensor.Shape.Count == 0) return; // The shader was made for it, and reads nothing.
        uint buffer = ((OpenGLBuffer)tensor.Buffer).Handle;
        long start = tensor.Offset;
        if (!Aligned(tensor))
        {
            buffer = (_copies[slot] ??= new OperandCopy(_device, tensor.Shape.Count)).Fill(tensor);
            start = 0;
        }
        _device.Gl.BindBufferRange(BufferTargetARB.ShaderStorageBuffer, (uint)slot, buffer, (nint)(start * sizeof(float)), (nuint)(tensor.Shape.Count * sizeof(float)));
    }

    private bool Aligned(Tensor tensor) => tensor.Offset % _device.OffsetAlignment == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var copy in _copies) copy?.Dispose();
    }
}
