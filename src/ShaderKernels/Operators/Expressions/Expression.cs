namespace ShaderKernels.Operators.Expressions;

/// <summary>
/// A number computed from the numbers at the same place of a <see cref="Map"/>'s inputs. Expressions are immutable trees,
/// compared by value, written with ordinary C# arithmetic: <c>Input(0) * 2 + Exp(Input(1))</c>.
/// </summary>
public abstract record Expression
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

    /// <summary>The magnitude.</summary>
    public static Expression Abs(Expression x) => Simplify.Unary(UnaryFunction.Abs, x);

    /// <summary>e to the power x.</summary>
    public static Expression Exp(Expression x) => Simplify.Unary(UnaryFunction.Exp, x);

    /// <summary>The natural logarithm.</summary>
    public static Expression Log(Expression x) => Simplify.Unary(UnaryFunction.Log, x);

    /// <summary>The square root.</summary>
    public static Expression Sqrt(Expression x) => Simplify.Unary(UnaryFunction.Sqrt, x);

    /// <summary>The hyperbolic tangent.</summary>
    public static Expression Tanh(Expression x) => Simplify.Unary(UnaryFunction.Tanh, x);

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Expression Sigmoid(Expression x) => Simplify.Unary(UnaryFunction.Sigmoid, x);

    /// <summary>The largest whole number not above x.</summary>
    public static Expression Floor(Expression x) => Simplify.Unary(UnaryFunction.Floor, x);

    /// <summary>The sine of x radians.</summary>
    public static Expression Sin(Expression x) => Simplify.Unary(UnaryFunction.Sin, x);

    /// <summary>The cosine of x radians.</summary>
    public static Expression Cos(Expression x) => Simplify.Unary(UnaryFunction.Cos, x);

    /// <summary>The smaller of two.</summary>
    public static Expression Min(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Min, x, y);

    /// <summary>The larger of two.</summary>
    public static Expression Max(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Max, x, y);

    /// <summary>x to the power y.</summary>
    public static Expression Power(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Power, x, y);

    /// <summary>1 where x &gt; y, else 0.</summary>
    public static Expression Greater(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Greater, x, y);

    /// <summary>1 where x = y, else 0.</summary>
    public static Expression Equal(Expression x, Expression y) => Simplify.Binary(BinaryFunction.Equal, x, y);

    /// <summary>The second where the first is not 0, else the third.</summary>
    public static Expression Select(Expression condition, Expression then, Expression otherwise) => new SelectExpression(condition, then, otherwise);

    /// <summary>x times itself.</summary>
    public static Expression Square(Expression x) => x * x;

    /// <summary>max(0, x).</summary>
    public static Expression Relu(Expression x) => Max(x, 0);

    /// <summary>The expression with each input replaced.</summary>
    public abstract Expression Substitute(Func<int, Expression> replacement);

    /// <summary>The number of inputs it reads: one more than the largest input index, 0 where it reads none.</summary>
    public abstract int InputCount { get; }
}

/// <summary>Reads an input.</summary>
/// <param name="Index">Which of the map's inputs.</param>
public sealed record InputExpression(int Index) : Expression
{
    /// <inheritdoc/>
    public override int InputCount => Index + 1;

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => replacement(Index);
}

/// <summary>A fixed number.</summary>
/// <param name="Value">The number.</param>
public sealed record ConstantExpression(float Value) : Expression
{
    /// <inheritdoc/>
    public override int InputCount => 0;

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => this;
}

/// <summary>A function of one number.</summary>
/// <param name="Function">The function.</param>
/// <param name="X">Its argument.</param>
public sealed record UnaryExpression(UnaryFunction Function, Expression X) : Expression
{
    /// <inheritdoc/>
    public override int InputCount => X.InputCount;

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => Simplify.Unary(Function, X.Substitute(replacement));
}

/// <summary>A function of two numbers.</summary>
/// <param name="Function">The function.</param>
/// <param name="X">Its first argument.</param>
/// <param name="Y">Its second argument.</param>
public sealed record BinaryExpression(BinaryFunction Function, Expression X, Expression Y) : Expression
{
    /// <inheritdoc/>
    public override int InputCount => Math.Max(X.InputCount, Y.InputCount);

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => Simplify.Binary(Function, X.Substitute(replacement), Y.Substitute(replacement));
}

/// <summary>A choice between two numbers.</summary>
/// <param name="Condition">Chooses the first where it is not 0.</param>
/// <param name="Then">The first.</param>
/// <param name="Otherwise">The second.</param>
public sealed record SelectExpression(Expression Condition, Expression Then, Expression Otherwise) : Expression
{
    /// <inheritdoc/>
    public override int InputCount => Math.Max(Condition.InputCount, Math.Max(Then.InputCount, Otherwise.InputCount));

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) =>
        new SelectExpression(Condition.Substitute(replacement), Then.Substitute(replacement), Otherwise.Substitute(replacement));
}

/// <summary>The functions of one number.</summary>
public enum UnaryFunction
{
    /// <summary>-x.</summary>
    Negate,

    /// <summary>The magnitude.</summary>
    Abs,

    /// <summary>e to the power x.</summary>
    Exp,

    /// <summary>The natural logarithm.</summary>
    Log,

    /// <summary>The square root.</summary>
    Sqrt,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>The largest whole number not above x.</summary>
    Floor,

    /// <summary>The sine, in radians.</summary>
    Sin,

    /// <summary>The cosine, in radians.</summary>
    Cos,
}

/// <summary>The functions of two numbers.</summary>
public enum BinaryFunction
{
    /// <summary>x + y.</summary>
    Add,

    /// <summary>x - y.</summary>
    Subtract,

    /// <summary>x * y.</summary>
    Multiply,

    /// <summary>x / y.</summary>
    Divide,

    /// <summary>The smaller.</summary>
    Min,

    /// <summary>The larger.</summary>
    Max,

    /// <summary>x to the power y.</summary>
    Power,

    /// <summary>1 where x &gt; y, else 0.</summary>
    Greater,

    /// <summary>1 where x = y, else 0.</summary>
    Equal,
}
