namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// A number computed from the numbers at the same place of a <see cref="Map"/>'s inputs. Expressions are immutable trees,
/// compared by value, written with ordinary C# arithmetic: <c>Input(0) * 2 + Exp(Input(1))</c>.
/// </summary>
public abstract partial record Expression
{
    /// <summary>The number of the map's input <paramref name="index"/>.</summary>
    public static Expression Input(int index) => new InputExpression(index);

    /// <summary>A fixed number.</summary>
    public static implicit operator Expression(float value) => new ConstantExpression(value);

    /// <summary>The sum.</summary>
    public static Expression operator +(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Add, x, y);

    /// <summary>The difference.</summary>
    public static Expression operator -(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Subtract, x, y);

    /// <summary>The product.</summary>
    public static Expression operator *(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Multiply, x, y);

    /// <summary>The quotient.</summary>
    public static Expression operator /(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Divide, x, y);

    /// <summary>The number with its sign turned.</summary>
    public static Expression operator -(Expression x) => Simplify.Unary(UnaryFunction.Negate, x);

    /// <summary>The expression with each input replaced.</summary>
    public abstract Expression Substitute(Func<int, Expression> replacement);

    /// <summary>The number of inputs it reads: one more than the largest input index, 0 where it reads none.</summary>
    public abstract int InputCount { get; }

    /// <summary>What the expression is computed from: its arguments, in order.</summary>
    public abstract IReadOnlyList<Expression> Operands { get; }
}
