using System.Globalization;
using System.Text;
using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Generates GLSL statements for expressions: one temporary for each distinct subexpression, so that common subexpressions of several
/// outputs are computed once.
/// </summary>
internal sealed class MapSource
{
    private readonly StringBuilder _statements = new();
    private readonly Dictionary<Expression, string> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly Func<int, string> _read;

    /// <param name="read">Returns the GLSL expression that reads an input.</param>
    public MapSource(Func<int, string> read) => _read = read;

    /// <summary>Gets whether the statements use a function of SpecialFunctions.glsl.</summary>
    public bool UsesSpecialFunctions { get; private set; }

    /// <summary>Returns the statements generated so far.</summary>
    public override string ToString() => _statements.ToString();

    /// <summary>Appends a statement.</summary>
    public void Append(string statement) => _statements.Append(statement).Append('\n');

    /// <summary>Generates the statements of an expression and returns the name of the temporary that holds it.</summary>
    public string Compute(Expression expression)
    {
        if (_visited.TryGetValue(expression, out string? name)) return name;
        UsesSpecialFunctions |= expression is UnaryExpression { Function: >= UnaryFunction.Tan and <= UnaryFunction.Erf }
            or BinaryExpression { Function: BinaryFunction.Remainder };
        string value = expression switch
        {
            InputExpression input => _read(input.Index),
            ConstantExpression constant => $"REAL({ShaderDefines.Literal(constant.Value)})",
            UnaryExpression(var function, var x) => Unary(function, Compute(x)),
            BinaryExpression(var function, var x, var y) => Binary(function, Compute(x), Compute(y)),
            SelectExpression(var condition, var then, var otherwise) =>
                $"SELECT({Compute(condition)}, {Compute(then)}, {Compute(otherwise)})",
            _ => throw new NotSupportedException($"Map: {expression.GetType().Name} is not supported on the OpenGL device"),
        };
        if (!_named.TryGetValue(value, out name))
        {
            name = string.Create(CultureInfo.InvariantCulture, $"t{_named.Count}");
            _named.Add(value, name);
            Append($"REAL {name} = {value};");
        }
        _visited.Add(expression, name);
        return name;
    }

    private static string Unary(UnaryFunction function, string x) => function switch
    {
        UnaryFunction.Negate => $"-{x}",
        UnaryFunction.Abs => $"abs({x})",
        UnaryFunction.Exp => $"safeExp({x})",
        UnaryFunction.Log => $"safeLog({x})",
        UnaryFunction.Sqrt => $"safeSqrt({x})",
        UnaryFunction.Tanh => $"safeTanh({x})",
        UnaryFunction.Sigmoid => $"sigmoid({x})",
        UnaryFunction.Floor => $"floor({x})",
        UnaryFunction.Sin => $"safeSin({x})",
        UnaryFunction.Cos => $"safeCos({x})",
        UnaryFunction.Tan => $"safeTan({x})",
        UnaryFunction.Asin => $"safeAsin({x})",
        UnaryFunction.Acos => $"safeAcos({x})",
        UnaryFunction.Atan => $"safeAtan({x})",
        UnaryFunction.Sinh => $"safeSinh({x})",
        UnaryFunction.Cosh => $"safeCosh({x})",
        UnaryFunction.Asinh => $"safeAsinh({x})",
        UnaryFunction.Acosh => $"safeAcosh({x})",
        UnaryFunction.Atanh => $"safeAtanh({x})",
        UnaryFunction.Erf => $"erf({x})",
        UnaryFunction.Round => $"roundEven({x})",
        UnaryFunction.IsNaN => $"IS_NAN({x})",
        _ => throw new NotSupportedException($"Map: the function {function} is not supported on the OpenGL device"),
    };

    private static string Binary(BinaryFunction function, string x, string y) => function switch
    {
        BinaryFunction.Add => $"{x} + {y}",
        BinaryFunction.Subtract => $"{x} - {y}",
        BinaryFunction.Multiply => $"{x} * {y}",
        BinaryFunction.Divide => $"{x} / {y}",
        BinaryFunction.Min => $"safeMin({x}, {y})",
        BinaryFunction.Max => $"safeMax({x}, {y})",
        BinaryFunction.Power => $"safePow({x}, {y})",
        BinaryFunction.Greater => $"GREATER({x}, {y})",
        BinaryFunction.Equal => $"EQUAL({x}, {y})",
        BinaryFunction.Remainder => $"remainder({x}, {y})",
        _ => throw new NotSupportedException($"Map: the function {function} is not supported on the OpenGL device"),
    };
}
