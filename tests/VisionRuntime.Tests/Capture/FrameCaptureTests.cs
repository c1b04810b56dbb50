using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class FrameCaptureTests(Headless headless)
{
    [SkippableTheory, InlineData("OpenGL"), InlineData("Cpu")]
    public void The_first_frame_fills_the_stack_and_a_restart_fills_it_again(string name)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var device = Scene.OpenDevice(name, current.Gl);
        using var source = scene.Open("framebuffer");
        using var capture = new FrameCapture(source, new ImageToTensor(1, 1) { Grayscale = true, Stack = 3 }, device);
        var output = device.AllocateTensor(capture.Shape);
        Assert.Equal(-1, capture.FrameNumber);
        Assert.Equal([10, 10, 10], Capture(10));
        Assert.Equal([10, 10, 20], Capture(20));
        Assert.Equal([10, 20, 30], Capture(30));
        capture.Restart(0);
        Assert.Equal([40, 40, 40], Capture(40));
        Assert.Equal([40, 40, 50], Capture(50));
        Assert.Equal(4, capture.FrameNumber);
        Assert.Throws<ArgumentOutOfRangeException>(() => capture.Restart(1));
        Assert.Throws<ArgumentException>(() => capture.Capture(device.AllocateTensor([2])));

        int[] Capture(int gray)
        {
            scene.Clear(gray / 255f);
            Assert.True(capture.Capture(output));
            return [.. output.ToArray().Select(value => (int)MathF.Round(value * 255))];
        }
    }

    [Fact]
    public void A_restart_waits_for_the_first_frame_asked_for_after_it()
    {
        using var device = new CpuDevice(1);
        using var source = new LateSource(frames: 2);
        using var capture = new FrameCapture(source, new ImageToTensor(1, 1) { Grayscale = true, Stack = 2 }, device);
        var output = device.AllocateTensor(capture.Shape);
        Assert.False(capture.Capture(output));
        Assert.False(capture.Capture(output));
        Assert.Equal([0, 0], Capture()); // frame 0
        Assert.Equal([0, 1], Capture());
        capture.RestartAll(); // 4 frames were asked for: number 4 is the first of the new episode
        Assert.Equal([1, 2], Capture());
        Assert.Equal([2, 3], Capture());
        Assert.Equal([4, 4], Capture());
        Assert.Equal([4, 5], Capture());

        int[] Capture()
        {
            Assert.True(capture.Capture(output));
            return [.. output.ToArray().Select(value => (int)MathF.Round(value * 255))];
        }
    }

    [SkippableTheory, MemberData(nameof(Scene.Ways), MemberType = typeof(Scene))]
    public void Capturing_allocates_nothing(string sourceName, string name)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var device = Scene.OpenDevice(name, current.Gl);
        using var source = scene.Open(sourceName, FrameDelivery.Newest);
        using var capture = new FrameCapture(source, new ImageToTensor(8, 8) { Grayscale = true, Stack = 4 }, device);
        var output = device.AllocateTensor(capture.Shape);
        using var readback = new TensorReadback(device, 256);
        var values = new float[256];
        for (int i = 0; i < 5; i++) Frame(i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Frame(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Frame(int number)
        {
            if (number % 10 == 0) capture.Restart(0);
            if (capture.Capture(output)) readback.Request(output, number);
            readback.TryTakeNewest(values, out _);
        }
    }

    [SkippableTheory, InlineData("OpenGL"), InlineData("Cpu")]
    public void The_capture_follows_a_framebuffer_that_changes_its_size(string name)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var device = Scene.OpenDevice(name, current.Gl);
        using var source = new FramebufferSource(current.Gl, 0, 64, 48) { Delivery = FrameDelivery.Now };
        using var capture = new FrameCapture(source, new ImageToTensor(1, 1) { TilesX = 2 }, device);
        var output = device.AllocateTensor(capture.Shape);
        Assert.True(capture.Capture(output));
        Assert.Equal(new float[] { 0.5f, 0, 0.5f }, output.ToArray()[..3]); // the left half: red above blue
        source.Resize(64, 24);
        Assert.True(capture.Capture(output));
        Assert.Equal(new float[] { 0, 0, 1 }, output.ToArray()[..3]); // the lower left
        source.Resize(63, 24);
        Assert.Contains("63", Assert.Throws<ShapeException>(() => capture.Capture(output)).Message, StringComparison.Ordinal);
    }

    /// <summary>One gray pixel, its level the frame's number, that arrives so many frames late.</summary>
    private sealed class LateSource(int frames) : FrameSource
    {
        private readonly byte[] _pixel = new byte[4];
        private CpuImage? _image;

        public override int Width => 1;

        public override int Height => 1;

        protected override bool TryCaptureTexture(long number, out Frame frame) => throw new NotSupportedException();

        protected override bool TryCaptureBytes(long number, out Frame frame)
        {
            number -= frames;
            Array.Fill(_pixel, (byte)Math.Max(0, number));
            frame = new(_image ??= new(_pixel, 1, 1), number);
            return number >= 0;
        }

        public override void Dispose() => _image?.Dispose();
    }
}
