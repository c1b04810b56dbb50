using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class ReadbackTests(Headless headless)
{
    [SkippableFact]
    public void Frames_come_back_in_order_with_their_numbers()
    {
        using var current = headless.Use();
        using var frames = new GrayFrames(current.Gl);
        using var ring = new ReadbackRing(current.Gl, GrayFrames.Size, GrayFrames.Size, frames: 4);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(ring.Request(frames.Draw(10 + i), i));
            Assert.True(ring.Request(frames.Draw(100 + i), 1000 + i));
            var first = ring.Take();
            Assert.Equal((i, 10 + i), ((int)first.Number, Gray(first)));
            var second = ring.Take();
            Assert.Equal((1000 + i, 100 + i), ((int)second.Number, Gray(second)));
            Assert.Equal(0, ring.Pending);
        }
        Assert.Equal(0, ring.Dropped);
    }

    [SkippableFact]
    public void A_full_ring_refuses_and_counts_and_nothing_under_way_is_lost()
    {
        using var current = headless.Use();
        using var frames = new GrayFrames(current.Gl);
        using var ring = new ReadbackRing(current.Gl, GrayFrames.Size, GrayFrames.Size, frames: 3);
        for (int i = 0; i < 5; i++) Assert.Equal(i < 3, ring.Request(frames.Draw(i), i));
        Assert.Equal((3, 2L), (ring.Pending, ring.Dropped));
        Assert.Equal(0, Gray(ring.Take()));
        Assert.False(ring.Request(frames.Draw(9), 9)); // the frame being looked at keeps its buffer
        ring.GiveBack();
        Assert.True(ring.Request(frames.Draw(9), 9));
        Assert.Equal([1, 2, 9], new[] { Gray(ring.Take()), Gray(ring.Take()), Gray(ring.Take()) });
        Assert.Contains("Request", Assert.Throws<InvalidOperationException>(() => ring.Take()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Taking_does_not_wait_and_the_newest_overtakes()
    {
        using var current = headless.Use();
        using var frames = new GrayFrames(current.Gl);
        using var ring = new ReadbackRing(current.Gl, GrayFrames.Size, GrayFrames.Size, frames: 3);
        Assert.False(ring.TryTake(out _));
        Assert.False(ring.TryTakeNewest(out _));
        for (int i = 0; i < 3; i++) ring.Request(frames.Draw(50 + i), i);
        current.Gl.Finish();
        Assert.True(ring.TryTakeNewest(out var frame));
        Assert.Equal((2, 52, 2L), ((int)frame.Number, Gray(frame), ring.Dropped));
    }

    [SkippableTheory, InlineData(FrameDelivery.Newest), InlineData(FrameDelivery.InOrder)]
    public void A_source_that_does_not_wait_is_at_most_two_frames_late(FrameDelivery delivery)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var source = scene.Open("texture", delivery);
        long last = -1;
        int arrived = 0;
        for (int i = 0; i < 50; i++)
        {
            scene.Clear(i / 255f);
            if (i % 2 == 0) current.Gl.Finish(); // a GPU that keeps up, as swapping buffers makes it
            if (!source.TryCapture(ShaderKernels.Devices.DeviceKind.Cpu, out var frame)) continue;
            arrived++;
            Assert.InRange(frame.Number, Math.Max(last + 1, i - 2), i);
            Assert.Equal(frame.Number, Gray(frame));
            last = frame.Number;
        }
        Assert.InRange(arrived, 1, 50);
    }

    [SkippableFact]
    public void A_source_that_waits_hands_over_every_frame_as_it_is_now()
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var source = (OpenGLSource)scene.Open("framebuffer", FrameDelivery.Now);
        for (int i = 0; i < 50; i++)
        {
            scene.Clear(i / 255f);
            Assert.True(source.TryCapture(ShaderKernels.Devices.DeviceKind.Cpu, out var frame));
            Assert.Equal((i, i), ((int)frame.Number, Gray(frame)));
        }
        Assert.Equal(0, source.Dropped);
    }

    [SkippableTheory, InlineData("OpenGL"), InlineData("Cpu")]
    public void Results_come_back_in_order_and_are_refused_when_full(string name)
    {
        using var current = headless.Use();
        using var device = Scene.OpenDevice(name, current.Gl);
        var tensor = device.AllocateTensor([3]);
        using var readback = new TensorReadback(device, 3);
        var values = new float[3];
        Assert.False(readback.TryTake(values, out _));
        Assert.Throws<InvalidOperationException>(() => readback.Take(values));
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 4; i++)
            {
                tensor.Write([i, 10 * i, -i]);
                Assert.Equal(i < 3, readback.Request(tensor, i));
            }
            Assert.Equal(3, readback.Pending);
            Assert.Equal(0, readback.Take(values));
            Assert.Equal([0, 0, 0], values);
            device.Finish();
            Assert.True(readback.TryTakeNewest(values, out long number));
            Assert.Equal((2, 20f), (number, values[1]));
            Assert.Equal(0, readback.Pending);
        }
        Assert.Throws<ArgumentException>(() => readback.Request(device.AllocateTensor([4]), 0));
    }

    [SkippableFact]
    public void A_part_of_a_buffer_is_read_from_its_offset()
    {
        using var current = headless.Use();
        using var device = new OpenGLDevice(current.Gl);
        using var buffer = device.Allocate(100);
        buffer.Write([.. Enumerable.Range(0, 100).Select(i => (float)i)], 0);
        using var readback = new TensorReadback(device, 4);
        readback.Request(new(buffer, 37, [2, 2]), 7);
        var values = new float[4];
        Assert.Equal(7, readback.Take(values));
        Assert.Equal([37, 38, 39, 40], values);
    }

    private static int Gray(Frame frame) => ((CpuImage)frame.Image).Row(0)[0];

    /// <summary>A framebuffer with a single gray.</summary>
    private sealed class GrayFrames : IDisposable
    {
        public const int Size = 16;

        private readonly GL _gl;
        private readonly uint _renderbuffer, _framebuffer;

        public GrayFrames(GL gl)
        {
            _gl = gl;
            _renderbuffer = gl.GenRenderbuffer();
            gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, _renderbuffer);
            gl.RenderbufferStorage(RenderbufferTarget.Renderbuffer, InternalFormat.Rgba8, Size, Size);
            _framebuffer = gl.GenFramebuffer();
            gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
            gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, RenderbufferTarget.Renderbuffer, _renderbuffer);
        }

        public uint Draw(int gray)
        {
            _gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
            _gl.ClearColor(gray / 255f, gray / 255f, gray / 255f, 1);
            _gl.Clear(ClearBufferMask.ColorBufferBit);
            return _framebuffer;
        }

        public void Dispose()
        {
            _gl.DeleteFramebuffer(_framebuffer);
            _gl.DeleteRenderbuffer(_renderbuffer);
        }
    }
}
