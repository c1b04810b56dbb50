using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Formats.Onnx.Import;

/// <summary>
/// Einstein's summation convention: axes with the same letter run together, and those that are not in the result are summed. Two inputs at a time
/// become one batched matrix product.
/// </summary>
internal static class Einsums
{
    public static IEnumerable<(string, Handler)> Handlers => [("Einsum", call => call.Return(Einsum(call)))];

    /// <summary>A value and the letter of each of its axes; those under an ellipsis have the letters from U+E000 on, counted from the last.</summary>
    private sealed record Term(Value Value, string Letters)
    {
        public int Length(char letter) => Letters.IndexOf(letter, StringComparison.Ordinal) is var axis and >= 0 ? Value.Shape[axis] : 1;
    }

    private static Value Einsum(NodeCall call)
    {
        string[] sides = call.Text("equation").Replace(" ", "", StringComparison.Ordinal).Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != call.Count) throw call.Error($"the equation '{call.Text("equation")}' is not for {call.Count} inputs");
        int under = 0;
        var operands = terms.Select((letters, i) => Diagonal(call, new Term(call[i], Spelled(call, letters, call.ShapeOf(i), ref under)))).ToArray();
        string hidden = string.Concat(Enumerable.Range(0, under).Reverse().Select(Hidden)), all = string.Concat(operands.Select(operand => operand.Letters));
        string result = sides.Length == 2
            ? sides[1].Replace("...", hidden, StringComparison.Ordinal)
            : hidden + string.Concat(all.Where(letter => letter < FirstHidden && all.Count(other => other == letter) == 1).Order());
        if (result.Any(letter => !all.Contains(letter)) || result.Distinct().Count() != result.Length) throw call.Error($"the result of '{call.Text("equation")}' names an axis twice or one that no input has");
        var joined = operands[0];
        for (int i = 1; i < operands.Length; i++) joined = Product(call, joined, operands[i], result + string.Concat(operands.Skip(i + 1).Select(operand => operand.Letters)));
        return Arranged(Summed(joined, result), result).Value.Reshape([.. result.Select(joined.Length)]);
    }

    private const char FirstHidden = '\uE000';

    private static char Hidden(int fromEnd) => (char)(FirstHidden + fromEnd);

    /// <summary>The term with a letter for each axis under its ellipsis.</summary>
    private static string Spelled(NodeCall call, string letters, Shape shape, ref int under)
    {
        int named = letters.Replace("...", "", StringComparison.Ordinal).Length, open = shape.Rank - named;
        bool fits = letters.Contains("...", StringComparison.Ordinal) ? open >= 0 : open == 0;
        if (!fits || letters.Replace("...", "", StringComparison.Ordinal).Any(letter => !char.IsAsciiLetter(letter))) throw call.Error($"'{letters}' does not name the axes of {shape}");
        under = Math.Max(under, open);
        return letters.Replace("...", string.Concat(Enumerable.Range(0, open).Reverse().Select(Hidden)), StringComparison.Ordinal);
    }

    /// <summary>Of axes with the same letter only the diagonal counts.</summary>
    private static Term Diagonal(NodeCall call, Term term)
    {
        while (term.Letters.GroupBy(letter => letter).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            int first = term.Letters.IndexOf(twice.Key, StringComparison.Ordinal), second = term.Letters.IndexOf(twice.Key, first + 1), length = term.Value.Shape[first];
            if (term.Value.Shape[second] != length) throw call.Error($"the letter '{twice.Key}' stands for axes of {length} and of {term.Value.Shape[second]}");
            int[] order = [.. Enumerable.Range(0, term.Letters.Length).Where(axis => axis != first && axis != second), first, second];
            var last = term.Value.Transpose(order);
            var flat = last.Reshape([.. last.Shape.Take(order.Length - 2), length * length]);
            term = new(flat.Slice(flat.Shape.Rank - 1, 0, length, length + 1), string.Concat(order.SkipLast(1).Select(axis => term.Letters[axis])));
        }
        return term;
    }

    private static Term Summed(Term term, string kept)
    {
        int[] gone = [.. Enumerable.Range(0, term.Letters.Length).Where(axis => !kept.Contains(term.Letters[axis]))];
        return gone.Length == 0 ? term : new(term.Value.Sum(gone).Reshape(Reductions.Without(term.Value.Shape, gone)), string.Concat(term.Letters.Where(kept.Contains)));
    }

    /// <summary>The axes in an order that has all of them and perhaps others, which become 1 long.</summary>
    private static Term Arranged(Term term, string order)
    {
        int[] axes = [.. order.Where(term.Letters.Contains).Select(letter => term.Letters.IndexOf(letter, StringComparison.Ordinal))];
        var moved = axes.SequenceEqual(Enumerable.Range(0, axes.Length)) ? term.Value : term.Value.Transpose(axes);
        return new(moved.Reshape([.. order.Select(term.Length)]), order);
    }

    /// <summary>Letters of both that stay are batches, letters of both that go are summed by the product.</summary>
    private static Term Product(NodeCall call, Term left, Term right, string needed)
    {
        left = Summed(left, needed + right.Letters);
        right = Summed(right, needed + left.Letters);
        string both = string.Concat(left.Letters.Where(right.Letters.Contains));
        foreach (char letter in both)
        {
            int one = left.Length(letter), other = right.Length(letter);
            if (one != other && one != 1 && other != 1) throw call.Error($"an axis of '{call.Text("equation")}' is {one} long in one input and {other} in another");
            // One that is stretched to be summed must be stretched before.
            if (one != other && !needed.Contains(letter)) (left, right) = (Stretched(left, letter, Math.Max(one, other)), Stretched(right, letter, Math.Max(one, other)));
        }
        string batch = string.Concat(both.Where(needed.Contains)), summed = string.Concat(both.Where(letter => !needed.Contains(letter)));
        string rows = string.Concat(left.Letters.Where(letter => !both.Contains(letter))), columns = string.Concat(right.Letters.Where(letter => !both.Contains(letter)));
        int Count(Term term, string letters) => letters.Aggregate(1, (product, letter) => checked(product * term.Length(letter)));
        var a = Arranged(left, batch + rows + summed).Value.Reshape([.. batch.Select(left.Length), Count(left, rows), Count(left, summed)]);
        var b = Arranged(right, batch + summed + columns).Value.Reshape([.. batch.Select(right.Length), Count(right, summed), Count(right, columns)]);
        var product = a.MatMul(b);
        return new(product.Reshape([.. product.Shape.Take(batch.Length), .. rows.Select(left.Length), .. columns.Select(right.Length)]), batch + rows + columns);
    }

    private static Term Stretched(Term term, char letter, int length)
    {
        int[] lengths = [.. term.Value.Shape];
        lengths[term.Letters.IndexOf(letter, StringComparison.Ordinal)] = length;
        return term with { Value = term.Value.Expand(Shape.Of(lengths)) };
    }
}
