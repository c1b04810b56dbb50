using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using static VisionRuntime.Tests.Formats.Onnx.TestModel;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>TopK, Compress, ReverseSequence, Unique and NonZero.</summary>
public class SelectionTests
{
    [Theory]
    [InlineData(2, 5, 1, 3, true), InlineData(3, 7, -1, 7, false), InlineData(4, 6, 0, 2, true), InlineData(1, 4096, 1, 5, false)]
    [InlineData(1, 6000, 1, 9, true), InlineData(3, 4, 1, 0, true)]
    public void TopK_is_sorted_and_stable(int rows, int columns, int axis, int k, bool largest)
    {
        // Few different numbers, so that there are equals.
        var x = OnnxTensor.Of([rows, columns], [.. Enumerable.Range(0, rows * columns).Select(i => (float)(i * 7919 % 13))]);
        var y = Compute(11, "TopK", [x, Int64s(k)], [Int("axis", axis), Int("largest", largest ? 1 : 0)], OnnxType.Float, OnnxType.Int64);
        bool across = axis is 1 or -1;
        int lines = across ? rows : columns, length = across ? columns : rows;
        for (int line = 0; line < lines; line++)
        {
            double At(int i) => across ? x[line * columns + i] : x[i * columns + line];
            int[] order = [.. Enumerable.Range(0, length).OrderBy(i => largest ? -At(i) : At(i)).Take(k)];
            for (int i = 0; i < k; i++)
            {
                int place = across ? line * k + i : i * columns + line;
                Assert.Equal((order[i], At(order[i])), ((int)y[1][place], y[0][place]));
            }
        }
        Assert.Equal(across ? Shape.Of(rows, k) : Shape.Of(k, columns), y[0].Shape);
    }

    [Fact]
    public void TopK_before_version_10_has_k_as_an_attribute()
    {
        var y = Compute(1, "TopK", [OnnxTensor.Of([4], 1, 9, 3, 5)], [Int("k", 2)], OnnxType.Float, OnnxType.Int64);
        AssertClose([9, 5], y[0]);
        AssertClose([1, 3], y[1]);
    }

    [Fact]
    public void Compress_keeps_elements_whose_condition_is_true()
    {
        var x = OnnxTensor.Of([3, 2], 1, 2, 3, 4, 5, 6);
        OnnxTensor Conditions(params long[] values) => OnnxTensor.Of(OnnxType.Bool, [values.Length], values);
        AssertClose([3, 4, 5, 6], Compute(11, "Compress", [x, Conditions(0, 1, 1)], [Int("axis", 0)])[0]);
        AssertClose([2, 4, 6], Compute(11, "Compress", [x, Conditions(0, 1)], [Int("axis", -1)])[0]);
        AssertClose([2, 5], Compute(11, "Compress", [x, Conditions(0, 1, 0, 0, 1)], [])[0]);
        Assert.Equal(Shape.Of(0, 2), Compute(11, "Compress", [x, Conditions(0, 0, 0)], [Int("axis", 0)])[0].Shape);
    }

    [Fact]
    public void ReverseSequence_reverses_each_sequence_up_to_its_length()
    {
        var x = OnnxTensor.Of([3, 2], 1, 2, 3, 4, 5, 6);
        AssertClose([5, 2, 3, 4, 1, 6], Compute(10, "ReverseSequence", [x, Int64s(3, 1)], [Int("time_axis", 0), Int("batch_axis", 1)])[0]);
        AssertClose([2, 1, 3, 4, 6, 5],
            Compute(10, "ReverseSequence", [x, Int64s(2, 1, 2)], [Int("time_axis", 1), Int("batch_axis", 0)])[0]);
    }

    [Theory, InlineData(1, new[] { 1.0, 2, 3 }, new[] { 1.0, 3, 0 }, new[] { 2.0, 0, 2, 1, 2 }, new[] { 1.0, 1, 3 })]
    [InlineData(0, new[] { 3.0, 1, 2 }, new[] { 0.0, 1, 3 }, new[] { 0.0, 1, 0, 2, 0 }, new[] { 3.0, 1, 1 })]
    public void Unique_returns_values_indices_and_counts(long sorted, double[] unique, double[] first, double[] inverse, double[] counts)
    {
        var y = Compute(11, "Unique", [OnnxTensor.Of([5], 3, 1, 3, 2, 3)], [Int("sorted", sorted)], OnnxType.Float, OnnxType.Int64,
            OnnxType.Int64, OnnxType.Int64);
        AssertClose(unique, y[0]);
        AssertClose(first, y[1]);
        AssertClose(inverse, y[2]);
        AssertClose(counts, y[3]);
    }

    [Fact]
    public void Unique_along_an_axis_compares_slices()
    {
        var y = Compute(11, "Unique", [OnnxTensor.Of([3, 2], 5, 1, 4, 1, 5, 1)], [Int("axis", 0)], OnnxType.Float, OnnxType.Int64);
        Assert.Equal(Shape.Of(2, 2), y[0].Shape);
        AssertClose([4, 1, 5, 1], y[0]);
        AssertClose([1, 0], y[1]);
    }

    [Fact]
    public void NonZero_returns_indices_as_columns() =>
        AssertClose([0, 1, 1, 1, 0, 2], Compute(13, "NonZero", [OnnxTensor.Of([2, 3], 0, 5, 0, 7, 0, 9)], [], OnnxType.Int64)[0]);
}
