using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace ShaderKernels.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class ImageToTensorTests(Headless headless)
{
    private static readonly ImageToTensor Normalized = new(9, 7) { Mean = [0.485f, 0.456f, 0.406f],
        StandardDeviation = [0.229f, 0.224f, 0.225f] };

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Area_averages_are_exact_at_any_ratio(string device)
    {
        Check(device, new(36, 36), 84, 84);
        Check(device, new(13, 11), 37, 29);
        Check(device, new(8, 9), 5, 4);
        Check(device, new(7, 3), 7, 3);
        Check(device, new(1, 1), 320, 200);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Areas_of_whole_pixels_are_averaged(string device)
    {
        Check(device, new(42, 30), 84, 60);
        Check(device, new(21, 10), 21, 20);
        Check(device, new(21, 17) { Crop = new(3, 2, 42, 17), TilesX = 2 }, 100, 30);
        Check(device, new(3, 5), 6, 10);
        Check(device, new(9, 4) { Mirror = true, Bgr = true }, 18, 12);
        Check(device, new(5, 4) { ChannelsLast = true }, 15, 16);
    }

    [Theory]
    [InlineData(42, 30, 84, 60)]
    [InlineData(21, 17, 21, 34)]
    [InlineData(5, 5, 10, 5)]
    [InlineData(36, 36, 84, 84)]
    [InlineData(13, 11, 37, 29)]
    [InlineData(3, 2, 6, 5)]
    public void Every_vector_width_gives_the_same_bits(int width, int height, int imageWidth, int imageHeight)
    {
        var pictures = Enumerable.Range(0, 3).Select(seed => Picture.Random(new(seed), imageWidth, imageHeight)).ToArray();
        foreach (bool grayscale in new[] { false, true })
        {
            var op = new ImageToTensor(width, height) { Grayscale = grayscale, Stack = 2, Quantize = grayscale, Mirror = grayscale };
            float[] scalar = ImageRunner.Run(new CpuDevice(1, SimdWidth.Scalar), op, pictures);
            foreach (var simd in Enum.GetValues<SimdWidth>().Where(simd => simd <= CpuDevice.WidestSupported))
                Assert.Equal(scalar, ImageRunner.Run(new CpuDevice(2, simd), op, pictures));
        }
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Grayscale_and_normalization_follow_the_average(string device)
    {
        Check(device, new(13, 11) { Grayscale = true }, 37, 29);
        Check(device, Normalized, 20, 30);
        Check(device, Normalized with { Bgr = true }, 20, 30);
        Check(device, new(5, 6) { Grayscale = true, Bgr = true }, 20, 30);
        Check(device, new(5, 6) { Grayscale = true, Mean = [0.5f], StandardDeviation = [0.25f] }, 20, 30);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Crop_and_mirror_select_the_right_part(string device)
    {
        Check(device, new(6, 5) { Crop = new(3, 2, 13, 9) }, 21, 17);
        Check(device, new(6, 5) { Crop = new(3, 2, 13, 9), Mirror = true }, 21, 17);
        Check(device, new(6, 5) { Crop = new(20, 16, 1, 1) }, 21, 17);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Tiles_are_cropped_and_scaled_separately(string device)
    {
        Check(device, new(5, 4) { TilesX = 3, TilesY = 2 }, 3 * 11, 2 * 9);
        Check(device, new(5, 4) { TilesX = 3, TilesY = 2, Crop = new(1, 2, 8, 7), Mirror = true, Grayscale = true }, 3 * 11, 2 * 9);
        Check(device, new(3, 3) { TilesX = 9, TilesY = 7, ChannelsLast = true }, 9 * 6, 7 * 5);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Quantizing_rounds_halves_up(string device)
    {
        Check(device, new(42, 30) { Quantize = true }, 84, 60); // A quarter of the averages of 4 are ties.
        Check(device, new(13, 11) { Quantize = true, Mean = [0.1f, 0.2f, 0.3f] }, 37, 29);
        Check(device, new(13, 11) { Quantize = true, Grayscale = true }, 37, 29, tiesAllowed: true);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void The_stack_holds_the_last_frames_in_order(string device)
    {
        Check(device, new(5, 4) { Stack = 4, Grayscale = true }, 11, 9, frames: 6);
        Check(device, new(5, 4) { Stack = 3 }, 11, 9, frames: 2);
        Check(device, new(5, 4) { Stack = 3, ChannelsLast = true }, 11, 9, frames: 5);
        Check(device, new(1, 1) { Stack = 2, ChannelsLast = true }, 11, 9, frames: 3);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void A_restart_fills_only_the_stack_of_its_tile(string device)
    {
        var op = new ImageToTensor(4, 3) { Stack = 4, TilesX = 2, TilesY = 2, Grayscale = true };
        Check(device, op, 14, 10, frames: 7, restarts: [(3, 1), (6, 2), (5, 3), (6, 3)]);
        Check(device, op with { ChannelsLast = true, Grayscale = false }, 14, 10, frames: 5, restarts: [(3, 1), (4, 0)]);
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Running_allocates_nothing(string name)
    {
        using var current = headless.Use();
        using var device = ImageRunner.Open(name, current.Gl);
        var op = new ImageToTensor(20, 20) { Stack = 2, Grayscale = true };
        var kernel = device.Prepare(op, 64, 48);
        var output = device.AllocateTensor(op.InferShape(64, 48));
        var restart = device.AllocateTensor([1]);
        var image = ImageRunner.Image(device, current.Gl, Picture.Random(new(1), 64, 48), bottomUp: true);
        for (int i = 0; i < 3; i++) Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        ImageRunner.Free(image, current.Gl);
        kernel.Dispose();

        void Run()
        {
            device.Begin();
            kernel.Run(image, restart, output);
            device.End();
        }
    }

    [SkippableTheory, MemberData(nameof(ImageRunner.Devices), MemberType = typeof(ImageRunner))]
    public void Wrong_images_and_tensors_are_rejected(string name)
    {
        using var current = headless.Use();
        using var device = ImageRunner.Open(name, current.Gl);
        Assert.Throws<ShapeException>(() => device.Prepare(new ImageToTensor(2, 2) { TilesX = 3 }, 10, 10));
        using var kernel = device.Prepare(new ImageToTensor(2, 2), 10, 12);
        var output = device.AllocateTensor([1, 3, 2, 2]);
        var restart = device.AllocateTensor([1]);
        var larger = ImageRunner.Image(device, current.Gl, Picture.Random(new(1), 11, 12), false);
        var image = ImageRunner.Image(device, current.Gl, Picture.Random(new(1), 10, 12), false);
        Assert.Contains("11 by 12", Assert.Throws<ArgumentException>(() => kernel.Run(larger, restart, output)).Message,
            StringComparison.Ordinal);
        Assert.Contains("[1]", Assert.Throws<ArgumentException>(() => kernel.Run(image, restart, restart)).Message,
            StringComparison.Ordinal);
        ImageRunner.Free(larger, current.Gl);
        ImageRunner.Free(image, current.Gl);
    }

    [Fact]
    public void Rows_with_padding_between_them_are_read_correctly()
    {
        var picture = Picture.Random(new(3), 5, 4);
        var spaced = new byte[32 * 4];
        for (int row = 0; row < 4; row++) picture.Pixels.AsSpan(row * 20, 20).CopyTo(spaced.AsSpan(row * 32));
        using var image = new CpuImage(spaced, 5, 4, rowBytes: 32);
        Assert.Equal(picture.Pixels[60..80], image.Row(3).ToArray());
        Assert.Throws<ArgumentException>(() => new CpuImage(new byte[79], 5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CpuImage(new byte[99], 5, 4, rowBytes: 19));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Row(4).ToArray());
    }

    private void Check(string device, ImageToTensor op, int width, int height, int frames = 1, bool tiesAllowed = false,
        params (int, int)[] restarts)
    {
        using var current = headless.Use();
        var random = new Random(width * 1000 + height);
        var pictures = Enumerable.Range(0, frames).Select(_ => Picture.Random(random, width, height)).ToArray();
        double[] expected = PictureReference.Run(op, pictures, restarts);
        float[] actual = ImageRunner.Run(device, current.Gl, op, pictures, restarts);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]);
            bool tie = tiesAllowed && Math.Abs(error - 1.0 / 255) < 1e-5;
            Assert.True(tie || error <= 1e-5,
                $"{device} {op} from {width} by {height}: element {i} is {actual[i]}, expected {expected[i]}");
        }
    }
}
