using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class FrameSourcesTests(Headless headless)
{
    [Fact]
    public void A_text_names_a_source()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("picture.png");
        using (var picture = new Image<Rgba32>(5, 3, new Rgba32(10, 20, 30))) picture.SaveAsPng(file);
        using (var image = FrameSources.Open($"image:{file}", new() { Delivery = FrameDelivery.Now }))
        {
            Assert.Equal((5, 3, FrameDelivery.Now), (image.Width, image.Height, image.Delivery));
            Assert.True(image.TryCapture(DeviceKind.Cpu, out var frame));
            Assert.Equal([10, 20, 30, 255], ((CpuImage)frame.Image).Row(2)[..4].ToArray());
        }
        using var pattern = FrameSources.Open("test:40x30");
        Assert.Equal((40, 30, 30.0), (pattern.Width, pattern.Height, pattern.FrameRate));
        var kinds = new Dictionary<string, Func<string, FrameSourceOptions, FrameSource>>(StringComparer.Ordinal)
        {
            ["game"] = (name, _) => new TestPatternSource(name.Length, 1),
        };
        using var own = FrameSources.Open("game:catch", new() { Kinds = kinds });
        Assert.Equal(5, own.Width);
    }

    [Theory]
    [InlineData("camera", "'camera' is not a source; use image:FILE, video:FILE")]
    [InlineData("", "'' is not a source")]
    [InlineData("image:", "a file is missing; write image:FILE")]
    [InlineData("video", "a file is missing; write video:FILE")]
    [InlineData("image:none.png", "none.png: the image file does not exist")]
    [InlineData("video:none.mp4", "none.mp4: the video file does not exist")]
    [InlineData("test:wide", "'wide' is not a size")]
    [InlineData("test:0x0", "test: frames of 0x0 pixels are empty")]
    [InlineData("test:16384x16384", "test: frames of 16384x16384 pixels are too large")]
    [InlineData("test:99999x1", "test: frames of 99999x1 pixels are too large")]
    public void A_text_that_names_no_source_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FrameSourceException>(() => FrameSources.Open(text)).Message.Replace(
            $"'{text}': ", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [SkippableFact]
    public void The_pattern_moves_and_is_the_same_on_every_device()
    {
        using var current = headless.Use();
        float[][][] seen = [.. ((string[])["Cpu", "OpenGL"]).Select(name =>
        {
            using var device = Scene.OpenDevice(name, current.Gl);
            using var source = new TestPatternSource(32, 24, current.Gl);
            return Enumerable.Range(0, 3).Select(_ => Scene.Capture(source, new ImageToTensor(32, 24), device)).ToArray();
        })];
        Assert.NotEqual(seen[0][0], seen[0][1]);
        for (int frame = 0; frame < 3; frame++) Assert.Equal(seen[0][frame], seen[1][frame], (a, b) => MathF.Abs(a - b) < 1e-6f);
        // The white square of frame 0 is at the top left, and the first pixel beside it has the colors of its place.
        Assert.Equal(1, seen[0][0][0]);
        Assert.Equal(6 / 255f, seen[0][0][6], 6);
    }

    [Fact]
    public void Frames_of_the_window_have_limits_too()
    {
        using var context = headless.Use();
        Assert.Contains("0x0", Assert.Throws<ArgumentOutOfRangeException>(
            () => new FramebufferSource(context.Gl, 0, 0, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("16384x16384", Assert.Throws<ArgumentOutOfRangeException>(
            () => new FramebufferSource(context.Gl, 0, 16384, 16384)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_code_that_runs_a_frame_uses_the_library_for_pictures_in_files()
    {
        // What names ImageSharp, beside pictures of networks, which are files: the JIT loads the library only for these.
        var users = typeof(FrameSource).Assembly.GetTypes()
            .Where(type => type.Namespace is { } name && !name.StartsWith("VisionRuntime.Insight", StringComparison.Ordinal))
            .Where(type => type.GetFields((System.Reflection.BindingFlags)0x3E).Any(
                    field => field.FieldType.FullName?.Contains("ImageSharp", StringComparison.Ordinal) == true)
                || type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(
                    parameter => parameter.ParameterType.FullName?.Contains("ImageSharp", StringComparison.Ordinal) == true))
            .Select(type => type.Name);
        Assert.Equal(["ImageSource"], users);
    }
}
