
namespace ShaderKernels.Operators.Expressions;

/// <summary>Reads an input.</summary>
/// <param name="Index">The index of the input.</param>
public sealed record InputExpression(int Index) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [];

    /// <inheritdoc/>
    public override int InputCount => Index + 1;

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => replacement(Index);
}

/// <summary>A constant.</summary>
/// <param name="Value">The value.</param>
public sealed record ConstantExpression(float Value) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [];

    /// <inheritdoc/>
    public override int InputCount => 0;

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => this;
}

/// <summary>A function of one argument.</summary>
/// <param name="Function">The function.</param>
/// <param name="X">Its argument.</param>
public sealed record UnaryExpression(UnaryFunction Function, Expression X) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [X];

    /// <inheritdoc/>
    public override int InputCount => X.InputCount;

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) => Simplify.Unary(Function, X.Substitute(replacement));
}

/// <summary>A function of two arguments.</summary>
/// <param name="Function">The function.</param>
/// <param name="X">Its first argument.</param>
/// <param name="Y">Its second argument.</param>
public sealed record BinaryExpression(BinaryFunction Function, Expression X, Expression Y) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [X, Y];

    /// <inheritdoc/>
    public override int InputCount => Math.Max(X.InputCount, Y.InputCount);

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) =>
        Simplify.Binary(Function, X.Substitute(replacement), Y.Substitute(replacement));
}

/// <summary>A selection between two values.</summary>
/// <param name="Condition">The condition, true if not 0.</param>
/// <param name="Then">The value if the condition is true.</param>
/// <param name="Otherwise">The value if the condition is false.</param>
public sealed record SelectExpression(Expression Condition, Expression Then, Expression Otherwise) : Expression
{
    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Operands => [Condition, Then, Otherwise];

    /// <inheritdoc/>
    public override int InputCount => Math.Max(Condition.InputCount, Math.Max(Then.InputCount, Otherwise.InputCount));

    /// <inheritdoc/>
    public override Expression Substitute(Func<int, Expression> replacement) =>
        Simplify.Select(Condition.Substitute(replacement), Then.Substitute(replacement), Otherwise.Substitute(replacement));
}
