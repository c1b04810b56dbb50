using System.Collections.Concurrent;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Compiles the expressions of a map to a loop over vectors of the width of the device: each input is loaded once, everything in between
/// stays in registers, and each output is stored once. Functions that the vectors of .NET lack are left to <see cref="MapKernel"/>.
/// </summary>
internal sealed unsafe class MapCode
{
    private static readonly ConcurrentDictionary<(Map Map, string Scalars, SimdWidth Width), Loop> Compiled = [];

    private readonly Map _map;
    private readonly bool[] _scalars;
    private readonly int _lanes;
    private readonly Type _vectors, _vector;
    private readonly DynamicMethod _method;
    private readonly ILGenerator _code;
    private readonly Dictionary<Expression, LocalBuilder> _values = [];
    private readonly LocalBuilder[] _pointers;
    private readonly LocalBuilder _offset;

    private MapCode(Map map, bool[] scalars, SimdWidth width)
    {
        (_map, _scalars, _lanes) = (map, scalars, (int)width);
        (_vectors, _vector) = width switch
        {
            SimdWidth.Vector512 => (typeof(Vector512), typeof(Vector512<float>)),
            SimdWidth.Vector256 => (typeof(Vector256), typeof(Vector256<float>)),
            _ => (typeof(Vector128), typeof(Vector128<float>)),
        };
        _method = new DynamicMethod("Map", typeof(void), [typeof(float**), typeof(nint)], typeof(MapCode).Module, skipVisibility: true);
        _code = _method.GetILGenerator();
        _pointers = [.. Enumerable.Range(0, scalars.Length + map.Outputs.Length).Select(_ => _code.DeclareLocal(typeof(nint)))];
        _offset = _code.DeclareLocal(typeof(nint));
    }

    /// <summary>Computes the outputs of a number of elements that is a multiple of the width.</summary>
    /// <param name="operands">The inputs, of which scalar ones are single elements, followed by the outputs.</param>
    /// <param name="count">The number of elements.</param>
    public delegate void Loop(float** operands, nint count);

    /// <summary>Whether a map can be compiled for a width here.</summary>
    public static bool Supports(Map map, SimdWidth width) =>
        RuntimeFeature.IsDynamicCodeCompiled && width != SimdWidth.Scalar && map.Outputs.All(Supports);

    /// <summary>Returns the loop of a map whose marked inputs are single elements; the same maps share theirs.</summary>
    public static Loop Of(Map map, bool[] scalars, SimdWidth width) => Compiled.GetOrAdd(
        (map, string.Concat(scalars.Select(scalar => scalar ? '1' : '0')), width), _ => new MapCode(map, scalars, width).Compile());

    private static bool Supports(Expression expression) => expression switch
    {
        UnaryExpression unary => NameOf(unary.Function) is not null && Supports(unary.X),
        BinaryExpression binary => NameOf(binary.Function) is not null && Supports(binary.X) && Supports(binary.Y),
        _ => expression.Operands.All(Supports),
    };

    private static string? NameOf(UnaryFunction function) => function switch
    {
        UnaryFunction.Negate or UnaryFunction.Abs or UnaryFunction.Sqrt or UnaryFunction.Exp or UnaryFunction.Log
            or UnaryFunction.Floor or UnaryFunction.Round => function.ToString(),
        UnaryFunction.IsNaN => nameof(Vector512.Equals),
        _ => null,
    };

    private static string? NameOf(BinaryFunction function) => function switch
    {
        BinaryFunction.Add or BinaryFunction.Subtract or BinaryFunction.Multiply or BinaryFunction.Divide or BinaryFunction.Min
            or BinaryFunction.Max => function.ToString(),
        BinaryFunction.Greater => nameof(Vector512.GreaterThan),
        BinaryFunction.Equal => nameof(Vector512.Equals),
        _ => null,
    };

    private Loop Compile()
    {
        LoadOnce();
        _code.Emit(OpCodes.Ldc_I4_0);
        _code.Emit(OpCodes.Conv_I);
        _code.Emit(OpCodes.Stloc, _offset);
        Label body = _code.DefineLabel(), check = _code.DefineLabel();
        _code.Emit(OpCodes.Br, check);
        _code.MarkLabel(body);
        // All outputs are computed before the first is stored, which may lie in the memory of an input.
        LocalBuilder[] results = [.. _map.Outputs.Select(Emit)];
        for (int i = 0; i < results.Length; i++)
        {
            _code.Emit(OpCodes.Ldloc, results[i]);
            Address(_scalars.Length + i);
            Call(nameof(Vector512.Store), _vector, typeof(float*));
        }
        _code.Emit(OpCodes.Ldloc, _offset);
        _code.Emit(OpCodes.Ldc_I4, _lanes * sizeof(float));
        _code.Emit(OpCodes.Add);
        _code.Emit(OpCodes.Stloc, _offset);
        _code.MarkLabel(check);
        _code.Emit(OpCodes.Ldloc, _offset);
        _code.Emit(OpCodes.Ldarg_1);
        _code.Emit(OpCodes.Ldc_I4, sizeof(float));
        _code.Emit(OpCodes.Mul);
        _code.Emit(OpCodes.Blt, body);
        _code.Emit(OpCodes.Ret);
        return _method.CreateDelegate<Loop>();
    }

    /// <summary>Emits what precedes the loop: the addresses of operands, and vectors of scalar inputs and constants.</summary>
    private void LoadOnce()
    {
        for (int i = 0; i < _pointers.Length; i++)
        {
            _code.Emit(OpCodes.Ldarg_0);
            _code.Emit(OpCodes.Ldc_I4, i * sizeof(nint));
            _code.Emit(OpCodes.Add);
            _code.Emit(OpCodes.Ldind_I);
            _code.Emit(OpCodes.Stloc, _pointers[i]);
            if (i >= _scalars.Length || !_scalars[i]) continue;
            _code.Emit(OpCodes.Ldloc, _pointers[i]);
            _code.Emit(OpCodes.Ldind_R4);
            Call(nameof(Vector512.Create), typeof(float));
            _values[Expression.Input(i)] = Store();
        }
        Constant(0);
        Constant(1);
        foreach (var output in _map.Outputs) Constants(output);
    }

    private void Constants(Expression expression)
    {
        if (expression is ConstantExpression { Value: var value }) Constant(value);
        foreach (var operand in expression.Operands) Constants(operand);
    }

    private void Constant(float value)
    {
        if (_values.ContainsKey(value)) return;
        _code.Emit(OpCodes.Ldc_R4, value);
        Call(nameof(Vector512.Create), typeof(float));
        _values[value] = Store();
    }

    /// <summary>Emits the computation of an expression, unless it has been emitted before.</summary>
    private LocalBuilder Emit(Expression expression)
    {
        if (_values.TryGetValue(expression, out var known)) return known;
        switch (expression)
        {
            case InputExpression input:
                Address(input.Index);
                Call(nameof(Vector512.Load), typeof(float*));
                break;
            case SelectExpression select:
                LocalBuilder then = Emit(select.Then), otherwise = Emit(select.Otherwise);
                // What is not 0 is true, NaN too, so that the operands are exchanged where the condition equals 0.
                bool compared = select.Condition is BinaryExpression { Function: BinaryFunction.Greater or BinaryFunction.Equal };
                if (compared) Binary((BinaryExpression)select.Condition);
                else Call(nameof(Vector512.Equals), Emit(select.Condition), _values[0f]);
                _code.Emit(OpCodes.Ldloc, compared ? then : otherwise);
                _code.Emit(OpCodes.Ldloc, compared ? otherwise : then);
                Call(nameof(Vector512.ConditionalSelect), _vector, _vector, _vector);
                break;
            case UnaryExpression { Function: UnaryFunction.IsNaN } unary:
                var tested = Emit(unary.X);
                Call(nameof(Vector512.Equals), tested, tested);
                Call(nameof(Vector512.OnesComplement), _vector);
                One();
                break;
            case UnaryExpression unary:
                _code.Emit(OpCodes.Ldloc, Emit(unary.X));
                Call(NameOf(unary.Function)!, _vector);
                break;
            case BinaryExpression binary:
                Binary(binary);
                if (binary.Function is BinaryFunction.Greater or BinaryFunction.Equal) One();
                break;
            default:
                throw new NotSupportedException($"Map: {expression.GetType().Name} is not supported on this device");
        }
        return _values[expression] = Store();
    }

    private void Binary(BinaryExpression binary) => Call(NameOf(binary.Function)!, Emit(binary.X), Emit(binary.Y));

    /// <summary>Turns a mask into 1 where its bits are set.</summary>
    private void One()
    {
        _code.Emit(OpCodes.Ldloc, _values[1f]);
        Call(nameof(Vector512.BitwiseAnd), _vector, _vector);
    }

    private LocalBuilder Store()
    {
        var local = _code.DeclareLocal(_vector);
        _code.Emit(OpCodes.Stloc, local);
        return local;
    }

    private void Address(int operand)
    {
        _code.Emit(OpCodes.Ldloc, _pointers[operand]);
        _code.Emit(OpCodes.Ldloc, _offset);
        _code.Emit(OpCodes.Add);
    }

    private void Call(string name, LocalBuilder x, LocalBuilder y)
    {
        _code.Emit(OpCodes.Ldloc, x);
        _code.Emit(OpCodes.Ldloc, y);
        Call(name, _vector, _vector);
    }

    /// <summary>Calls the method of the vectors with these parameters, for float32 elements.</summary>
    private void Call(string name, params Type[] parameters) => _code.Emit(OpCodes.Call, _vectors.GetMethods()
        .Where(method => method.Name == name && method.GetGenericArguments().Length < 2)
        .Select(method => method.IsGenericMethodDefinition ? method.MakeGenericMethod(typeof(float)) : method)
        .First(method => method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameters)));
}
