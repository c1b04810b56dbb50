using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;

namespace VisionRuntime.Tests.Capture;

/// <summary>
/// A picture that no flip, mirror or turn leaves alone: red at the top left, green at the top right, blue at the bottom left, white at the
/// bottom right, each a quarter of 64 by 48 pixels, and every way there is of handing it to the plugin.
/// </summary>
public sealed unsafe class Scene : IDisposable
{
    public const int Width = 64, Height = 48;

    private readonly GL _gl;
    private readonly uint _framebuffer, _texture, _multisampled, _renderbuffer;

    public Scene(GL gl)
    {
        _gl = gl;
        _texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, _texture);
        gl.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, Width, Height, 0, PixelFormat.Rgba, PixelType.UnsignedByte, null);
        _framebuffer = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
        gl.FramebufferTexture2D(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, _texture, 0);
        Draw();
        _renderbuffer = gl.GenRenderbuffer();
        gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, _renderbuffer);
        gl.RenderbufferStorageMultisample(RenderbufferTarget.Renderbuffer, 4, InternalFormat.Rgba8, Width, Height);
        _multisampled = gl.GenFramebuffer();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, _multisampled);
        gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, RenderbufferTarget.Renderbuffer, _renderbuffer);
        Draw();
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        Draw();
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }

    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string>();
            foreach (string device in new[] { "OpenGL", "Cpu" })
                foreach (string source in new[] { "texture", "framebuffer", "multisampled", "default framebuffer", "picture" })
                    ways.Add(source, device);
            return ways;
        }
    }

    public FrameSource Open(string source, FrameDelivery delivery = FrameDelivery.Now) => source switch
    {
        "texture" => new TextureSource(_gl, _texture, Width, Height) { Delivery = delivery },
        "framebuffer" => new FramebufferSource(_gl, _framebuffer, Width, Height) { Delivery = delivery },
        "multisampled" => new FramebufferSource(_gl, _multisampled, Width, Height) { Delivery = delivery },
        "default framebuffer" => new FramebufferSource(_gl, 0, Width, Height) { Delivery = delivery },
        _ => new ImageSource(Picture(), _gl) { Delivery = delivery },
    };

    public static Device OpenDevice(string device, GL gl) => device == "Cpu" ? new CpuDevice(1) : new OpenGLDevice(gl);

    /// <summary>Fills the framebuffer of the texture with one level of gray.</summary>
    public void Clear(float level)
    {
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
        _gl.ClearColor(level, level, level, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
    }

    public static Image<Rgba32> Picture()
    {
        var image = new Image<Rgba32>(Width, Height);
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                image[x, y] = Color(x, y);
        return image;
    }

    /// <summary>Captures once.</summary>
    public static float[] Capture(FrameSource source, ImageToTensor op, Device device)
    {
        using var capture = new FrameCapture(source, op, device);
        var output = device.AllocateTensor(capture.Shape);
        Assert.True(capture.Capture(output));
        float[] result = output.ToArray();
        output.Buffer.Dispose();
        return result;
    }

    private static Rgba32 Color(int x, int y) => (x < Width / 2, y < Height / 2) switch
    {
        (true, true) => new(255, 0, 0, 255),
        (false, true) => new(0, 255, 0, 255),
        (true, false) => new(0, 0, 255, 255),
        _ => new(255, 255, 255, 255),
    };

    private void Draw()
    {
        _gl.Enable(EnableCap.ScissorTest);
        for (int y = 0; y < Height; y += Height / 2)
            for (int x = 0; x < Width; x += Width / 2)
            {
                var color = Color(x, Height - 1 - y); // OpenGL counts rows from below
                _gl.Scissor(x, y, Width / 2, Height / 2);
                _gl.ClearColor(color.R / 255f, color.G / 255f, color.B / 255f, 1);
                _gl.Clear(ClearBufferMask.ColorBufferBit);
            }
        _gl.Disable(EnableCap.ScissorTest);
    }

    public void Dispose()
    {
        _gl.DeleteFramebuffer(_framebuffer);
        _gl.DeleteFramebuffer(_multisampled);
        _gl.DeleteRenderbuffer(_renderbuffer);
        _gl.DeleteTexture(_texture);
    }
}
