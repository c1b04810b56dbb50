using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Elementwise arithmetic. Each thread reads its element of every input, interprets the instructions of <see cref="MapCode"/> with its own
/// registers, and only then writes, so that an output may share the memory of an input.
/// </summary>
internal sealed class MapKernel : Kernel
{
    /// <summary>The maximum number of tensors: a kernel takes 14 parameters, two of which are the code and the constants.</summary>
    public const int MaximumOperands = 12;

    private readonly Action<Index1D, ArrayView<int>, ArrayView<float>,
        ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
        ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>> _compute;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _code;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _constants;
    private readonly ArrayView<float>[] _operands = new ArrayView<float>[MaximumOperands];
    private readonly int _count;

    public MapKernel(IlgpuDevice device, Map map, IReadOnlyList<Shape> inputs, Shape output)
    {
        if (inputs.Count + map.Outputs.Length > MaximumOperands)
            throw new NotSupportedException(
                $"Map: {inputs.Count} inputs and {map.Outputs.Length} outputs are {inputs.Count + map.Outputs.Length} operands; " +
                $"{device.Name} supports {MaximumOperands}; split the map in two");
        _count = (int)output.Count;
        var code = new MapCode(map, inputs, output);
        _code = device.Upload(code.Code);
        _constants = device.Upload(code.Constants);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<int>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>,
            ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>,
                ArrayView<float>, ArrayView<float>>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count == 0) return;
        var v = _operands;
        v.AsSpan().Fill(outputs[0].View()); // Every parameter needs a view, used or not.
        for (int i = 0; i < inputs.Length; i++) v[i] = inputs[i].View();
        for (int i = 0; i < outputs.Length; i++) v[inputs.Length + i] = outputs[i].View();
        _compute(_count, _code.View.BaseView, _constants.View.BaseView,
            v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]);
    }

    public override void Dispose()
    {
        _code.Dispose();
        _constants.Dispose();
        base.Dispose();
    }

    private static void Compute(Index1D index, ArrayView<int> code, ArrayView<float> constants,
        ArrayView<float> v0, ArrayView<float> v1, ArrayView<float> v2, ArrayView<float> v3, ArrayView<float> v4, ArrayView<float> v5,
        ArrayView<float> v6, ArrayView<float> v7, ArrayView<float> v8, ArrayView<float> v9, ArrayView<float> v10, ArrayView<float> v11)
    {
        var registers = LocalMemory.Allocate<float>(MapCode.Registers);
        int inputs = code[MapCode.InputCount], operands = inputs + code[MapCode.OutputCount];
        if (inputs > 0) registers[0] = Read(index, code, 0, v0);
        if (inputs > 1) registers[1] = Read(index, code, 1, v1);
        if (inputs > 2) registers[2] = Read(index, code, 2, v2);
        if (inputs > 3) registers[3] = Read(index, code, 3, v3);
        if (inputs > 4) registers[4] = Read(index, code, 4, v4);
        if (inputs > 5) registers[5] = Read(index, code, 5, v5);
        if (inputs > 6) registers[6] = Read(index, code, 6, v6);
        if (inputs > 7) registers[7] = Read(index, code, 7, v7);
        if (inputs > 8) registers[8] = Read(index, code, 8, v8);
        if (inputs > 9) registers[9] = Read(index, code, 9, v9);
        if (inputs > 10) registers[10] = Read(index, code, 10, v10);

        int end = MapCode.Header + code[MapCode.InstructionCount] * MapCode.InstructionLength;
        for (int instruction = MapCode.Header; instruction < end; instruction += MapCode.InstructionLength)
        {
            float x = Operand(registers, constants, code[instruction + 1]), y = Operand(registers, constants, code[instruction + 2]),
                z = Operand(registers, constants, code[instruction + 3]);
            registers[code[instruction + 4]] = Evaluate(code[instruction], x, y, z);
        }

        if (inputs == 0) v0[index] = Result(registers, constants, code, 0);
        if (inputs <= 1 && operands > 1) v1[index] = Result(registers, constants, code, 1);
        if (inputs <= 2 && operands > 2) v2[index] = Result(registers, constants, code, 2);
        if (inputs <= 3 && operands > 3) v3[index] = Result(registers, constants, code, 3);
        if (inputs <= 4 && operands > 4) v4[index] = Result(registers, constants, code, 4);
        if (inputs <= 5 && operands > 5) v5[index] = Result(registers, constants, code, 5);
        if (inputs <= 6 && operands > 6) v6[index] = Result(registers, constants, code, 6);
        if (inputs <= 7 && operands > 7) v7[index] = Result(registers, constants, code, 7);
        if (inputs <= 8 && operands > 8) v8[index] = Result(registers, constants, code, 8);
        if (inputs <= 9 && operands > 9) v9[index] = Result(registers, constants, code, 9);
        if (inputs <= 10 && operands > 10) v10[index] = Result(registers, constants, code, 10);
        if (inputs <= 11 && operands > 11) v11[index] = Result(registers, constants, code, 11);
    }

    private static float Read(int index, ArrayView<int> code, int input, ArrayView<float> values)
    {
        int mode = code[code[MapCode.InputsBegin] + input];
        if (mode == MapCode.Elementwise) return values[index];
        if (mode == MapCode.Scalar) return values[0];
        return values[LoopNest.Offset(code, mode, 0, index)];
    }

    private static float Operand(ArrayView<float> registers, ArrayView<float> constants, int operand) =>
        operand < MapCode.Registers ? registers[operand] : constants[operand - MapCode.Registers];

    private static float Result(ArrayView<float> registers, ArrayView<float> constants, ArrayView<int> code, int operand) =>
        Operand(registers, constants, code[code[MapCode.OutputsBegin] + operand - code[MapCode.InputCount]]);

    private static float Evaluate(int function, float x, float y, float z)
    {
        switch (function)
        {
            case (int)UnaryFunction.Negate: return -x;
            case (int)UnaryFunction.Abs: return MathF.Abs(x);
            case (int)UnaryFunction.Exp: return Functions.Exp(x);
            case (int)UnaryFunction.Log: return Functions.Log(x);
            case (int)UnaryFunction.Sqrt: return MathF.Sqrt(x);
            case (int)UnaryFunction.Tanh: return Functions.Tanh(x);
            case (int)UnaryFunction.Sigmoid: return Functions.Sigmoid(x);
            case (int)UnaryFunction.Floor: return MathF.Floor(x);
            case (int)UnaryFunction.Sin: return Functions.Sin(x);
            case (int)UnaryFunction.Cos: return Functions.Cos(x);
            case (int)UnaryFunction.Tan: return Functions.Tan(x);
            case (int)UnaryFunction.Asin: return Functions.Asin(x);
            case (int)UnaryFunction.Acos: return Functions.Acos(x);
            case (int)UnaryFunction.Atan: return Functions.Atan(x);
            case (int)UnaryFunction.Sinh: return Functions.Sinh(x);
            case (int)UnaryFunction.Cosh: return Functions.Cosh(x);
            case (int)UnaryFunction.Asinh: return Functions.Asinh(x);
            case (int)UnaryFunction.Acosh: return Functions.Acosh(x);
            case (int)UnaryFunction.Atanh: return Functions.Atanh(x);
            case (int)UnaryFunction.Erf: return Functions.Erf(x);
            case (int)UnaryFunction.Round: return Functions.Round(x);
            case (int)UnaryFunction.IsNaN: return float.IsNaN(x) ? 1f : 0f;
            case MapCode.FirstBinary + (int)BinaryFunction.Add: return x + y;
            case MapCode.FirstBinary + (int)BinaryFunction.Subtract: return x - y;
            case MapCode.FirstBinary + (int)BinaryFunction.Multiply: return x * y;
            case MapCode.FirstBinary + (int)BinaryFunction.Divide: return x / y;
            case MapCode.FirstBinary + (int)BinaryFunction.Min: return Functions.Min(x, y);
            case MapCode.FirstBinary + (int)BinaryFunction.Max: return Functions.Max(x, y);
            case MapCode.FirstBinary + (int)BinaryFunction.Power: return Functions.Power(x, y);
            case MapCode.FirstBinary + (int)BinaryFunction.Greater: return x > y ? 1f : 0f;
            case MapCode.FirstBinary + (int)BinaryFunction.Equal: return x == y ? 1f : 0f;
            case MapCode.FirstBinary + (int)BinaryFunction.Remainder: return Functions.Remainder(x, y);
            default: return x != 0f ? y : z;
        }
    }
}
