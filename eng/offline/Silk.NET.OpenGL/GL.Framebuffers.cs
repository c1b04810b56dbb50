using System.Runtime.CompilerServices;

namespace Silk.NET.OpenGL;

/// <content>Framebuffers, renderbuffers and reading pixels back.</content>
public unsafe partial class GL
{
    private nint genFramebuffers, deleteFramebuffers, bindFramebuffer, isFramebuffer, framebufferTexture2D, framebufferRenderbuffer;
    private nint checkFramebufferStatus, getFramebufferAttachmentParameter, genRenderbuffers, deleteRenderbuffers, bindRenderbuffer;
    private nint isRenderbuffer, renderbufferStorage, renderbufferStorageMultisample, blitFramebuffer, readPixels, readBuffer, drawBuffer, drawBuffers;

    public void GenFramebuffers(uint n, uint* framebuffers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genFramebuffers, "glGenFramebuffers"))(n, framebuffers);

    public uint GenFramebuffer()
    {
        uint framebuffer = 0;
        GenFramebuffers(1, &framebuffer);
        return framebuffer;
    }

    public void DeleteFramebuffers(uint n, uint* framebuffers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteFramebuffers, "glDeleteFramebuffers"))(n, framebuffers);

    public void DeleteFramebuffer(uint framebuffers) => DeleteFramebuffers(1, &framebuffers);

    public void BindFramebuffer(FramebufferTarget target, uint framebuffer)
        => ((delegate* unmanaged<FramebufferTarget, uint, void>)Entry(ref bindFramebuffer, "glBindFramebuffer"))(target, framebuffer);

    public bool IsFramebuffer(uint framebuffer)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isFramebuffer, "glIsFramebuffer"))(framebuffer) != 0;

    public void FramebufferTexture2D(FramebufferTarget target, FramebufferAttachment attachment, TextureTarget textarget, uint texture, int level)
        => ((delegate* unmanaged<FramebufferTarget, FramebufferAttachment, TextureTarget, uint, int, void>)Entry(ref framebufferTexture2D, "glFramebufferTexture2D"))(target, attachment, textarget, texture, level);

    public void FramebufferRenderbuffer(FramebufferTarget target, FramebufferAttachment attachment, RenderbufferTarget renderbuffertarget, uint renderbuffer)
        => ((delegate* unmanaged<FramebufferTarget, FramebufferAttachment, RenderbufferTarget, uint, void>)Entry(ref framebufferRenderbuffer, "glFramebufferRenderbuffer"))(target, attachment, renderbuffertarget, renderbuffer);

    /// <summary><see cref="GLEnum.FramebufferComplete"/> where the bound framebuffer can be drawn to, otherwise why it cannot.</summary>
    public GLEnum CheckFramebufferStatus(FramebufferTarget target)
        => ((delegate* unmanaged<FramebufferTarget, GLEnum>)Entry(ref checkFramebufferStatus, "glCheckFramebufferStatus"))(target);

    public void GetFramebufferAttachmentParameter(FramebufferTarget target, FramebufferAttachment attachment, FramebufferAttachmentParameterName pname, int* @params)
        => ((delegate* unmanaged<FramebufferTarget, FramebufferAttachment, FramebufferAttachmentParameterName, int*, void>)Entry(ref getFramebufferAttachmentParameter, "glGetFramebufferAttachmentParameteriv"))(target, attachment, pname, @params);

    public void GetFramebufferAttachmentParameter(FramebufferTarget target, FramebufferAttachment attachment, FramebufferAttachmentParameterName pname, out int @params)
    {
        int value = 0;
        GetFramebufferAttachmentParameter(target, attachment, pname, &value);
        @params = value;
    }

    /// <summary>The same by general names, which the attachments of the window's own framebuffer need.</summary>
    public void GetFramebufferAttachmentParameter(GLEnum target, GLEnum attachment, GLEnum pname, out int @params)
        => GetFramebufferAttachmentParameter((FramebufferTarget)target, (FramebufferAttachment)attachment, (FramebufferAttachmentParameterName)pname, out @params);

    public void GenRenderbuffers(uint n, uint* renderbuffers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genRenderbuffers, "glGenRenderbuffers"))(n, renderbuffers);

    public uint GenRenderbuffer()
    {
        uint renderbuffer = 0;
        GenRenderbuffers(1, &renderbuffer);
        return renderbuffer;
    }

    public void DeleteRenderbuffers(uint n, uint* renderbuffers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteRenderbuffers, "glDeleteRenderbuffers"))(n, renderbuffers);

    public void DeleteRenderbuffer(uint renderbuffers) => DeleteRenderbuffers(1, &renderbuffers);

    public void BindRenderbuffer(RenderbufferTarget target, uint renderbuffer)
        => ((delegate* unmanaged<RenderbufferTarget, uint, void>)Entry(ref bindRenderbuffer, "glBindRenderbuffer"))(target, renderbuffer);

    public bool IsRenderbuffer(uint renderbuffer)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isRenderbuffer, "glIsRenderbuffer"))(renderbuffer) != 0;

    public void RenderbufferStorage(RenderbufferTarget target, InternalFormat internalformat, uint width, uint height)
        => ((delegate* unmanaged<RenderbufferTarget, InternalFormat, uint, uint, void>)Entry(ref renderbufferStorage, "glRenderbufferStorage"))(target, internalformat, width, height);

    public void RenderbufferStorageMultisample(RenderbufferTarget target, uint samples, InternalFormat internalformat, uint width, uint height)
        => ((delegate* unmanaged<RenderbufferTarget, uint, InternalFormat, uint, uint, void>)Entry(ref renderbufferStorageMultisample, "glRenderbufferStorageMultisample"))(target, samples, internalformat, width, height);

    public void BlitFramebuffer(int srcX0, int srcY0, int srcX1, int srcY1, int dstX0, int dstY0, int dstX1, int dstY1, ClearBufferMask mask, BlitFramebufferFilter filter)
        => ((delegate* unmanaged<int, int, int, int, int, int, int, int, ClearBufferMask, BlitFramebufferFilter, void>)Entry(ref blitFramebuffer, "glBlitFramebuffer"))(srcX0, srcY0, srcX1, srcY1, dstX0, dstY0, dstX1, dstY1, mask, filter);

    /// <summary>Reads pixels of the bound read framebuffer, lowest row first, into memory or the bound pixel pack buffer.</summary>
    public void ReadPixels(int x, int y, uint width, uint height, PixelFormat format, PixelType type, void* pixels)
        => ((delegate* unmanaged<int, int, uint, uint, PixelFormat, PixelType, void*, void>)Entry(ref readPixels, "glReadPixels"))(x, y, width, height, format, type, pixels);

    public void ReadPixels<T0>(int x, int y, uint width, uint height, PixelFormat format, PixelType type, out T0 pixels)
        where T0 : unmanaged
    {
        Unsafe.SkipInit(out pixels);
        fixed (T0* first = &pixels)
        {
            ReadPixels(x, y, width, height, format, type, (void*)first);
        }
    }

    public void ReadBuffer(ReadBufferMode src)
        => ((delegate* unmanaged<ReadBufferMode, void>)Entry(ref readBuffer, "glReadBuffer"))(src);

    public void DrawBuffer(DrawBufferMode buf)
        => ((delegate* unmanaged<DrawBufferMode, void>)Entry(ref drawBuffer, "glDrawBuffer"))(buf);

    public void DrawBuffers(uint n, DrawBufferMode* bufs)
        => ((delegate* unmanaged<uint, DrawBufferMode*, void>)Entry(ref drawBuffers, "glDrawBuffers"))(n, bufs);

    public void DrawBuffers(ReadOnlySpan<DrawBufferMode> bufs)
    {
        fixed (DrawBufferMode* first = bufs)
        {
            DrawBuffers((uint)bufs.Length, first);
        }
    }
}
