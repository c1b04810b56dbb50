using System.Collections.Immutable;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Elementwise arithmetic: one or more expressions of the inputs, which broadcast to one shape, in a single pass over the memory.
/// All outputs have that shape.
/// </summary>
public sealed record Map : Operator
{
    /// <summary>Describes one output an expression.</summary>
    public Map(params ReadOnlySpan<Expression> outputs) => Outputs = [.. outputs];

    /// <summary>The outputs' expressions.</summary>
    public ImmutableArray<Expression> Outputs { get; }

    /// <summary>The number of inputs that the expressions read.</summary>
    public int InputCount => Outputs.Max(output => output.InputCount);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, InputCount, int.MaxValue);
        var shape = inputs.Aggregate(Shape.Scalar, Shape.Broadcast);
        return [.. Outputs.Select(_ => shape)];
    }

    /// <summary>The products, quotients, remainders and powers of the expressions, each distinct one once an element; functions such as exp are not counted.</summary>
    public override long Multiplications(IReadOnlyList<Shape> inputs)
    {
        var seen = new HashSet<Expression>();
        foreach (var output in Outputs) Visit(output);
        return InferShapes(inputs)[0].Count * seen.Count(expression => expression is BinaryExpression
        {
            Function: BinaryFunction.Multiply or BinaryFunction.Divide or BinaryFunction.Remainder or BinaryFunction.Power,
        });

        void Visit(Expression expression)
        {
            if (!seen.Add(expression)) return;
            foreach (var operand in expression.Operands) Visit(operand);
        }
    }

    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override Operator InLayout(Layout layout) => this;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched)
    {
        int rank = InferShapes(inputs)[0].Rank;
        return Enumerable.Range(0, inputs.Count).All(i => batched[i] ? inputs[i].Rank == rank : inputs[i].Rank < rank || inputs[i][0] == 1);
    }

    /// <inheritdoc/>
    public bool Equals(Map? other) => other is not null && Outputs.SequenceEqual(other.Outputs);

    /// <inheritdoc/>
    public override int GetHashCode() => Outputs.Aggregate(0, HashCode.Combine);
}
