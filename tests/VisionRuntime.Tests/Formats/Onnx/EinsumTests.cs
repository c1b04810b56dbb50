using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>Einsum against a loop over the indices of all labels.</summary>
public class EinsumTests
{
    [Theory]
    [InlineData("ij,jk->ik", new[] { 2, 3 }, new[] { 3, 4 }, null)]
    [InlineData("ij,jk", new[] { 2, 3 }, new[] { 3, 4 }, null)]
    [InlineData("bij,bkj->bik", new[] { 2, 3, 4 }, new[] { 2, 5, 4 }, null)]
    [InlineData("ij->ji", new[] { 2, 3 }, null, null)]
    [InlineData("ba", new[] { 2, 3 }, null, null)]
    [InlineData("ii->", new[] { 3, 3 }, null, null)]
    [InlineData("aba->ab", new[] { 3, 2, 3 }, null, null)]
    [InlineData("i,j->ji", new[] { 3 }, new[] { 2 }, null)]
    [InlineData("i,i", new[] { 3 }, new[] { 3 }, null)]
    [InlineData("ab,bc,cd->da", new[] { 2, 3 }, new[] { 3, 4 }, new[] { 4, 5 })]
    [InlineData("ab,ab,b->a", new[] { 2, 3 }, new[] { 2, 3 }, new[] { 3 })]
    [InlineData("abc,bd->ad", new[] { 2, 3, 4 }, new[] { 3, 5 }, null)]
    public void Einsum_agrees_with_a_loop_over_all_indices(string equation, int[] first, int[]? second, int[]? third)
    {
        var inputs = new[] { first, second, third }.Where(shape => shape is not null)
            .Select((shape, i) => Random(Shape.Of(shape!), i + 1)).ToArray();
        string[] terms = equation.Split("->")[0].Split(',');
        string all = string.Concat(terms);
        string result = equation.Contains("->", StringComparison.Ordinal)
            ? equation.Split("->")[1]
            : string.Concat(all.Where(letter => all.Count(other => other == letter) == 1).Order());
        char[] letters = [.. all.Distinct()];
        var lengths = letters.ToDictionary(letter => letter, letter =>
            terms.Select((term, i) => (term, i)).Where(at => at.term.Contains(letter))
            .Select(at => inputs[at.i].Shape[at.term.IndexOf(letter)]).First());
        var expected = new double[result.Aggregate(1, (count, letter) => count * lengths[letter])];
        for (int step = 0; step < lengths.Values.Aggregate(1, (count, length) => count * length); step++)
        {
            int rest = step;
            var place = letters.ToDictionary(letter => letter, letter =>
                { int index = rest % lengths[letter]; rest /= lengths[letter]; return index; });
            int Flat(string term) => term.Aggregate(0, (at, letter) => at * lengths[letter] + place[letter]);
            expected[Flat(result)] += terms.Select((term, i) => inputs[i][Flat(term)]).Aggregate(1.0, (product, value) => product * value);
        }
        var y = Compute(12, "Einsum", inputs, [String("equation", equation)])[0];
        Assert.Equal(Shape.Of([.. result.Select(letter => lengths[letter])]), y.Shape);
        AssertClose(expected, y, 1e-4);
    }

    [Fact]
    public void An_ellipsis_broadcasts()
    {
        OnnxTensor a = Random([2, 1, 3, 4]), b = Random([5, 4, 2], 2);
        var y = Compute(12, "Einsum", [a, b], [String("equation", "...ij, ...jk -> ...ik")])[0];
        Assert.Equal(Shape.Of(2, 5, 3, 2), y.Shape);
        AssertClose(Compute(13, "MatMul", [a, b], [])[0].ToDoubles(), y, 1e-5);
        AssertClose(Enumerable.Range(0, 2).Select(i => a[i * 12] + a[i * 12 + 5] + a[i * 12 + 10]),
            Compute(12, "Einsum", [OnnxTensor.Of([2, 3, 3],
            [.. Enumerable.Range(0, 18).Select(i => (float)a[i / 9 * 12 + i % 9 / 3 * 4 + i % 3])])],
            [String("equation", "...ii->...")])[0]);
    }

    [Theory, InlineData("ij,jk->ik", "do not match the axes"), InlineData("ij,kl,m->i", "does not match its 2 inputs")]
    [InlineData("ij,ij->k", "no input has")]
    public void Invalid_equations_are_refused(string equation, string words) =>
        Assert.Contains(words, Assert.Throws<OnnxException>(() =>
            Compute(12, "Einsum", [Random([2, 3]), equation.StartsWith("ij,jk", StringComparison.Ordinal) ? Random([3]) : Random([2, 3])],
            [String("equation", equation)])).Message, StringComparison.Ordinal);
}
