using System.Globalization;
using System.Text;
using ShaderKernels.Operators.Expressions;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// Writes expressions as GLSL statements: one temporary for each distinct subexpression, so that what several outputs share
/// is computed once.
/// </summary>
internal sealed class MapSource
{
    private readonly StringBuilder _statements = new();
    private readonly Dictionary<Expression, string> _visited = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);
    private readonly Func<int, string> _read;

    /// <param name="read">The GLSL expression that reads an input.</param>
    public MapSource(Func<int, string> read) => _read = read;

    /// <summary>Whether a function was used that MoreFunctions.glsl holds.</summary>
    public bool UsesMoreFunctions { get; private set; }

    /// <summary>The statements written so far.</summary>
    public override string ToString() => _statements.ToString();

    /// <summary>Appends a statement of the caller's.</summary>
    public void Append(string statement) => _statements.Append(statement).Append('\n');

    /// <summary>Computes the expression; the name of the temporary that holds it.</summary>
    public string Compute(Expression expression)
    {
        if (_visited.TryGetValue(expression, out string? name)) return name;
        UsesMoreFunctions |= expression is UnaryExpression { Function: >= UnaryFunction.Tan and <= UnaryFunction.Erf } or BinaryExpression { Function: BinaryFunction.Remainder };
        string value = expression switch
        {
            InputExpression input => _read(input.Index),
            ConstantExpression constant => $"REAL({ShaderDefines.Literal(constant.Value)})",
            UnaryExpression(var function, var x) => Unary(function, Compute(x)),
            BinaryExpression(var function, var x, var y) => Binary(function, Compute(x), Compute(y)),
            SelectExpression(var condition, var then, var otherwise) => $"SELECT({Compute(condition)}, {Compute(then)}, {Compute(otherwise)})",
            _ => throw new NotSupportedException($"Map: OpenGL has no arithmetic for {expression.GetType().Name}"),
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
        UnaryFunction.Exp => $"exponential({x})",
        UnaryFunction.Log => $"naturalLog({x})",
        UnaryFunction.Sqrt => $"squareRoot({x})",
        UnaryFunction.Tanh => $"hyperbolicTangent({x})",
        UnaryFunction.Sigmoid => $"sigmoid({x})",
        UnaryFunction.Floor => $"floor({x})",
        UnaryFunction.Sin => $"sine({x})",
        UnaryFunction.Cos => $"cosine({x})",
        UnaryFunction.Tan => $"tangent({x})",
        UnaryFunction.Asin => $"arcSine({x})",
        UnaryFunction.Acos => $"arcCosine({x})",
        UnaryFunction.Atan => $"arcTangent({x})",
        UnaryFunction.Sinh => $"hyperbolicSine({x})",
        UnaryFunction.Cosh => $"hyperbolicCosine({x})",
        UnaryFunction.Asinh => $"areaSine({x})",
        UnaryFunction.Acosh => $"areaCosine({x})",
        UnaryFunction.Atanh => $"areaTangent({x})",
        UnaryFunction.Erf => $"errorFunction({x})",
        UnaryFunction.Round => $"roundEven({x})",
        UnaryFunction.IsNaN => $"NOT_NUMBER({x})",
        _ => throw new NotSupportedException($"Map: OpenGL has no function {function}"),
    };

    private static string Binary(BinaryFunction function, string x, string y) => function switch
    {
        BinaryFunction.Add => $"{x} + {y}",
        BinaryFunction.Subtract => $"{x} - {y}",
        BinaryFunction.Multiply => $"{x} * {y}",
        BinaryFunction.Divide => $"{x} / {y}",
        BinaryFunction.Min => $"smaller({x}, {y})",
        BinaryFunction.Max => $"larger({x}, {y})",
        BinaryFunction.Power => $"power({x}, {y})",
        BinaryFunction.Greater => $"GREATER({x}, {y})",
        BinaryFunction.Equal => $"EQUAL({x}, {y})",
        BinaryFunction.Remainder => $"remainderOf({x}, {y})",
        _ => throw new NotSupportedException($"Map: OpenGL has no function {function}"),
    };
}
