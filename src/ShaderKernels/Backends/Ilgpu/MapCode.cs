using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// A map as numbers for <see cref="MapKernel"/> to interpret, since an accelerator can be handed no expression: a header, five numbers an
/// instruction (function, three operands, result), where each output is, how each input is read, and the walks of those that stretch.
/// Operands below <see cref="Registers"/> are registers, the inputs first; the others are constants.
/// </summary>
internal sealed class MapCode
{
    /// <summary>The registers of a thread.</summary>
    public const int Registers = 64;

    public const int InputCount = 0, OutputCount = 1, InstructionCount = 2, OutputsBegin = 3, InputsBegin = 4, Header = 5, InstructionLength = 5;

    /// <summary>An input's way of being read, where it is not the beginning of its walk: number by number, or one number for all.</summary>
    public const int Alongside = -1, Same = -2;

    /// <summary>Functions are numbered one kind after the other.</summary>
    public const int FirstBinary = 100, Select = 200;

    private readonly List<float> _constants = [];
    private readonly int _inputs;

    public MapCode(Map map, IReadOnlyList<Shape> inputs, Shape output)
    {
        var program = new MapProgram(map);
        _inputs = inputs.Count;
        if (program.RegisterCount + _inputs > Registers)
            throw new NotSupportedException($"Map: {_inputs} inputs and {program.RegisterCount} numbers kept at once are too many; Ilgpu keeps {Registers}; split the map in two");
        int outputsBegin = Header + program.Instructions.Length * InstructionLength, inputsBegin = outputsBegin + program.Outputs.Length;
        List<int> code = [_inputs, program.Outputs.Length, program.Instructions.Length, outputsBegin, inputsBegin];
        foreach (var instruction in program.Instructions)
            code.AddRange([Function(instruction), Operand(instruction.X), Operand(instruction.Y), Operand(instruction.Z), _inputs + instruction.Result]);
        code.AddRange(program.Outputs.Select(Operand));
        var walks = new List<int>();
        foreach (var input in inputs)
        {
            if (input.Count == output.Count) code.Add(Alongside);
            else if (input.Count == 1) code.Add(Same);
            else
            {
                code.Add(inputsBegin + _inputs + walks.Count);
                walks.AddRange(Walk.Encode(new(output.Dimensions, [StridedLoop.Broadcast(input, output)])));
            }
        }
        Code = [.. code, .. walks];
        Constants = [.. _constants];
    }

    /// <summary>The instructions and how the operands are read.</summary>
    public int[] Code { get; }

    /// <summary>The constants.</summary>
    public float[] Constants { get; }

    private static int Function(in MapProgram.Instruction instruction) => instruction.Code switch
    {
        MapProgram.Code.Unary => (int)instruction.Unary,
        MapProgram.Code.Binary => FirstBinary + (int)instruction.Binary,
        _ => Select,
    };

    private int Operand(MapProgram.Operand operand)
    {
        switch (operand.Source)
        {
            case MapProgram.Source.Input: return operand.Index;
            case MapProgram.Source.Register: return _inputs + operand.Index;
            case MapProgram.Source.None: return 0;
            default:
                _constants.Add(operand.Value);
                return Registers + _constants.Count - 1;
        }
    }
}
