using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Operators;

public sealed class TensorToImageTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Values_from_0_to_1_become_levels_that_are_rounded_and_limited(string device)
    {
        Assert.Equal([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255, 26, 26, 26, 255],
            Run(device, new(), [1, 1, 2, 3], [0, 0.5f, 1, -0.25f, 7, 0.1f]));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Channels_may_come_in_planes_or_last_and_as_BGR(string device)
    {
        byte[] expected = [51, 102, 153, 255, 0, 255, 204, 255];
        Assert.Equal(expected, Run(device, new(), [1, 3, 1, 2], [0.2f, 0, 0.4f, 1, 0.6f, 0.8f]));
        Assert.Equal(expected, Run(device, new() { ChannelsLast = true }, [1, 3, 1, 2], [0.2f, 0.4f, 0.6f, 0, 1, 0.8f]));
        Assert.Equal(expected, Run(device, new() { Bgr = true }, [1, 3, 1, 2], [0.6f, 0.8f, 0.4f, 1, 0.2f, 0]));
        Assert.Equal([51, 102, 153, 64], Run(device, new(), [1, 4, 1, 1], [0.2f, 0.4f, 0.6f, 0.25f]));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Mean_and_standard_deviation_are_those_of_ImageToTensor(string device)
    {
        // (0.25 * 2 + 0.1) * 255 = 153, (-1 * 0.5 + 0.9) * 255 = 102, (0 * 1 + 0.2) * 255 = 51
        Assert.Equal([153, 102, 51, 255],
            Run(device, new() { Mean = [0.1f, 0.9f, 0.2f], StandardDeviation = [2, 0.5f, 1] }, [1, 3, 1, 1], [0.25f, -1, 0]));
    }

    [Fact]
    public void What_is_not_an_image_is_refused()
    {
        Assert.Contains("must be [1, C, H, W]", Assert.Throws<ShapeException>(() => new TensorToImage().InferSize([2, 3, 4, 4])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => new TensorToImage().InferSize([1, 2, 4, 4]));
        Assert.Throws<ShapeException>(() => new TensorToImage().InferSize([3, 4, 4]));
        Assert.Contains("2 means", Assert.Throws<ShapeException>(() => new TensorToImage { Mean = [0, 1] }.InferSize([1, 3, 4, 4])).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Run(string name, TensorToImage @operator, Shape shape, float[] values)
    {
        using var device = TestDevices.Open(name);
        var (width, height) = @operator.InferSize(shape);
        using var kernel = device.Prepare(@operator, shape);
        using var result = device.AllocateImage(width, height);
        var tensor = device.AllocateTensor(shape);
        tensor.Write(values);
        device.Begin();
        kernel.Run(tensor, result);
        device.End();
        var pixels = new byte[4 * width * height];
        result.Read(pixels);
        tensor.Buffer.Dispose();
        return pixels;
    }
}
