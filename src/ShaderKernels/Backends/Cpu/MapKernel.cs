using System.Runtime.CompilerServices;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Elementwise arithmetic, a block of numbers at a time: each instruction runs over a block that stays in the first-level cache,
/// so the memory is read and written once however long the expression. The block arithmetic is System.Numerics.Tensors'.
/// </summary>
internal sealed unsafe class MapKernel : Kernel, IParallelWork
{
    private const int Block = 512;
    private const int BlocksAPart = 32;

    private readonly CpuDevice _device;
    private readonly MapProgram _program;
    private readonly BroadcastReader?[] _readers;
    private readonly bool[] _single;
    private readonly long _count;
    private readonly float*[] _inputs, _outputs;
    private readonly bool _direct;

    public MapKernel(CpuDevice device, Map map, IReadOnlyList<Shape> inputs)
    {
        var output = map.InferShapes(inputs)[0];
        (_device, _count, _program) = (device, output.Count, new MapProgram(map));
        _single = [.. inputs.Select(input => input.Count == 1)];
        _readers = [.. inputs.Select(input => input.Count == output.Count || input.Count == 1 ? null : new BroadcastReader(input, output))];
        _inputs = new float*[inputs.Count];
        _outputs = new float*[map.Outputs.Length];
        // With one output nothing is read after the last instruction, so that instruction may write where an input lies.
        _direct = _outputs.Length == 1 && _program.Instructions.Length > 0;
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        for (int i = 0; i < _inputs.Length; i++) _inputs[i] = inputs[i].Pointer();
        for (int i = 0; i < _outputs.Length; i++) _outputs[i] = outputs[i].Pointer();
        long part = (long)Block * BlocksAPart;
        _device.Team.Run(this, (int)((_count + part - 1) / part));
    }

    [SkipLocalsInit]
    public void Execute(int part)
    {
        // Registers first, then one block for each input that must be expanded.
        float* workspace = stackalloc float[(_program.RegisterCount + _inputs.Length) * Block];
        long end = Math.Min(_count, (part + 1L) * BlocksAPart * Block);
        for (long start = (long)part * BlocksAPart * Block; start < end; start += Block) RunBlock(start, (int)Math.Min(Block, end - start), workspace);
    }

    private void RunBlock(long start, int length, float* registers)
    {
        float* expanded = registers + _program.RegisterCount * Block;
        for (int i = 0; i < _inputs.Length; i++) _readers[i]?.Read(_inputs[i], start, length, expanded + i * Block);

        var instructions = _program.Instructions;
        for (int i = 0; i < instructions.Length; i++)
        {
            ref readonly var instruction = ref instructions[i];
            float* target = _direct && i == instructions.Length - 1 ? _outputs[0] + start : registers + instruction.Result * Block;
            var result = new Span<float>(target, length);
            switch (instruction.Code)
            {
                case MapProgram.Code.Unary:
                    BlockArithmetic.Unary(instruction.Unary, Numbers(instruction.X, start, length, registers), result);
                    break;
                case MapProgram.Code.Binary when IsNumber(instruction.Y, out float y):
                    BlockArithmetic.Binary(instruction.Binary, Numbers(instruction.X, start, length, registers), y, result);
                    break;
                case MapProgram.Code.Binary when IsNumber(instruction.X, out float x):
                    BlockArithmetic.Binary(instruction.Binary, x, Numbers(instruction.Y, start, length, registers), result);
                    break;
                case MapProgram.Code.Binary:
                    BlockArithmetic.Binary(instruction.Binary, Numbers(instruction.X, start, length, registers), Numbers(instruction.Y, start, length, registers), result);
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
            if (IsNumber(_program.Outputs[i], out float number)) result.Fill(number);
            else Numbers(_program.Outputs[i], start, length, registers).CopyTo(result);
        }
    }

    /// <summary>Whether the operand is the same number everywhere: a constant, or an input of one element.</summary>
    private bool IsNumber(MapProgram.Operand operand, out float number)
    {
        bool single = operand.Source == MapProgram.Source.Input && _single[operand.Index];
        number = single ? *_inputs[operand.Index] : operand.Value;
        return single || operand.Source == MapProgram.Source.Constant;
    }

    private ReadOnlySpan<float> Numbers(MapProgram.Operand operand, long start, int length, float* registers)
    {
        if (operand.Source == MapProgram.Source.Register) return new(registers + operand.Index * Block, length);
        float* expanded = registers + (_program.RegisterCount + operand.Index) * Block;
        if (IsNumber(operand, out float number))
        {
            var block = new Span<float>(expanded, length);
            block.Fill(number);
            return block;
        }
        return _readers[operand.Index] is null ? new(_inputs[operand.Index] + start, length) : new(expanded, length);
    }

    private void Select(in MapProgram.Instruction instruction, long start, int length, float* registers, Span<float> result)
    {
        var (x, y, z) = (instruction.X, instruction.Y, instruction.Z);
        for (int i = 0; i < length; i++) result[i] = At(x, i) != 0 ? At(y, i) : At(z, i);

        float At(MapProgram.Operand operand, int i) => operand.Source switch
        {
            MapProgram.Source.Constant => operand.Value,
            MapProgram.Source.Register => registers[operand.Index * Block + i],
            _ when _single[operand.Index] => *_inputs[operand.Index],
            _ => _readers[operand.Index] is null ? _inputs[operand.Index][start + i] : registers[(_program.RegisterCount + operand.Index) * Block + i],
        };
    }
}
