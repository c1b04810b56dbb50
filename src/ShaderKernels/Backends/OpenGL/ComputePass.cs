using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// One dispatch of a compute program, with its operands at the shader storage bindings 0, 1, 2 and so on: inputs first, then outputs. The
/// first inputs may be buffer textures instead, at the texture units of the same indices. A kernel consists of one or more passes.
/// </summary>
internal sealed class ComputePass : IDisposable
{
    private readonly OpenGLDevice _device;
    private readonly ShaderProgram _program;
    private readonly WorkGroups _groups;
    private readonly int _firstGroup;
    private readonly OperandCopy?[] _copies;
    private readonly BufferTexture[] _textures;

    /// <param name="device">The device.</param>
    /// <param name="program">The program.</param>
    /// <param name="groups">The work groups to dispatch.</param>
    /// <param name="operands">The number of inputs and outputs.</param>
    /// <param name="textures">The formats of the inputs that are textures, the first of all.</param>
    public ComputePass(OpenGLDevice device, ShaderProgram program, WorkGroups groups, int operands,
        params ReadOnlySpan<SizedInternalFormat> textures)
    {
        _device = device;
        _program = program;
        _groups = groups;
        _firstGroup = program.Uniform("firstGroup");
        _copies = new OperandCopy?[operands];
        _textures = new BufferTexture[textures.Length];
        for (int i = 0; i < textures.Length; i++) _textures[i] = new(device.Gl, textures[i]);
        device.ReserveBindings(operands);
    }

    /// <summary>Gets into how many slices the work can be split at most.</summary>
    public int MaximumSlices => _firstGroup < 0 ? 1 : (int)Math.Clamp(_groups.Count, 1, int.MaxValue);

    /// <summary>Runs with one input and one output.</summary>
    public void Run(Tensor input, Tensor output) => Run([input], [output]);

    /// <summary>Binds the operands, dispatches, and inserts a barrier that makes the outputs visible to the next pass.</summary>
    public void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_groups.Empty) return;
        Bind(inputs, outputs);
        _device.Gl.DispatchCompute(_groups.X, _groups.Y, 1);
        Publish(inputs, outputs);
    }

    /// <summary>Runs the work groups of one slice.</summary>
    public void RunSlice(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, int slice, int slices)
    {
        if (_groups.Empty) return;
        Bind(inputs, outputs);
        long first = _groups.Count * slice / slices, end = _groups.Count * (slice + 1) / slices;
        for (long count; first < end; first += count)
        {
            count = Math.Min(end - first, _device.MaximumWorkGroups);
            _device.Gl.Uniform1(_firstGroup, (uint)first);
            _device.Gl.DispatchCompute((uint)count, 1, 1);
        }
        _device.Gl.Uniform1(_firstGroup, 0u);
        Publish(inputs, outputs);
    }

    private void Bind(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        for (int i = 0; i < inputs.Length; i++) Bind(i, inputs[i]);
        for (int i = 0; i < outputs.Length; i++) Bind(inputs.Length + i, outputs[i]);
        _device.Gl.UseProgram(_program.Handle);
    }

    /// <summary>Makes the outputs visible to the next pass.</summary>
    private void Publish(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        _device.Gl.MemoryBarrier(MemoryBarrierMask.ShaderStorageBarrierBit | MemoryBarrierMask.TextureFetchBarrierBit);
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!Aligned(outputs[i])) _copies[inputs.Length + i]?.WriteBack(outputs[i]);
        }
    }

    private void Bind(int binding, Tensor tensor)
    {
        if (tensor.Shape.Count == 0) return; // The shader is specialized for it and reads nothing.
        var buffer = (OpenGLBuffer)tensor.Buffer;
        long start = tensor.Offset;
        if (!Aligned(tensor))
        {
            buffer = (_copies[binding] ??= new OperandCopy(_device, tensor.Shape.Count)).CopyFrom(tensor);
            start = 0;
        }
        long bytes = tensor.Shape.Count * sizeof(float);
        start *= sizeof(float);
        if (binding < _textures.Length) _textures[binding].Bind(binding, buffer, start, bytes);
        else _device.Gl.BindBufferRange(BufferTargetARB.ShaderStorageBuffer, (uint)binding, buffer.Handle, (nint)start,
            (nuint)bytes);
    }

    private bool Aligned(Tensor tensor) => tensor.Offset % _device.OffsetAlignment == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var copy in _copies) copy?.Dispose();
        foreach (var texture in _textures) texture.Dispose();
    }
}
