using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Einsum: Einstein's summation convention. Axes with the same label are multiplied elementwise, and those that the result does not
/// have are summed. Two inputs at a time become a batched matrix product.
/// </summary>
internal static class EinsumOperator
{
    private const string Ellipsis = "...";

    /// <summary>The label of the last axis of an ellipsis; the axes before it have the labels that follow.</summary>
    private const char FirstEllipsisLabel = '\uE000';

    public static IEnumerable<(string, Handler)> Handlers => [("Einsum", call => call.Return(Einsum(call)))];

    /// <summary>A value and the labels of its axes.</summary>
    private sealed record Term(Value Value, string Labels)
    {
        public int Length(char label) => Labels.IndexOf(label, StringComparison.Ordinal) is var axis and >= 0 ? Value.Shape[axis] : 1;
    }

    private static Value Einsum(NodeCall call)
    {
        string equation = call.String("equation");
        string[] sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->"), inputs = sides[0].Split(',');
        if (sides.Length > 2 || inputs.Length != call.InputCount)
            throw call.Error($"the equation '{equation}' does not match its {call.InputCount} inputs");
        int ellipsisRank = 0;
        var terms = new Term[inputs.Length];
        for (int i = 0; i < terms.Length; i++)
            terms[i] = Diagonal(call, new Term(call[i], ExpandLabels(call, inputs[i], call.ShapeOf(i), ref ellipsisRank)));
        string all = string.Concat(terms.Select(term => term.Labels)), ellipsis = EllipsisLabels(ellipsisRank);
        string result = sides.Length == 2
            ? sides[1].Replace(Ellipsis, ellipsis, StringComparison.Ordinal)
            : ellipsis + string.Concat(all.Where(label => label < FirstEllipsisLabel && all.Count(other => other == label) == 1).Order());
        if (result.Any(label => !all.Contains(label)) || result.Distinct().Count() != result.Length)
            throw call.Error($"the output of the equation '{equation}' repeats a label or has one that no input has");
        var product = terms[0];
        for (int i = 1; i < terms.Length; i++)
            product = Multiply(call, product, terms[i], result + string.Concat(terms.Skip(i + 1).Select(term => term.Labels)));
        return Arrange(Sum(product, result), result).Value.Reshape([.. result.Select(product.Length)]);
    }

    private static string EllipsisLabels(int rank) =>
        string.Concat(Enumerable.Range(0, rank).Reverse().Select(i => (char)(FirstEllipsisLabel + i)));

    /// <summary>The labels of an input with a label for each axis of the ellipsis.</summary>
    private static string ExpandLabels(NodeCall call, string labels, Shape shape, ref int ellipsisRank)
    {
        string named = labels.Replace(Ellipsis, "", StringComparison.Ordinal);
        int rest = shape.Rank - named.Length;
        bool matches = labels.Contains(Ellipsis, StringComparison.Ordinal) ? rest >= 0 : rest == 0;
        if (!matches || named.Any(label => !char.IsAsciiLetter(label)))
            throw call.Error($"the labels '{labels}' do not match the axes of {shape}");
        ellipsisRank = Math.Max(ellipsisRank, rest);
        return labels.Replace(Ellipsis, EllipsisLabels(rest), StringComparison.Ordinal);
    }

    /// <summary>Takes the diagonal of axes with the same label.</summary>
    private static Term Diagonal(NodeCall call, Term term)
    {
        while (term.Labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1) is { Key: var label })
        {
            int first = term.Labels.IndexOf(label, StringComparison.Ordinal), second = term.Labels.IndexOf(label, first + 1);
            int length = term.Value.Shape[first];
            if (term.Value.Shape[second] != length)
                throw call.Error($"the label '{label}' stands for axes of length {length} and {term.Value.Shape[second]}");
            int[] order = [.. Enumerable.Range(0, term.Labels.Length).Where(axis => axis != first && axis != second), first, second];
            var last = term.Value.Transpose(order);
            var flat = last.Reshape([.. last.Shape.Take(order.Length - 2), length * length]);
            var diagonal = flat.Slice(flat.Shape.Rank - 1, 0, length, length + 1);
            term = new(diagonal, string.Concat(order.SkipLast(1).Select(axis => term.Labels[axis])));
        }
        return term;
    }

    /// <summary>Sums the axes whose labels are not kept.</summary>
    private static Term Sum(Term term, string kept)
    {
        int[] axes = [.. Enumerable.Range(0, term.Labels.Length).Where(axis => !kept.Contains(term.Labels[axis]))];
        if (axes.Length == 0) return term;
        var sum = term.Value.Sum(axes).Reshape(Reductions.Without(term.Value.Shape, axes));
        return new(sum, string.Concat(term.Labels.Where(kept.Contains)));
    }

    /// <summary>Brings the axes into the order of the labels; axes that the term does not have are added with length 1.</summary>
    private static Term Arrange(Term term, string order)
    {
        int[] axes = [.. order.Where(term.Labels.Contains).Select(label => term.Labels.IndexOf(label, StringComparison.Ordinal))];
        var moved = axes.SequenceEqual(Enumerable.Range(0, axes.Length)) ? term.Value : term.Value.Transpose(axes);
        return new(moved.Reshape([.. order.Select(term.Length)]), order);
    }

    /// <summary>The product of two terms: shared labels that are needed later become batch axes, other shared labels are summed.</summary>
    private static Term Multiply(NodeCall call, Term left, Term right, string needed)
    {
        left = Sum(left, needed + right.Labels);
        right = Sum(right, needed + left.Labels);
        string shared = string.Concat(left.Labels.Where(right.Labels.Contains));
        foreach (char label in shared)
        {
            int one = left.Length(label), other = right.Length(label), length = Math.Max(one, other);
            if (one != other && one != 1 && other != 1)
                throw call.Error($"the axis '{label}' has length {one} in one input and {other} in another");
            // An axis of length 1 must be expanded before it is summed.
            if (one != other && !needed.Contains(label)) (left, right) = (Expand(left, label, length), Expand(right, label, length));
        }
        string batch = string.Concat(shared.Where(needed.Contains)), summed = string.Concat(shared.Where(label => !needed.Contains(label)));
        string rows = string.Concat(left.Labels.Where(label => !shared.Contains(label)));
        string columns = string.Concat(right.Labels.Where(label => !shared.Contains(label)));
        Shape leftShape = [.. batch.Select(left.Length), Count(left, rows), Count(left, summed)];
        Shape rightShape = [.. batch.Select(right.Length), Count(right, summed), Count(right, columns)];
        var product = Arrange(left, batch + rows + summed).Value.Reshape(leftShape)
            .MatMul(Arrange(right, batch + summed + columns).Value.Reshape(rightShape));
        Shape shape = [.. product.Shape.Take(batch.Length), .. rows.Select(left.Length), .. columns.Select(right.Length)];
        return new(product.Reshape(shape), batch + rows + columns);
    }

    private static int Count(Term term, string labels) => labels.Aggregate(1, (product, label) => checked(product * term.Length(label)));

    private static Term Expand(Term term, char label, int length)
    {
        int[] lengths = [.. term.Value.Shape];
        lengths[term.Labels.IndexOf(label, StringComparison.Ordinal)] = length;
        return term with { Value = term.Value.Expand(Shape.Of(lengths)) };
    }
}
