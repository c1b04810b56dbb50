using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Operators;

public class StridedCopyTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Copies_agree_with_the_definition(string device)
    {
        var random = new Random(1);
        Shape shape = [3, 5, 7, 4], other = [3, 2, 7, 4], large = [2, 3, 130, 130];
        Agreement.Check(device, StridedCopy.Transpose(shape, 0, 2, 3, 1), [Numbers.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Transpose(shape, 3, 1, 0, 2), [Numbers.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Transpose(large, 0, 2, 3, 1), [Numbers.Random(random, large)]);
        Agreement.Check(device, StridedCopy.Slice(shape, [1, 0, 6, 3], [2, 2, 4, 2], [1, 3, -2, -1]), [Numbers.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Concatenate(1, shape, other, shape), [Numbers.Random(random, shape), Numbers.Random(random, other), Numbers.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Pad(shape, [0, 1, 2, 3], [1, 0, 0, 2], -7), [Numbers.Random(random, shape)]);
        Agreement.Check(device, StridedCopy.Expand([5, 1, 4], shape), [Numbers.Random(random, [5, 1, 4])]);
        Agreement.Check(device, StridedCopy.Expand([], [6]), [Numbers.Random(random, [])]);
        Agreement.Check(device, StridedCopy.Slice(shape, [0, 0, 0, 0], [3, 0, 7, 4]), [Numbers.Random(random, shape)]);
    }

    [Fact]
    public void Slices_outside_the_input_are_named() =>
        Assert.Contains("axis 1", Assert.Throws<ShapeException>(() => StridedCopy.Slice([2, 3], [0, 2], [2, 2])).Message);
}
