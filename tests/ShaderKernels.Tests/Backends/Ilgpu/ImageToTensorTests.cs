using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Operators;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Capture;

namespace ShaderKernels.Tests.Backends.Ilgpu;

public sealed class ImageToTensorTests
{
    public static readonly (ImageToTensor Operator, int Width, int Height)[] Pictures =
    [
        (new(36, 36), 84, 84), (new(13, 11), 37, 29), (new(8, 9), 5, 4), (new(7, 3), 7, 3), (new(1, 1), 320, 200),
        (new(13, 11) { Grayscale = true }, 37, 29),
        (new(9, 7) { Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f] }, 20, 30),
        (new(6, 5) { Crop = new(3, 2, 13, 9), Mirror = true }, 21, 17),
        (new(5, 4) { TilesX = 3, TilesY = 2, Crop = new(1, 2, 8, 7), Mirror = true, Grayscale = true }, 33, 18),
        (new(3, 3) { TilesX = 9, TilesY = 7, ChannelsLast = true }, 54, 35),
        (new(42, 30) { Quantize = true }, 84, 60),
        (new(5, 4) { Stack = 4, Grayscale = true }, 11, 9),
        (new(5, 4) { Stack = 3, ChannelsLast = true }, 11, 9),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Pictures.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void Images_in_either_row_order_agree_with_the_reference(int index)
    {
        var (op, width, height) = Pictures[index];
        var random = new Random(index);
        var pictures = Enumerable.Range(0, op.Stack + 1).Select(_ => Picture.Random(random, width, height)).ToArray();
        double[] expected = PictureReference.Run(op, pictures);
        Agree(expected, Run(op, pictures, bottomUp: false));
        Agree(expected, Run(op, pictures, bottomUp: true));
    }

    [Fact]
    public void A_restart_fills_only_the_stack_of_its_tile()
    {
        var op = new ImageToTensor(4, 3) { Stack = 4, TilesX = 2, TilesY = 2, Grayscale = true };
        var random = new Random(9);
        var pictures = Enumerable.Range(0, 7).Select(_ => Picture.Random(random, 14, 10)).ToArray();
        (int, int)[] restarts = [(3, 1), (6, 2), (5, 3), (6, 3)];
        Agree(PictureReference.Run(op, pictures, restarts), Run(op, pictures, bottomUp: false, restarts));
    }

    [Fact]
    public void Rows_with_padding_between_them_are_read_correctly()
    {
        var op = new ImageToTensor(3, 2);
        var picture = Picture.Random(new(3), 5, 4);
        var spaced = new byte[32 * 4];
        for (int row = 0; row < 4; row++) picture.Pixels.AsSpan(row * 20, 20).CopyTo(spaced.AsSpan(row * 32));
        using var image = new CpuImage(spaced, 5, 4, rowBytes: 32);
        using var device = new IlgpuDevice("cpu");
        using var kernel = device.Prepare(op, 5, 4);
        Tensor restart = device.AllocateTensor([1]), output = device.AllocateTensor(op.InferShape(5, 4));
        kernel.Run(image, restart, output);
        Agree(PictureReference.Run(op, [picture]), output.ToArray());
    }

    [SkippableFact]
    public void Running_allocates_nothing()
    {
        TestDevices.SkipWhereLaunchesAllocate("Ilgpu");
        var op = new ImageToTensor(20, 20) { Stack = 2, Grayscale = true };
        using var device = new IlgpuDevice("cpu");
        using var kernel = device.Prepare(op, 64, 48);
        using var image = new CpuImage(Picture.Random(new(1), 64, 48).Pixels, 64, 48);
        Tensor restart = device.AllocateTensor([1]), output = device.AllocateTensor(op.InferShape(64, 48));
        for (int i = 0; i < 3; i++) kernel.Run(image, restart, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) kernel.Run(image, restart, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Wrong_images_and_tensors_are_rejected()
    {
        using var device = new IlgpuDevice("cpu");
        using var kernel = device.Prepare(new ImageToTensor(2, 2), 10, 12);
        Tensor restart = device.AllocateTensor([1]), output = device.AllocateTensor([1, 3, 2, 2]);
        using var larger = new CpuImage(new byte[11 * 12 * 4], 11, 12);
        using var image = new CpuImage(new byte[10 * 12 * 4], 10, 12);
        Assert.Contains("11 by 12", Assert.Throws<ArgumentException>(() => kernel.Run(larger, restart, output)).Message,
            StringComparison.Ordinal);
        Assert.Contains("[1]", Assert.Throws<ArgumentException>(() => kernel.Run(image, restart, restart)).Message,
            StringComparison.Ordinal);
        Assert.Contains("OpenGLImage", Assert.Throws<ArgumentException>(() =>
            kernel.Run(new OpenGLImage(1, 10, 12), restart, output)).Message, StringComparison.Ordinal);
    }

    private static float[] Run(ImageToTensor op, Picture[] pictures, bool bottomUp, params (int Frame, int Tile)[] restarts)
    {
        using var device = new IlgpuDevice("cpu");
        var shape = op.InferShape(pictures[0].Width, pictures[0].Height);
        using var kernel = device.Prepare(op, pictures[0].Width, pictures[0].Height);
        Tensor restart = device.AllocateTensor([shape[0]]), output = device.AllocateTensor(shape);
        for (int frame = 0; frame < pictures.Length; frame++)
        {
            restart.Write([.. Enumerable.Range(0, shape[0]).Select(tile => frame == 0 || restarts.Contains((frame, tile)) ? 1f : 0f)]);
            using var image = new CpuImage(bottomUp ? pictures[frame].BottomUp() : pictures[frame].Pixels, pictures[frame].Width,
                pictures[frame].Height, bottomUp: bottomUp);
            kernel.Run(image, restart, output);
        }
        return output.ToArray();
    }

    private static void Agree(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5, $"element {i} is {actual[i]}, expected {expected[i]}");
    }
}
