using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// A map encoded for the interpreter in <see cref="MapKernel"/>: a header, five integers per instruction (function, three operands,
/// result), the operand of each output, the access mode of each input, and the loop nests of inputs that broadcast. Operands below <see
/// cref="Registers"/> are registers, inputs first; the others are constants.
/// </summary>
internal sealed class MapCode
{
    /// <summary>The number of registers of a thread.</summary>
    public const int Registers = 64;

    public const int InputCount = 0, OutputCount = 1, InstructionCount = 2, OutputsBegin = 3, InputsBegin = 4, Header = 5,
        InstructionLength = 5;

    /// <summary>The access modes of an input, if it is not the offset of a loop nest: element by element, or one value for all.</summary>
    public const int Elementwise = -1, Scalar = -2;

    /// <summary>The first code of binary functions, after the unary ones, and the code of the select function.</summary>
    public const int FirstBinary = 100, Select = 200;

    private readonly List<float> _constants = [];
    private readonly int _inputs;

    public MapCode(Map map, IReadOnlyList<Shape> inputs, Shape output)
    {
        var program = new MapProgram(map);
        _inputs = inputs.Count;
        if (program.RegisterCount + _inputs > Registers)
            throw new NotSupportedException(
                $"Map: {_inputs} inputs and {program.RegisterCount} intermediate values need more than the {Registers} registers of the " +
                "Ilgpu device; split the map in two");
        int outputsBegin = Header + program.Instructions.Length * InstructionLength, inputsBegin = outputsBegin + program.Outputs.Length;
        List<int> code = [_inputs, program.Outputs.Length, program.Instructions.Length, outputsBegin, inputsBegin];
        foreach (var instruction in program.Instructions)
            code.AddRange([Function(instruction), Operand(instruction.X), Operand(instruction.Y), Operand(instruction.Z),
                _inputs + instruction.Result]);
        code.AddRange(program.Outputs.Select(Operand));
        var walks = new List<int>();
        foreach (var input in inputs)
        {
            if (input.Count == output.Count) code.Add(Elementwise);
            else if (input.Count == 1) code.Add(Scalar);
            else
            {
                code.Add(inputsBegin + _inputs + walks.Count);
                walks.AddRange(LoopNest.Encode(new(output.Dimensions, [StridedLoop.Broadcast(input, output)])));
            }
        }
        Code = [.. code, .. walks];
        Constants = [.. _constants];
    }

    /// <summary>The instructions and the access modes of the operands.</summary>
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
