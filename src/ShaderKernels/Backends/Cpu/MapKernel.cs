using System.Runtime.CompilerServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Elementwise arithmetic, a block of elements at a time: each instruction runs over a block that stays in the first-level cache, so that
/// memory is read and written once, however long the expression. The arithmetic on blocks is that of System.Numerics.Tensors.
/// </summary>
internal sealed unsafe class MapKernel : Kernel, IParallelWork
{
    private const int Block = 512;
    private const int BlocksPerPart = 32;

    private readonly CpuDevice _device;
    private readonly MapProgram _program;
    private readonly BroadcastReader?[] _readers;
    private readonly bool[] _scalar;
    private readonly long _count;
    private readonly float*[] _inputs, _outputs;
    private readonly bool _direct;

    public MapKernel(CpuDevice device, Map map, IReadOnlyList<Shape> inputs)
    {
        var output = map.InferShapes(inputs)[0];
        (_device, _count, _program) = (device, output.Count, new MapProgram(map));
        _scalar = [.. inputs.Select(input => input.Count == 1)];
        _readers = [.. inputs.Select(input => input.Count == output.Count || input.Count == 1 ? null : new BroadcastReader(input, output))];
        _inputs = new float*[inputs.Count];
        _outputs = new float*[map.Outputs.Length];
        // With one output, nothing is read after the last instruction, so that it may write over an input.
        _direct = _outputs.Length == 1 && _program.Instructions.Length > 0;
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = inputs[i].Pointer();
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = outputs[i].Pointer();
        long part = (long)Block * BlocksPerPart;
        _device.Team.Run(this, (int)((_count + part - 1) / part));
    }

    [SkipLocalsInit]
    public void Execute(int part)
    {
        // The registers, followed by one block for each input that broadcasts.
        float* workspace = stackalloc float[(_program.RegisterCount + _inputs.Length) * Block];
        long end = Math.Min(_count, (part + 1L) * BlocksPerPart * Block);
        for (long start = (long)part * BlocksPerPart * Block; start < end; start += Block)
            RunBlock(start, (int)Math.Min(Block, end - start), workspace);
    }

    private void RunBlock(long start, int length, float* registers)
    {
        float* broadcast = registers + _program.RegisterCount * Block;
        for (int i = 0; i < _inputs.Length; i++) _readers[i]?.Read(_inputs[i], start, length, broadcast + i * Block);

        var instructions = _program.Instructions;
        for (int i = 0; i < instructions.Length; i++)
        {
            ref readonly var instruction = ref instructions[i];
            float* target = _direct && i == instructions.Length - 1 ? _outputs[0] + start : registers + instruction.Result * Block;
            var result = new Span<float>(target, length);
            switch (instruction.Code)
            {
                case MapProgram.Code.Unary:
                    BlockArithmetic.Unary(instruction.Unary, Values(instruction.X, start, length, registers), result);
                    break;
                case MapProgram.Code.Binary when IsScalar(instruction.Y, out float y):
                    BlockArithmetic.Binary(instruction.Binary, Values(instruction.X, start, length, registers), y, result);
                    break;
                case MapProgram.Code.Binary when IsScalar(instruction.X, out float x):
                    BlockArithmetic.Binary(instruction.Binary, x, Values(instruction.Y, start, length, registers), result);
                    break;
                case MapProgram.Code.Binary:
                    BlockArithmetic.Binary(instruction.Binary, Values(instruction.X, start, length, registers),
                        Values(instruction.Y, start, length, registers), result);
                    break;
                default:
                    Select(instruction, start, length, registers, result);
                    break;
            }
        }
        if (_direct) return;
        for (int i = 0; i < _outputs.Length; i++)
        {
            var result = new Span<float>(_outputs[i] + start, length);
            if (IsScalar(_program.Outputs[i], out float value)) result.Fill(value);
            else Values(_program.Outputs[i], start, length, registers).CopyTo(result);
        }
    }

    /// <summary>Whether the operand is a scalar value: a constant, or an input of one element.</summary>
    private bool IsScalar(MapProgram.Operand operand, out float value)
    {
        bool scalar = operand.Source == MapProgram.Source.Input && _scalar[operand.Index];
        value = scalar ? *_inputs[operand.Index] : operand.Value;
        return scalar || operand.Source == MapProgram.Source.Constant;
    }

    private ReadOnlySpan<float> Values(MapProgram.Operand operand, long start, int length, float* registers)
    {
        if (operand.Source == MapProgram.Source.Register) return new(registers + operand.Index * Block, length);
        float* broadcast = registers + (_program.RegisterCount + operand.Index) * Block;
        if (IsScalar(operand, out float value))
        {
            var block = new Span<float>(broadcast, length);
            block.Fill(value);
            return block;
        }
        return _readers[operand.Index] is null ? new(_inputs[operand.Index] + start, length) : new(broadcast, length);
    }

    private void Select(in MapProgram.Instruction instruction, long start, int length, float* registers, Span<float> result)
    {
        var (x, y, z) = (instruction.X, instruction.Y, instruction.Z);
        for (int i = 0; i < length; i++) result[i] = At(x, i) != 0 ? At(y, i) : At(z, i);

        float At(MapProgram.Operand operand, int i) => operand.Source switch
        {
            MapProgram.Source.Constant => operand.Value,
            MapProgram.Source.Register => registers[operand.Index * Block + i],
            _ when _scalar[operand.Index] => *_inputs[operand.Index],
            _ => _readers[operand.Index] is null ? _inputs[operand.Index][start + i]
                : registers[(_program.RegisterCount + operand.Index) * Block + i],
        };
    }
}
