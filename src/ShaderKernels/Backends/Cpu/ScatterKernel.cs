using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Scatters rows by index. A part of the work owns a range of output rows, visits every index and applies those that refer to its rows, so
/// that nothing needs to be atomic and updates of the same row are always applied in order.
/// </summary>
internal sealed unsafe class ScatterKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly ScatterKind _kind;
    private readonly IndexGeometry _geometry;
    private readonly int _ranges, _parts;
    private float* _indices, _updates, _base, _output;

    public ScatterKernel(CpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs)
    {
        long count = scatter.InferShapes(inputs)[0].Count + inputs[1].Count;
        (_device, _kind, _geometry) = (device, scatter.Kind, scatter.Geometry(inputs[0], inputs[1]));
        int wanted = count < 16384 ? 1 : 2 * device.Team.Count;
        _ranges = Math.Clamp(wanted / Math.Max(1, _geometry.Outer), 1, Math.Max(1, _geometry.Length));
        _parts = _ranges > 1 ? _geometry.Outer * _ranges : Math.Min(_geometry.Outer, wanted);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (outputs[0].Shape.Count == 0) return;
        _indices = inputs[0].Pointer();
        _updates = inputs[1].Pointer();
        _output = outputs[0].Pointer();
        _base = inputs.Length == 3 ? inputs[2].Pointer() : null;
        _device.Team.Run(this, _parts);
    }

    public void Execute(int part)
    {
        if (_ranges > 1)
        {
            (int outer, int range) = Math.DivRem(part, _ranges);
            Fill(outer, (int)((long)_geometry.Length * range / _ranges), (int)((long)_geometry.Length * (range + 1) / _ranges));
            return;
        }
        long end = (long)_geometry.Outer * (part + 1) / _parts;
        for (long outer = (long)_geometry.Outer * part / _parts; outer < end; outer++) Fill(outer, 0, _geometry.Length);
    }

    /// <summary>Computes the output rows from <paramref name="first"/> to <paramref name="end"/>, exclusive.</summary>
    private void Fill(long outer, int first, int end)
    {
        var (_, length, count, inner, batched) = _geometry;
        float* rows = _output + outer * length * inner, updates = _updates + outer * count * inner,
            indices = _indices + (batched ? outer * count : 0);
        float* target = rows + (nint)first * inner;
        nuint bytes = (nuint)(end - first) * (nuint)inner * sizeof(float);
        if (_base == null) NativeMemory.Clear(target, bytes);
        else NativeMemory.Copy(_base + (outer * length + first) * inner, target, bytes);
        for (nint update = 0; update < count; update++)
        {
            int row = Indices.Resolve(indices[update], length);
            if (row >= first && row < end) Combine(new(rows + (nint)row * inner, inner), new(updates + update * inner, inner));
        }
    }

    private void Combine(Span<float> row, ReadOnlySpan<float> update)
    {
        switch (_kind)
        {
            case ScatterKind.Add when row.Length == 1: row[0] += update[0]; break;
            case ScatterKind.Add: TensorPrimitives.Add(row, update, row); break;
            case ScatterKind.Multiply: TensorPrimitives.Multiply(row, update, row); break;
            case ScatterKind.Max: TensorPrimitives.Max(row, update, row); break;
            case ScatterKind.Min: TensorPrimitives.Min(row, update, row); break;
            default: update.CopyTo(row); break;
        }
    }
}
