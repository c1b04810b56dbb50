using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Graphs;

/// <summary>
/// Backpropagation as a table: an operator on the left and, on the right, ordinary operators that compute the gradients of its inputs from
/// the gradients of its outputs. A gradient is null if the input has none or it is not wanted.
/// </summary>
internal static class GradientRules
{
    /// <summary>Returns the gradients of a node's inputs, of those that <paramref name="wanted"/> marks.</summary>
    public static Value?[] Apply(Node node, IReadOnlyList<Value?> outputGradients, bool[] wanted)
    {
        var (inputs, y) = (node.Inputs, node.Outputs[0]);
        if (node.Operator is Map map) return Map(map, inputs, outputGradients, wanted);
        var dy = outputGradients[0]!;
        return node.Operator switch
        {
            Convolution c => Convolution(c, inputs, Unactivated(c, y, dy), wanted),
            ConvolutionInputGradient c => [
                When(wanted[0], () => dy.Graph.Apply(new Convolution(c.Height, c.Width, c.Groups), dy, inputs[1])),
                When(wanted[1], () => dy.Graph.Apply(new ConvolutionFilterGradient(c.Height, c.Width, c.Groups), dy, inputs[0]))],
            ConvolutionFilterGradient c => [
                When(wanted[0], () => dy.Graph.Apply(InputGradient(c.Height, c.Width, c.Groups, inputs[0]), inputs[1], dy)),
                When(wanted[1], () => dy.Graph.Apply(new Convolution(c.Height, c.Width, c.Groups), inputs[0], dy))],
            MatMul m => MatMul(m, inputs, Unactivated(m, y, dy), wanted),
            Pool p => [Pool(p, inputs[0], y, dy)],
            PoolGradient { TakesInput: false } p => [dy.Graph.Apply(p.Pool, dy)],
            Reduce { Kind: Reduction.Sum } => [dy.Expand(inputs[0].Shape)],
            Reduce { Kind: Reduction.Mean } => [(dy * ((float)y.Shape.Count / inputs[0].Shape.Count)).Expand(inputs[0].Shape)],
            Reduce { Kind: Reduction.Product } r => [Product(r, inputs[0], dy)],
            Reduce r => Extreme(r, inputs[0], y, dy),
            Softmax { Logarithm: false } s => [y * (dy - (dy * y).Sum(s.Axis))],
            Softmax s => [dy - dy.Graph.Map(Exp(Input(0)), y) * dy.Sum(s.Axis)],
            Resample r => [dy.Graph.Apply(r with { Taps = r.Taps.Transposed }, dy)],
            Reshape => [dy.Reshape(inputs[0].Shape)],
            Detach or RandomNumbers or MaxPoolIndices => [null],
            NonMaxSuppression => [null, null],
            Gather g => IndexingGradients.Gather(g, inputs, dy, wanted),
            Scatter s => IndexingGradients.Scatter(s, inputs, y, dy, wanted),
            StridedCopy copy => Copy(copy, inputs, dy, wanted),
            _ => throw new NotSupportedException($"{node.Name}: {node.Operator.Name} has no gradient rule"),
        };
    }

    private static Value? When(bool wanted, Func<Value> gradient) => wanted ? gradient() : null;

    /// <summary>Returns the gradient of what the fused activation is applied to.</summary>
    private static Value Unactivated(IAffineOperator product, Value y, Value dy) => product.Activation switch
    {
        // The sign of the result is that of the argument only if the slope is positive.
        Activation.Relu when product.NegativeSlope < 0 => throw new NotSupportedException(
            $"a ReLU with the negative slope {product.NegativeSlope} has no gradient rule; add it as an operator of its own"),
        Activation.Relu when product.NegativeSlope > 0 =>
            dy.Graph.Map(Input(0) * Select(Greater(Input(1), 0), 1, product.NegativeSlope), dy, y),
        Activation.None => dy,
        Activation.Relu => dy.Graph.Map(Input(0) * Greater(Input(1), 0), dy, y),
        Activation.Relu6 => dy.Graph.Map(Input(0) * Greater(Input(1), 0) * Greater(6, Input(1)), dy, y),
        _ => throw new NotSupportedException($"the activation {product.Activation} has no gradient rule"),
    };

    private static Value?[] Convolution(Convolution c, IReadOnlyList<Value> inputs, Value dy, bool[] wanted)
    {
        var gradients = new Value?[inputs.Count];
        if (wanted[0]) gradients[0] = dy.Graph.Apply(InputGradient(c.Height, c.Width, c.Groups, inputs[0]), dy, inputs[1]);
        if (wanted[1]) gradients[1] = dy.Graph.Apply(new ConvolutionFilterGradient(c.Height, c.Width, c.Groups), inputs[0], dy);
        if (inputs.Count > 2 && wanted[2]) gradients[2] = dy.Sum(0, 2, 3).Reshape(inputs[2].Shape);
        if (inputs.Count > 3 && wanted[3]) gradients[3] = dy;
        return gradients;
    }

    private static ConvolutionInputGradient InputGradient(Window height, Window width, int groups, Value input) =>
        new(height, width, input.Shape[2], input.Shape[3], groups);

    private static Value Pool(Pool p, Value x, Value y, Value dy)
    {
        var gradient = new PoolGradient(p.Kind, p.Height, p.Width, x.Shape[2], x.Shape[3]);
        return gradient.TakesInput ? dy.Graph.Apply(gradient, x, y, dy) : dy.Graph.Apply(gradient, dy);
    }

    private static Value?[] MatMul(MatMul m, IReadOnlyList<Value> inputs, Value dy, bool[] wanted)
    {
        var (graph, a, b, gradients) = (dy.Graph, inputs[0], inputs[1], new Value?[inputs.Count]);
        if (wanted[0])
        {
            var da = m.TransposeA ? graph.Apply(new MatMul(m.TransposeB, true), b, dy)
                : graph.Apply(new MatMul(false, !m.TransposeB), dy, b);
            gradients[0] = SumTo(da, a.Shape);
        }
        if (inputs.Count == 3 && wanted[2]) gradients[2] = dy.Sum([.. Enumerable.Range(0, dy.Shape.Rank - 1)]).Reshape(inputs[2].Shape);
        if (!wanted[1]) return gradients;
        if (SharesB(m, a, b, dy))
        {
            // A single product then includes the sum over the batch.
            a = a.Reshape([(int)(a.Shape.Count / a.Shape[-1]), a.Shape[-1]]);
            dy = dy.Reshape([(int)(dy.Shape.Count / dy.Shape[-1]), dy.Shape[-1]]);
        }
        var db = m.TransposeB ? graph.Apply(new MatMul(true, m.TransposeA), dy, a) : graph.Apply(new MatMul(!m.TransposeA), a, dy);
        gradients[1] = SumTo(db, b.Shape);
        return gradients;
    }

    /// <summary>Returns whether all matrices of a batch A are multiplied by the same B, and none is empty.</summary>
    private static bool SharesB(MatMul m, Value a, Value b, Value dy) =>
        !m.TransposeA && dy.Shape.Rank > 2 && a.Shape.Count > 0 && dy.Shape.Count > 0
        && b.Shape.Count == (long)b.Shape[-1] * b.Shape[-2] && a.Shape.Count / a.Shape[-1] == dy.Shape.Count / dy.Shape[-1];

    /// <summary>
    /// Multiplies the gradient of each output by the symbolic derivative, and sums over the axes along which the input was broadcast.
    /// </summary>
    private static Value?[] Map(Map map, IReadOnlyList<Value> inputs, IReadOnlyList<Value?> outputGradients, bool[] wanted)
    {
        Value[] operands = [.. inputs, .. outputGradients.OfType<Value>()];
        var gradients = new Value?[inputs.Count];
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!wanted[i]) continue;
            Expression total = 0f;
            int next = inputs.Count;
            for (int k = 0; k < outputGradients.Count; k++)
            {
                if (outputGradients[k] is not null) total += Input(next++) * Derivative.By(map.Outputs[k], i);
            }
            gradients[i] = SumTo(Compact(operands, total, operands[^1].Shape), inputs[i].Shape);
        }
        return gradients;
    }

    /// <summary>Applies an expression to only those operands that it reads, and expands the result to <paramref name="shape"/>.</summary>
    private static Value Compact(Value[] operands, Expression expression, Shape shape)
    {
        var used = new List<Value>();
        var renumbered = expression.Substitute(index =>
        {
            int position = used.IndexOf(operands[index]);
            if (position < 0)
            {
                position = used.Count;
                used.Add(operands[index]);
            }
            return Input(position);
        });
        var graph = operands[0].Graph;
        if (used.Count == 0) return graph.Constant(Shape.Scalar, ((ConstantExpression)renumbered).Value).Expand(shape);
        return graph.Map(renumbered, [.. used]).Expand(shape);
    }

    private static Value SumTo(Value gradient, Shape shape)
    {
        if (gradient.Shape == shape) return gradient;
        int added = gradient.Shape.Rank - shape.Rank;
        bool Broadcast(int axis) => gradient.Shape[axis] != 1 && (axis < added || shape[axis - added] == 1);
        int[] axes = [.. Enumerable.Range(0, gradient.Shape.Rank).Where(Broadcast)];
        return (axes.Length == 0 ? gradient : gradient.Sum(axes)).Reshape(shape);
    }

    /// <summary>Returns the gradient of a maximum or minimum, divided equally among equal elements.</summary>
    private static Value?[] Extreme(Reduce reduce, Value x, Value y, Value dy)
    {
        var chosen = dy.Graph.Map(Equal(Input(0), Input(1)), x, y);
        var count = chosen.Sum(reduce.Axes.AsSpan());
        return [dy.Graph.Map(Input(0) * Input(1) / Input(2), chosen, dy, count)];
    }

    /// <summary>
    /// Returns the gradient of a product, which for each element is the product of the others: that of all nonzero elements divided by the
    /// element itself or, if exactly one element is 0, that product for this element and 0 for the others.
    /// </summary>
    private static Value Product(Reduce reduce, Value x, Value dy)
    {
        var zeros = dy.Graph.Map(Equal(Input(0), 0), x).Sum(reduce.Axes.AsSpan());
        var others = dy.Graph.Map(Select(Equal(Input(0), 0), 1, Input(0)), x).Product(reduce.Axes.AsSpan());
        var withoutZeros = Select(Equal(Input(2), 0), Input(3) / Input(0), 0);
        return dy.Graph.Map(Input(1) * Select(Equal(Input(0), 0), Equal(Input(2), 1) * Input(3), withoutZeros), x, dy, zeros, others);
    }

    /// <summary>
    /// Copies the gradient back. Where the source was read repeatedly (strides of 0), the gradients of the repetitions are summed first;
    /// where
    /// a later part overwrote an earlier one, the earlier one gets no gradient.
    /// </summary>
    private static Value?[] Copy(StridedCopy copy, IReadOnlyList<Value> inputs, Value dy, bool[] wanted)
    {
        var gradients = new Value?[inputs.Count];
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!wanted[i]) continue;
            var part = copy.Parts[i];
            if (part.ReadsTwice)
                throw new NotSupportedException(
                    "StridedCopy: a part that reads overlapping windows of its input has no gradient rule; unfold with Resample");
            var seen = copy.PartsOverlap ? Uncovered(copy, i, dy) : dy;
            bool whole = copy.Parts.Length == 1 && part.Extent == copy.Output && part.To.Offset == 0
                && part.To.Strides.SequenceEqual(copy.Output.Strides());
            var piece = whole
                ? seen
                : dy.Graph.Apply(new StridedCopy(part.Extent, [new(copy.Output, part.Extent, part.To, Contiguous(part.Extent))]), seen);
            bool Repeated(int axis) => part.From.Strides[axis] == 0 && part.Extent[axis] != 1;
            int[] repeated = [.. Enumerable.Range(0, part.Extent.Rank).Where(Repeated)];
            if (repeated.Length > 0) piece = piece.Sum(repeated);
            gradients[i] = dy.Graph.Apply(new StridedCopy(part.Source, [new(piece.Shape, piece.Shape, Contiguous(piece.Shape), part.From)]),
                piece);
        }
        return gradients;
    }

    /// <summary>Returns the gradient with zeros where the parts after the given one wrote.</summary>
    private static Value Uncovered(StridedCopy copy, int part, Value dy)
    {
        var later = copy.Parts[(part + 1)..];
        if (later.IsEmpty) return dy;
        var whole = Contiguous(copy.Output);
        var zero = dy.Graph.Constant(Shape.Scalar, 0);
        var zeros = later.Select(over => new StridedCopy.Part(Shape.Scalar, over.Extent, new(0, [.. over.Extent.Select(_ => 0)]), over.To));
        var zeroed = new StridedCopy(copy.Output, [new(copy.Output, copy.Output, whole, whole), .. zeros]);
        return dy.Graph.Apply(zeroed, [dy, .. later.Select(_ => zero)]);
    }

    private static StridedCopy.Walk Contiguous(Shape shape) => new(0, [.. shape.Strides()]);
}
