using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// The expressions of a map as a list of instructions over registers, each register a block of values. Equal subexpressions are computed
/// once, and a register is reused as soon as its last reader is done.
/// </summary>
internal sealed class MapProgram
{
    private readonly List<Instruction> _instructions = [];
    private readonly Dictionary<Expression, int> _values = [];

    public MapProgram(Map map)
    {
        var outputs = map.Outputs.Select(Emit).ToArray();
        Instructions = Allocate(outputs);
    }

    /// <summary>The kinds of instruction.</summary>
    public enum Code
    {
        Unary,
        Binary,
        Select,
    }

    /// <summary>The kinds of operand.</summary>
    public enum Source
    {
        None,
        Register,
        Input,
        Constant,
    }

    /// <summary>An operand: a register, an input or a constant.</summary>
    public readonly record struct Operand(Source Source, int Index, float Value = 0);

    /// <summary>One function applied to a block.</summary>
    public readonly record struct Instruction(Code Code, UnaryFunction Unary, BinaryFunction Binary, Operand X, Operand Y, Operand Z,
        int Result);

    /// <summary>The instructions in order.</summary>
    public Instruction[] Instructions { get; }

    /// <summary>The operand that holds each output after the last instruction.</summary>
    public Operand[] Outputs { get; private set; } = [];

    /// <summary>The number of registers.</summary>
    public int RegisterCount { get; private set; }

    private Operand Emit(Expression expression)
    {
        if (expression is InputExpression input) return new(Source.Input, input.Index);
        if (expression is ConstantExpression constant) return new(Source.Constant, 0, constant.Value);
        if (_values.TryGetValue(expression, out int known)) return new(Source.Register, known);
        var instruction = expression switch
        {
            UnaryExpression unary => new Instruction(Code.Unary, unary.Function, default, Emit(unary.X), default, default, 0),
            BinaryExpression binary => new Instruction(Code.Binary, default, binary.Function, Emit(binary.X), Emit(binary.Y), default, 0),
            SelectExpression select =>
                new Instruction(Code.Select, default, default, Emit(select.Condition), Emit(select.Then), Emit(select.Otherwise), 0),
            _ => throw new NotSupportedException($"Map: {expression.GetType().Name} is not supported on this device"),
        };
        int value = _instructions.Count;
        _instructions.Add(instruction with { Result = value });
        _values.Add(expression, value);
        return new(Source.Register, value);
    }

    /// <summary>Allocates a register for each value; before, the number of a value is that of its instruction.</summary>
    private Instruction[] Allocate(Operand[] outputs)
    {
        var lastUse = new int[_instructions.Count];
        for (int i = 0; i < _instructions.Count; i++)
        {
            foreach (var operand in (ReadOnlySpan<Operand>)[_instructions[i].X, _instructions[i].Y, _instructions[i].Z])
            {
                if (operand.Source == Source.Register) lastUse[operand.Index] = i;
            }
        }
        foreach (var output in outputs)
        {
            if (output.Source == Source.Register) lastUse[output.Index] = int.MaxValue;
        }
        var free = new Stack<int>();
        var register = new int[_instructions.Count];
        var result = new Instruction[_instructions.Count];
        for (int i = 0; i < result.Length; i++)
        {
            var instruction = _instructions[i];
            register[i] = free.Count > 0 ? free.Pop() : RegisterCount++;
            result[i] = instruction with
            {
                X = Renamed(instruction.X), Y = Renamed(instruction.Y), Z = Renamed(instruction.Z), Result = register[i],
            };
            var read = new[] { instruction.X, instruction.Y, instruction.Z }.Where(operand => operand.Source == Source.Register);
            foreach (int value in read.Select(operand => operand.Index).Distinct())
            {
                if (lastUse[value] == i) free.Push(register[value]);
            }
        }
        Outputs = [.. outputs.Select(Renamed)];
        return result;

        Operand Renamed(Operand operand) => operand.Source == Source.Register ? operand with { Index = register[operand.Index] } : operand;
    }
}
