using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;
using VisionRuntime.Filters;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests.Filters;

[Collection(HeadlessCollection.Name)]
public sealed unsafe class ScreenFilterTests(Headless headless)
{
    /// <summary>Shows where the corners are: red becomes cyan, and so on.</summary>
    private static readonly FilterDefinition Inverted = new("inverted", "A negative.",
        _ => [ShaderKernels.Operators.Filters.TableFilter.From(i => 255 - i)]);

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void The_filtered_frame_is_drawn_back(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var filter = vision.Add(new ScreenFilter(Inverted) { Split = 0.5f });
        byte[] before = ReadPixels(current.Gl);
        for (int i = 0; i < 10 && filter.Texture == 0; i++)
        {
            vision.Update();
            current.Gl.Finish();
        }
        byte[] after = ReadPixels(current.Gl);
        Assert.Equal(Pixel(before, 5, 5), Pixel(after, 5, 5)); // blue at the lower left, in the part that shows the original
        Assert.Equal(Pixel(before, 5, 40), Pixel(after, 5, 40));
        Assert.Equal((255, 255, 255), Pixel(before, 60, 5));
        Assert.Equal((0, 0, 0), Pixel(after, 60, 5)); // white at the lower right
        Assert.Equal((0, 255, 0), Pixel(before, 60, 40));
        Assert.Equal((255, 0, 255), Pixel(after, 60, 40)); // green at the upper right
        Assert.True(filter.TryGetResult(out var image));
        Assert.False(filter.TryGetResult(out _));
        var pixels = new byte[4 * Scene.Width * Scene.Height];
        image.Read(pixels);
        Assert.Equal([255, 0, 255], pixels[(4 * (Scene.Width - 1))..(4 * Scene.Width - 1)]); // the top row comes first
        Assert.Equal(GLEnum.NoError, current.Gl.GetError());
    }

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void A_part_of_the_framebuffer_is_filtered_and_the_rest_is_left(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, 33, 17, new() { Device = kind, X = 20, Y = 11 });
        var filter = vision.Add(new ScreenFilter(Inverted));
        byte[] before = ReadPixels(current.Gl);
        for (int i = 0; i < 10 && filter.Texture == 0; i++)
        {
            vision.Update();
            current.Gl.Finish();
        }
        byte[] after = ReadPixels(current.Gl);
        for (int y = 0; y < Scene.Height; y++)
        {
            for (int x = 0; x < Scene.Width; x++)
            {
                var (red, green, blue) = Pixel(before, x, y);
                bool inside = x is >= 20 and < 53 && y is >= 11 and < 28;
                Assert.Equal(inside ? (255 - red, 255 - green, 255 - blue) : (red, green, blue), Pixel(after, x, y));
            }
        }
    }

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void It_can_be_kept_in_a_texture_and_disabled(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var filter = vision.Add(new ScreenFilter("threshold") { DrawIntoFrame = false });
        byte[] before = ReadPixels(current.Gl);
        for (int i = 0; i < 10 && filter.Texture == 0; i++)
        {
            vision.Update();
            current.Gl.Finish();
        }
        Assert.NotEqual(0u, filter.Texture);
        Assert.Equal(before, ReadPixels(current.Gl));
        using var source = new TextureSource(current.Gl, filter.Texture, Scene.Width, Scene.Height, bottomUp: false) { Delivery = FrameDelivery.Now };
        Assert.True(source.TryCapture(DeviceKind.Cpu, out var frame));
        var image = Assert.IsType<CpuImage>(frame.Image);
        Assert.Equal([0, 0, 0], image.Row(0)[..3].ToArray()); // red is dark
        Assert.Equal([255, 255, 255], image.Row(0)[^4..^1].ToArray()); // green is light

        filter.TryGetResult(out _);
        filter.Enabled = false;
        vision.Update();
        Assert.False(filter.TryGetResult(out _));
    }

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void A_frame_allocates_nothing(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var filter = vision.Add(new ScreenFilter("gaussian,sobel@0.5") { Split = 0.25f });
        for (int i = 0; i < 20; i++) Frame();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Frame();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Frame()
        {
            vision.Update();
            current.Gl.Finish();
            filter.TryGetResult(out _);
        }
    }

    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void It_follows_the_size_of_the_window(DeviceKind kind)
    {
        using var current = headless.Use();
        using var scene = new Scene(current.Gl);
        using var vision = new VisionHost(current.Gl, Scene.Width, Scene.Height, new() { Device = kind });
        var filter = vision.Add(new ScreenFilter(FilterCatalog.Box));
        foreach (var (width, height) in new[] { (64, 48), (20, 31), (0, 0), (64, 48) })
        {
            vision.Resize(width, height);
            PixelBuffer? image = null;
            for (int i = 0; i < 10; i++)
            {
                vision.Update();
                current.Gl.Finish();
                if (filter.TryGetResult(out var newest)) image = newest;
            }
            Assert.Equal(width == 0 ? (20, 31) : (width, height), (image!.Width, image.Height));
        }
        Assert.Equal(GLEnum.NoError, current.Gl.GetError());
    }

    [SkippableTheory, InlineData("Cpu", false), InlineData("OpenGL", false), InlineData("Cpu", true), InlineData("OpenGL", true)]
    public void The_hosts_state_is_left_as_it_was(string device, bool several)
    {
        // A context of its own, since the host makes a mess of it.
        using var own = new Headless();
        using var current = own.Use();
        var gl = current.Gl;
        using var scene = new Scene(gl);
        uint framebuffer = several ? TwoAttachments(gl) : 0;
        _ = new UnusualHost(gl);
        var before = StateSnapshot.Take(gl);
        var kind = Enum.Parse<DeviceKind>(device);
        using (var vision = new VisionHost(gl, Scene.Width, Scene.Height, new() { Device = kind, Framebuffer = framebuffer }))
        {
            vision.Add(new ScreenFilter("canny,bloom@0.5,crt") { Split = 0.5f });
            Compare("preparing");
            for (int frame = 0; frame < 5; frame++)
            {
                vision.Update();
                Compare("updating");
                gl.Finish();
            }
        }
        Compare("disposing");
        if (!several) return;
        gl.BindFramebuffer(FramebufferTarget.DrawFramebuffer, framebuffer);
        Assert.Equal((int)DrawBufferMode.ColorAttachment0, gl.GetInteger(GLEnum.DrawBuffer0));
        Assert.Equal((int)DrawBufferMode.ColorAttachment0 + 1, gl.GetInteger(GLEnum.DrawBuffer0 + 1));

        void Compare(string after)
        {
            foreach (var (name, value) in StateSnapshot.Take(gl)) Assert.True(before[name] == value, $"{name} was {before[name]} and is {value} after {after}");
        }
    }

    [Fact]
    public void Frames_from_a_source_are_filtered_without_a_window()
    {
        using var device = new CpuDevice(1);
        using var picture = new Image<Rgba32>(8, 8, new Rgba32(10, 20, 30));
        using var source = new ImageSource(picture);
        using var vision = new VisionHost(source, device);
        var filter = vision.Add(new ScreenFilter(Inverted));
        vision.Update();
        Assert.Equal(0u, filter.Texture);
        Assert.True(filter.TryGetResult(out var image));
        Assert.Equal([245, 235, 225, 255], image.HostPixels[..4].ToArray());
    }

    private static uint TwoAttachments(GL gl)
    {
        uint framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, framebuffer);
        for (int i = 0; i < 2; i++)
        {
            uint texture = gl.GenTexture();
            gl.BindTexture(TextureTarget.Texture2D, texture);
            gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, Scene.Width, Scene.Height);
            gl.FramebufferTexture2D(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0 + i, TextureTarget.Texture2D, texture, 0);
        }
        var both = stackalloc DrawBufferMode[] { DrawBufferMode.ColorAttachment0, DrawBufferMode.ColorAttachment0 + 1 };
        gl.DrawBuffers(2, both);
        return framebuffer;
    }

    private static byte[] ReadPixels(GL gl)
    {
        var pixels = new byte[4 * Scene.Width * Scene.Height];
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        fixed (byte* first = pixels) gl.ReadPixels(0, 0, Scene.Width, Scene.Height, PixelFormat.Rgba, PixelType.UnsignedByte, first);
        return pixels;
    }

    /// <summary>A pixel from the lower left corner.</summary>
    private static (int, int, int) Pixel(byte[] pixels, int x, int y)
    {
        int at = 4 * (y * Scene.Width + x);
        return (pixels[at], pixels[at + 1], pixels[at + 2]);
    }
}
