using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class StridedCopyTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Copies_agree_with_the_formula(string device)
    {
        var random = new Random(1);
        Shape shape = [3, 5, 7, 4], other = [3, 2, 7, 4], large = [2, 3, 130, 130];
        Agreement.Check(device, StridedCopy.Transpose(shape, 0, 2, 3, 1), [HostTensor.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Transpose(shape, 3, 1, 0, 2), [HostTensor.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Transpose(large, 0, 2, 3, 1), [HostTensor.Random(random, large)]);
        Agreement.Check(device, StridedCopy.Transpose([1, 3, 131, 127], 0, 2, 3, 1), [HostTensor.Random(random, [1, 3, 131, 127])]);
        Agreement.Check(device, StridedCopy.Slice(shape, [1, 0, 6, 3], [2, 2, 4, 2], [1, 3, -2, -1]), [HostTensor.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Concatenate(1, shape, other, shape),
            [HostTensor.Random(random, shape), HostTensor.Random(random, other), HostTensor.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Pad(shape, [0, 1, 2, 3], [1, 0, 0, 2], -7), [HostTensor.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Pad(shape, [0, -1, 2, 0], [-1, 3, -3, -2], 4), [HostTensor.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Pad([3, 2], [-4, 0], [5, 1], 1), [HostTensor.Random(random, [3, 2])]);
        Agreement.Check(device, StridedCopy.Expand([5, 1, 4], shape), [HostTensor.Random(random, [5, 1, 4])]);
        Agreement.Check(device, StridedCopy.Expand([], [6]), [HostTensor.Random(random, [])]);
        Agreement.Check(device, StridedCopy.Slice(shape, [0, 0, 0, 0], [3, 0, 7, 4]), [HostTensor.Random(random, shape)]);
    }

    /// <summary>Two parts of together more elements than the output, which still leave some open.</summary>
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Elements_that_no_part_writes_are_filled(string device)
    {
        var random = new Random(2);
        StridedCopy.Part left = new([4, 3], [4, 3], new(0, [3, 1]), new(0, [5, 1])),
            middle = new([4, 3], [4, 3], new(0, [3, 1]), new(1, [5, 1]));
        Agreement.Check(device, new StridedCopy([4, 5], [left, middle], 9),
            [HostTensor.Random(random, [4, 3]), HostTensor.Random(random, [4, 3])]);
    }

    [Fact]
    public void Whether_parts_cover_the_output_is_exact()
    {
        StridedCopy.Part Row(int offset, int length, int stride = 1) => new([length], [length], new(0, [1]), new(offset, [stride]));
        Assert.True(new StridedCopy([6], [Row(0, 4), Row(4, 2)]).CoversOutput);
        Assert.True(new StridedCopy([6], [Row(0, 4), Row(2, 4)]).CoversOutput);
        Assert.False(new StridedCopy([6], [Row(0, 4), Row(1, 4)]).CoversOutput);
        Assert.False(new StridedCopy([6], [Row(0, 3), Row(2, 3)]).CoversOutput);
        Assert.True(new StridedCopy([6], [Row(5, 3, -2), Row(0, 3, 2)]).CoversOutput);
        Assert.False(new StridedCopy([6], [Row(0, 3, 2), Row(0, 3, 2)]).CoversOutput);
        Assert.True(StridedCopy.Concatenate(1, [2, 3], [2, 0], [2, 4]).CoversOutput);
        Assert.True(StridedCopy.Transpose([3, 4], 1, 0).CoversOutput);
        Assert.False(StridedCopy.Pad([3, 4], [0, 1], [0, -1]).CoversOutput);
        Assert.True(StridedCopy.Pad([3, 4], [0, -1], [0, -1]).CoversOutput);
        Assert.True(StridedCopy.Pad([3, 0], [0, 0], [0, 0]).CoversOutput);
    }

    [Fact]
    public void Cropping_more_than_the_length_is_reported() =>
        Assert.Contains("crops more than the 3 elements of axis 1 of [2, 3]",
            Assert.Throws<ShapeException>(() => StridedCopy.Pad([2, 3], [0, -2], [0, -2])).Message);

    [Fact]
    public void Slices_outside_the_input_are_reported() =>
        Assert.Contains("axis 1", Assert.Throws<ShapeException>(() => StridedCopy.Slice([2, 3], [0, 2], [2, 2])).Message);
}
