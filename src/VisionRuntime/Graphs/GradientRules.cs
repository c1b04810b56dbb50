using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Graphs;

/// <summary>
/// The whole of backpropagation: a table with an operator on the left and, on the right, ordinary operators that give the gradients of its
/// inputs from the gradients of its outputs. An entry is null where an input has no gradient worth asking for.
/// </summary>
internal static class GradientRules
{
    /// <summary>The gradients of a node's inputs. Asks only for those that <paramref name="wanted"/> marks.</summary>
    public static Value?[] Apply(Node node, IReadOnlyList<Value?> outputGradients, bool[] wanted)
    {
        var (inputs, y) = (node.Inputs, node.Outputs[0]);
        if (node.Operator is Map map) return Map(map, inputs, outputGradients, wanted);
        var dy = outputGradients[0]!;
        return node.Operator switch
        {
            Convolution c => Convolution(c, inputs, Unactivated(c.Activation, y, dy), wanted),
            ConvolutionInputGradient c => [
                When(wanted[0], () => dy.Graph.Apply(new Convolution(c.Height, c.Width, c.Groups), dy, inputs[1])),
                When(wanted[1], () => dy.Graph.Apply(new ConvolutionFilterGradient(c.Height, c.Width, c.Groups), dy, inputs[0]))],
            ConvolutionFilterGradient c => [
                When(wanted[0], () => dy.Graph.Apply(new ConvolutionInputGradient(c.Height, c.Width, inputs[0].Shape[2], inputs[0].Shape[3], c.Groups), inputs[1], dy)),
                When(wanted[1], () => dy.Graph.Apply(new Convolution(c.Height, c.Width, c.Groups), inputs[0], dy))],
            MatMul m => MatMul(m, inputs, Unactivated(m.Activation, y, dy), wanted),
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

    /// <summary>The gradient before the fused activation.</summary>
    private static Value Unactivated(Activation activation, Value y, Value dy) => activation switch
    {
        Activation.None => dy,
        Activation.Relu => dy.Graph.Map(Input(0) * Greater(Input(1), 0), dy, y),
        Activation.Relu6 => dy.Graph.Map(Input(0) * Greater(Input(1), 0) * Greater(6, Input(1)), dy, y),
        _ => throw new NotSupportedException($"no gradient for the activation {activation}"),
    };

    private static Value?[] Convolution(Convolution c, IReadOnlyList<Value> inputs, Value dy, bool[] wanted)
    {
        var gradients = new Value?[inputs.Count];
        if (wanted[0]) gradients[0] = dy.Graph.Apply(new ConvolutionInputGradient(c.Height, c.Width, inputs[0].Shape[2], inputs[0].Shape[3], c.Groups), dy, inputs[1]);
        if (wanted[1]) gradients[1] = dy.Graph.Apply(new ConvolutionFilterGradient(c.Height, c.Width, c.Groups), inputs[0], dy);
        if (inputs.Count > 2 && wanted[2]) gradients[2] = dy.Sum(0, 2, 3).Reshape(inputs[2].Shape);
        if (inputs.Count > 3 && wanted[3]) gradients[3] = dy;
        return gradients;
    }

    private static Value Pool(Pool p, Value x, Value y, Value dy)
    {
        var gradient = new PoolGradient(p.Kind, p.Height, p.Width, x.Shape[2], x.Shape[3]);
        return gradient.TakesInput ? dy.Graph.Apply(gradient, x, y, dy) : dy.Graph.Apply(gradient, dy);
    }

    private static Value?[] MatMul(MatMul m, IReadOnlyList<Value> inputs, Value dy, bool[] wanted)
    {
        var (graph, a, b, gradients) = (dy.Graph, inputs[0], inputs[1], new Value?[inputs.Count]);
        if (wanted[0]) gradients[0] = SumTo(m.TransposeA ? graph.Apply(new MatMul(m.TransposeB, true), b, dy) : graph.Apply(new MatMul(false, !m.TransposeB), dy, b), a.Shape);
        if (inputs.Count == 3 && wanted[2]) gradients[2] = dy.Sum([.. Enumerable.Range(0, dy.Shape.Rank - 1)]).Reshape(inputs[2].Shape);
        if (!wanted[1]) return gradients;
        if (OneForAll(m, a, b, dy))
        {
            // The sum over the batch is then part of a single product.
            a = a.Reshape([(int)(a.Shape.Count / a.Shape[-1]), a.Shape[-1]]);
            dy = dy.Reshape([(int)(dy.Shape.Count / dy.Shape[-1]), dy.Shape[-1]]);
        }
        gradients[1] = SumTo(m.TransposeB ? graph.Apply(new MatMul(true, m.TransposeA), dy, a) : graph.Apply(new MatMul(!m.TransposeA), a, dy), b.Shape);
        return gradients;
    }

    /// <summary>Whether every matrix of a whole batch A meets the same B, none of them empty.</summary>
    private static bool OneForAll(MatMul m, Value a, Value b, Value dy) =>
        !m.TransposeA && dy.Shape.Rank > 2 && a.Shape.Count > 0 && dy.Shape.Count > 0
        && b.Shape.Count == (long)b.Shape[-1] * b.Shape[-2] && a.Shape.Count / a.Shape[-1] == dy.Shape.Count / dy.Shape[-1];

    /// <summary>Each output's gradient times the symbolic derivative, summed over the axes along which the input was broadcast.</summary>
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

    /// <summary>A map of only those operands that the expression reads, expanded to <paramref name="shape"/> if it reads none of that shape.</summary>
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
        int[] axes = [.. Enumerable.Range(0, gradient.Shape.Rank).Where(axis => gradient.Shape[axis] != 1 && (axis < added || shape[axis - added] == 1))];
        return (axes.Length == 0 ? gradient : gradient.Sum(axes)).Reshape(shape);
    }

    /// <summary>The gradient of a maximum or minimum, shared among equals.</summary>
    private static Value?[] Extreme(Reduce reduce, Value x, Value y, Value dy)
    {
        var chosen = dy.Graph.Map(Equal(Input(0), Input(1)), x, y);
        var count = chosen.Sum(reduce.Axes.AsSpan());
        return [dy.Graph.Map(Input(0) * Input(1) / Input(2), chosen, dy, count)];
    }

    /// <summary>
    /// The gradient of a product is the product of the others: that of all that are not 0, divided by the number itself, and where one is 0, all of it to that one.
    /// </summary>
    private static Value Product(Reduce reduce, Value x, Value dy)
    {
        var zeros = dy.Graph.Map(Equal(Input(0), 0), x).Sum(reduce.Axes.AsSpan());
        var others = dy.Graph.Map(Select(Equal(Input(0), 0), 1, Input(0)), x).Product(reduce.Axes.AsSpan());
        return dy.Graph.Map(Input(1) * Select(Equal(Input(0), 0), Equal(Input(2), 1) * Input(3), Select(Equal(Input(2), 0), Input(3) / Input(0), 0)), x, dy, zeros, others);
    }

    /// <summary>
    /// Copies backwards. Where the source was read repeatedly (strides of 0), the repetitions are summed first; what a later part wrote over
    /// an earlier one has nothing of the earlier.
    /// </summary>
    private static Value?[] Copy(StridedCopy copy, IReadOnlyList<Value> inputs, Value dy, bool[] wanted)
    {
        var gradients = new Value?[inputs.Count];
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!wanted[i]) continue;
            var part = copy.Parts[i];
            if (part.ReadsTwice) throw new NotSupportedException("StridedCopy: a part that reads overlapping stretches of its input has no gradient rule; unfold with Resample");
            var seen = copy.PartsOverlap ? Uncovered(copy, i, dy) : dy;
            var piece = copy.Parts.Length == 1 && part.Extent == copy.Output && part.To.Offset == 0 && part.To.Strides.SequenceEqual(copy.Output.Strides())
                ? seen
                : dy.Graph.Apply(new StridedCopy(part.Extent, [new(copy.Output, part.Extent, part.To, new(0, [.. part.Extent.Strides()]))]), seen);
            int[] repeated = [.. Enumerable.Range(0, part.Extent.Rank).Where(axis => part.From.Strides[axis] == 0 && part.Extent[axis] != 1)];
            if (repeated.Length > 0) piece = piece.Sum(repeated);
            gradients[i] = dy.Graph.Apply(new StridedCopy(part.Source, [new(piece.Shape, piece.Shape, new(0, [.. piece.Shape.Strides()]), part.From)]), piece);
        }
        return gradients;
    }

    /// <summary>The gradient with zeros where parts after one wrote.</summary>
    private static Value Uncovered(StridedCopy copy, int part, Value dy)
    {
        var later = copy.Parts[(part + 1)..];
        if (later.IsEmpty) return dy;
        StridedCopy.Walk whole = new(0, [.. copy.Output.Strides()]);
        var zero = dy.Graph.Constant(Shape.Scalar, 0);
        var zeros = later.Select(over => new StridedCopy.Part(Shape.Scalar, over.Extent, new(0, [.. over.Extent.Select(_ => 0)]), over.To));
        return dy.Graph.Apply(new StridedCopy(copy.Output, [new(copy.Output, copy.Output, whole, whole), .. zeros]), [dy, .. later.Select(_ => zero)]);
    }
}
