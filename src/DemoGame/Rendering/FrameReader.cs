using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>Copies captured frames into memory and into textures, wherever they are.</summary>
/// <param name="gl">The context of textures; null if there is none, and frames are in memory.</param>
internal sealed unsafe class FrameReader(GL? gl) : IDisposable
{
    private uint _framebuffer, _texture;
    private int _width, _height;
    private byte[] _row = [];

    /// <summary>Copies a frame into an array of four bytes per pixel, the top row first, which is replaced if its length differs.</summary>
    public void Read(DeviceImage image, ref byte[] rgba)
    {
        if (rgba.Length != image.Width * image.Height * 4) rgba = new byte[image.Width * image.Height * 4];
        if (image is CpuImage pixels)
        {
            for (int y = 0; y < image.Height; y++) pixels.Row(y).CopyTo(rgba.AsSpan(y * image.Width * 4));
            return;
        }
        var texture = (OpenGLImage)image;
        var context = gl!;
        context.GetInteger(GetPName.ReadFramebufferBinding, out int bound);
        if (_framebuffer == 0) _framebuffer = context.GenFramebuffer();
        context.BindFramebuffer(FramebufferTarget.ReadFramebuffer, _framebuffer);
        context.FramebufferTexture2D(
            FramebufferTarget.ReadFramebuffer, FramebufferAttachment.ColorAttachment0, TextureTarget.Texture2D, texture.Texture, 0);
        context.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        context.PixelStore(PixelStoreParameter.PackAlignment, 4);
        fixed (byte* first = rgba)
            context.ReadPixels(0, 0, (uint)image.Width, (uint)image.Height, PixelFormat.Rgba, PixelType.UnsignedByte, first);
        context.BindFramebuffer(FramebufferTarget.ReadFramebuffer, (uint)bound);
        if (texture.BottomUp) Flip(rgba, image.Width * 4, image.Height);
    }

    /// <summary>Returns a texture that holds a frame, and the part of it to draw.</summary>
    public (uint Texture, TexturePart Part) Texture(DeviceImage image)
    {
        if (image is OpenGLImage { BottomUp: var bottomUp } texture)
            return (texture.Texture, bottomUp ? TexturePart.Frame(image.Width, image.Height) : Whole(image));
        var pixels = (CpuImage)image;
        var context = gl!;
        context.ActiveTexture(TextureUnit.Texture0);
        DrawState.TightUpload(context);
        if (_texture == 0 || _width != image.Width || _height != image.Height)
        {
            if (_texture == 0) _texture = context.GenTexture();
            (_width, _height) = (image.Width, image.Height);
            context.BindTexture(TextureTarget.Texture2D, _texture);
            context.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMaxLevel, 0);
            context.TexImage2D(TextureTarget.Texture2D, 0, InternalFormat.Rgba8, (uint)_width, (uint)_height, 0, PixelFormat.Rgba,
                PixelType.UnsignedByte, null);
        }
        context.BindTexture(TextureTarget.Texture2D, _texture);
        context.PixelStore(PixelStoreParameter.UnpackRowLength, pixels.RowBytes / 4);
        context.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, (uint)_width, (uint)_height, PixelFormat.Rgba, PixelType.UnsignedByte,
            pixels.Pixels);
        context.PixelStore(PixelStoreParameter.UnpackRowLength, 0);
        return (_texture, pixels.BottomUp ? TexturePart.Frame(_width, _height) : Whole(image));
    }

    public void Dispose()
    {
        if (_framebuffer != 0) gl!.DeleteFramebuffer(_framebuffer);
        if (_texture != 0) gl!.DeleteTexture(_texture);
    }

    private static TexturePart Whole(DeviceImage image) => new(new TextureArea(0, 0, 1, 1), image.Width, image.Height);

    private void Flip(byte[] rgba, int rowBytes, int height)
    {
        if (_row.Length != rowBytes) _row = new byte[rowBytes];
        for (int top = 0, bottom = height - 1; top < bottom; top++, bottom--)
        {
            Span<byte> above = rgba.AsSpan(top * rowBytes, rowBytes), below = rgba.AsSpan(bottom * rowBytes, rowBytes);
            above.CopyTo(_row);
            below.CopyTo(above);
            _row.CopyTo(below);
        }
    }
}
