using ShaderKernels.Devices;
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

    /// <summary>Levels become values and levels again, each on the device; alpha is not a part of the tensor.</summary>
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Pixels_of_a_device_become_a_tensor_and_pixels_again(string name)
    {
        using var device = TestDevices.Open(name);
        const int width = 5, height = 3;
        var pixels = new byte[4 * width * height];
        new Random(3).NextBytes(pixels);
        using PixelBuffer image = device.AllocateImage(width, height), result = device.AllocateImage(width, height);
        image.Write(pixels);
        foreach (bool last in new[] { false, true })
        {
            using var read = device.Prepare(new ImageToTensor(width, height) { FromPixelBuffer = true, ChannelsLast = last }, width, height);
            using var write = device.Prepare(new TensorToImage { ChannelsLast = last }, [1, 3, height, width]);
            Tensor restart = device.AllocateTensor([1]), tensor = device.AllocateTensor([1, 3, height, width]);
            device.Begin();
            read.Run(image, restart, tensor);
            write.Run(tensor, result);
            device.End();
            float[] values = tensor.ToArray();
            // The green of the third pixel of the second row.
            Assert.Equal(pixels[4 * 7 + 1] / 255f, values[last ? 3 * 7 + 1 : 15 + 7], 1e-6f);
            var back = new byte[pixels.Length];
            result.Read(back);
            for (int i = 0; i < pixels.Length; i++) Assert.Equal(i % 4 == 3 ? 255 : pixels[i], back[i]);
            tensor.Buffer.Dispose();
            restart.Buffer.Dispose();
        }
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
