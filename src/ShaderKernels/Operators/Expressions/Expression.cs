namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// An elementwise expression of the inputs of a <see cref="Map"/>. Expressions are immutable trees, compared by value and written as
/// ordinary C# arithmetic: <c>Input(0) * 2 + Exp(Input(1))</c>.
/// </summary>
public abstract partial record Expression
{
    /// <summary>Creates an expression that reads the input <paramref name="index"/> of the map.</summary>
    public static Expression Input(int index) => new InputExpression(index);

    /// <summary>Creates a constant.</summary>
    public static implicit operator Expression(float value) => new ConstantExpression(value);

    /// <summary>The sum.</summary>
    public static Expression operator +(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Add, x, y);

    /// <summary>The difference.</summary>
    public static Expression operator -(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Subtract, x, y);

    /// <summary>The product.</summary>
    public static Expression operator *(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Multiply, x, y);

    /// <summary>The quotient.</summary>
    public static Expression operator /(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Divide, x, y);

    /// <summary>The negation.</summary>
    public static Expression operator -(Expression x) => Simplify.Unary(UnaryFunction.Negate, x);

    /// <summary>Replaces each input by an expression.</summary>
    public abstract Expression Substitute(Func<int, Expression> replacement);

    /// <summary>Gets the number of inputs: one more than the largest input index, or 0 if there is none.</summary>
    public abstract int InputCount { get; }

    /// <summary>Gets the arguments of the expression, in order.</summary>
    public abstract IReadOnlyList<Expression> Operands { get; }
}
