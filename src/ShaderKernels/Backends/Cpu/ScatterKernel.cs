using System.Numerics.Tensors;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Places rows by indices. A part owns a stretch of the output, looks at every index and takes what points there, so that nothing needs
/// to be atomic and rows that meet always meet in the order of the indices.
/// </summary>
internal sealed unsafe class ScatterKernel : Kernel, IParallelWork
{
    private readonly CpuDevice _device;
    private readonly ScatterKind _kind;
    private readonly IndexGeometry _geometry;
    private readonly int _stretches, _parts;
    private float* _indices, _updates, _base, _output;

    public ScatterKernel(CpuDevice device, Scatter scatter, IReadOnlyList<Shape> inputs)
    {
        long count = scatter.InferShapes(inputs)[0].Count + inputs[1].Count;
        (_device, _kind, _geometry) = (device, scatter.Kind, scatter.Geometry(inputs[0], inputs[1]));
        int wanted = count < 16384 ? 1 : 2 * device.Team.Count;
        _stretches = Math.Clamp(wanted / Math.Max(1, _geometry.Outer), 1, Math.Max(1, _geometry.Length));
        _parts = _stretches > 1 ? _geometry.Outer * _stretches : Math.Min(_geometry.Outer, wanted);
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
        if (_stretches > 1)
        {
            (int outer, int stretch) = Math.DivRem(part, _stretches);
            Fill(outer, (int)((long)_geometry.Length * stretch / _stretches), (int)((long)_geometry.Length * (stretch + 1) / _stretches));
            return;
        }
        long end = (long)_geometry.Outer * (part + 1) / _parts;
        for (long outer = (long)_geometry.Outer * part / _parts; outer < end; outer++) Fill(outer, 0, _geometry.Length);
    }

    /// <summary>Computes the output's rows from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    private void Fill(long outer, int first, int end)
    {
        var (_, length, count, inner, batched) = _geometry;
        float* rows = _output + outer * length * inner, updates = _updates + outer * count * inner, indices = _indices + (batched ? outer * count : 0);
        for (nint row = first; row < end; row++)
        {
            var numbers = new Span<float>(rows + row * inner, inner);
            if (_base == null) numbers.Clear();
            else new ReadOnlySpan<float>(_base + (outer * length + row) * inner, inner).CopyTo(numbers);
        }
        for (nint update = 0; update < count; update++)
        {
            int place = Indices.Place(indices[update], length);
            if (place >= first && place < end) Join(new(rows + (nint)place * inner, inner), new(updates + update * inner, inner));
        }
    }

    private void Join(Span<float> row, ReadOnlySpan<float> update)
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
