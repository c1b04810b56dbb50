using System.Collections.Immutable;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Computes one or more elementwise expressions of the inputs in a single pass. The inputs broadcast to one shape, which all outputs have.
/// </summary>
public sealed record Map : Operator
{
    /// <summary>Creates an operator with one output for each expression.</summary>
    public Map(params ReadOnlySpan<Expression> outputs) => Outputs = [.. outputs];

    /// <summary>Gets the expressions of the outputs.</summary>
    public ImmutableArray<Expression> Outputs { get; }

    /// <summary>Gets the number of inputs that the expressions read.</summary>
    public int InputCount => Outputs.Max(output => output.InputCount);

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, InputCount, int.MaxValue);
        var shape = inputs.Aggregate(Shape.Scalar, Shape.Broadcast);
        return [.. Outputs.Select(_ => shape)];
    }

    /// <summary>
    /// Counts the distinct products, quotients, remainders and powers of the expressions for each element, not functions such as exp.
    /// </summary>
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
