using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Runs a compiled map (<see cref="MapCode"/>) a block of elements at a time. Inputs that broadcast are copied to blocks in the first-level
/// cache; where they only repeat, such as one value for each channel of the last axis, once for many blocks.
/// </summary>
internal sealed unsafe class MapBlocks
{
    /// <summary>The usual number of elements of a block, and the largest.</summary>
    private const int UsualLength = 1024, LongestLength = 4096;

    private readonly MapCode.Loop _loop;
    private readonly MapOperand[] _operands;
    private readonly int _lanes, _buffers;

    /// <summary>Compiles a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <param name="width">The width of the vectors.</param>
    /// <param name="row">If possible, blocks are whole rows of this length.</param>
    public MapBlocks(Map map, IReadOnlyList<Shape> inputs, SimdWidth width, int row = 1)
    {
        var output = map.InferShapes(inputs)[0];
        (Outputs, _lanes) = (map.Outputs.Length, (int)width);
        int period = inputs.Select(input => MapOperand.PeriodOf(input, output)).Append(row).Where(length => length <= LongestLength)
            .DefaultIfEmpty(1).Max();
        Length = LengthOf(period, _lanes);
        _operands = [.. inputs.Select(input => MapOperand.Of(input, output, Length))];
        _buffers = _operands.Count(operand => operand.NeedsBuffer) * Length;
        _loop = MapCode.Of(map, [.. inputs.Select(input => input.Count == 1)], width);
    }

    /// <summary>The number of elements of a block.</summary>
    public int Length { get; }

    /// <summary>The number of inputs.</summary>
    public int Inputs => _operands.Length;

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The floats of memory that <see cref="Run"/> needs, and keeps from block to block.</summary>
    public int WorkspaceLength => _buffers + (Inputs + Outputs) * _lanes;

    /// <summary>Computes a block.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">Where the elements of the block are stored, for each output.</param>
    /// <param name="start">The first element of the block, a multiple of its length.</param>
    /// <param name="length">The number of elements, less than that of a block at the end.</param>
    /// <param name="isFirst">Whether this is the first block with this workspace.</param>
    /// <param name="workspace">Memory of <see cref="WorkspaceLength"/> floats.</param>
    public void Run(float*[] inputs, float** outputs, long start, int length, bool isFirst, float* workspace)
    {
        float** operands = stackalloc float*[Inputs + Outputs];
        float* buffer = workspace;
        for (int i = 0; i < _operands.Length; i++)
        {
            operands[i] = _operands[i].At(inputs[i], start, length, isFirst, buffer);
            if (_operands[i].NeedsBuffer) buffer += Length;
        }
        for (int i = 0; i < Outputs; i++) operands[Inputs + i] = outputs[i];
        int vectors = length - length % _lanes;
        if (vectors > 0) _loop(operands, vectors);
        if (vectors < length) RunTail(operands, workspace + _buffers, vectors, length - vectors);
    }

    /// <summary>The length of blocks: a multiple of the period and, unless that is too long, of the width.</summary>
    private static int LengthOf(int period, int lanes)
    {
        int repeats = Math.Max(1, UsualLength / period), whole = lanes / Math.Min(lanes, period & -period);
        int aligned = (repeats + whole - 1) / whole * whole;
        return period * (aligned * period <= LongestLength ? aligned : repeats);
    }

    /// <summary>Computes the last elements, fewer than a vector, in copies of the operands.</summary>
    private void RunTail(float** operands, float* copies, int start, int length)
    {
        float** copied = stackalloc float*[Inputs + Outputs];
        for (int i = 0; i < Inputs + Outputs; i++)
        {
            copied[i] = copies + i * _lanes;
            new Span<float>(copied[i], _lanes).Clear();
            if (i >= Inputs) continue;
            var (first, count) = _operands[i].IsScalar ? (0, 1) : (start, length);
            new ReadOnlySpan<float>(operands[i] + first, count).CopyTo(new(copied[i], count));
        }
        _loop(copied, _lanes);
        for (int i = Inputs; i < Inputs + Outputs; i++)
            new ReadOnlySpan<float>(copied[i], length).CopyTo(new(operands[i] + start, length));
    }
}
