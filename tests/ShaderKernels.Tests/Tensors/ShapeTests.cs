using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Tensors;

public class ShapeTests
{
    [Theory]
    [InlineData(65536, 32768)]
    [InlineData(65536, 65536)]
    [InlineData(0, 65536, 65536)]
    [InlineData(65536, 65536, 0)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void More_elements_than_an_array_holds_are_refused(params int[] dimensions)
    {
        string message = Assert.Throws<ShapeException>(() => Shape.Of(dimensions)).Message;
        Assert.Equal($"Shape: [{string.Join(", ", dimensions)}] has more elements than one tensor can hold ({Array.MaxLength})", message);
    }

    [Fact]
    public void The_largest_shapes_have_strides()
    {
        Assert.Equal([1], Shape.Of(Shape.LargestCount).Strides());
        Assert.Equal([32767, 1], Shape.Of(65536, 32767).Strides());
        Assert.Equal([32767, 32767, 1], Shape.Of(65536, 0, 32767).Strides());
    }

    [Fact]
    public void Counts_and_strides_of_ordinary_scalar_and_empty_shapes()
    {
        Assert.Equal(24, Shape.Of(2, 3, 4).Count);
        Assert.Equal([12, 4, 1], Shape.Of(2, 3, 4).Strides());
        Assert.Equal((1, 0), (Shape.Scalar.Count, Shape.Scalar.Strides().Length));
        Assert.Equal(0, Shape.Of(3, 0, 2).Count);
    }

    [Fact]
    public void A_negative_dimension_is_refused() => Assert.Equal(
        "Shape: [2, -1] has the negative dimension -1; a dimension is 0 or more",
            Assert.Throws<ShapeException>(() => Shape.Of(2, -1)).Message);

    [Fact]
    public void Broadcasting_that_would_be_too_large_is_refused() =>
        Assert.Throws<ShapeException>(() => Shape.Broadcast([65536, 1], [1, 65536]));
}
