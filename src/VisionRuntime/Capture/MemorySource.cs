using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace VisionRuntime.Capture;

/// <summary>
/// Provides the base class for sources whose frames arrive as bytes in memory. On an OpenGL device each frame is uploaded into a texture of
/// the source.
/// </summary>
/// <example>
/// A source of your own returns its next frame, which stays valid until the next call:
/// <code>
/// protected override bool TryNext(out CpuImage image, out TimeSpan time) { image = _image; time = Elapsed; return true; }
/// </code>
/// </example>
public abstract unsafe class MemorySource : FrameSource
{
    private readonly GL? _gl;
    private OpenGLImage? _texture;
    private CpuImage? _uploaded;

    /// <summary>Initializes the source.</summary>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    protected MemorySource(GL? gl) => _gl = gl;

    /// <summary>Gets whether every frame is the same, so that it is uploaded only once.</summary>
    protected virtual bool IsStill => false;

    /// <summary>Gets the next frame.</summary>
    /// <param name="image">The frame, valid until the next call. Its size may differ from that of the frame before.</param>
    /// <param name="time">The time of the frame; see <see cref="Frame.Time"/>.</param>
    /// <returns>True if there is a frame; false if none has arrived.</returns>
    protected abstract bool TryNext(out CpuImage image, out TimeSpan time);

    /// <summary>Releases the resources of the source, except for the texture.</summary>
    protected abstract void Release();

    /// <inheritdoc/>
    protected sealed override bool TryCaptureBytes(long number, out Frame frame)
    {
        bool arrived = TryNext(out var image, out var time);
        frame = arrived ? new(image, number, time) : default;
        return arrived;
    }

    /// <inheritdoc/>
    protected sealed override bool TryCaptureTexture(long number, out Frame frame)
    {
        frame = default;
        if (_gl is null)
            throw new InvalidOperationException(
                $"{GetType().Name}: the device OpenGL reads textures; give the source the context when it is created");
        if (!TryNext(out var image, out var time)) return false;
        if (!IsStill || _uploaded is null) Upload(_gl, image);
        frame = new(_texture!, number, time);
        return true;
    }

    /// <summary>Releases the resources of the source.</summary>
    public sealed override void Dispose()
    {
        Release();
        if (_texture is not null) _gl!.DeleteTexture(_texture.Texture);
        (_texture, _uploaded) = (null, null);
        GC.SuppressFinalize(this);
    }

    private void Upload(GL gl, CpuImage image)
    {
        using var bound = new TextureGuard(gl);
        using var unpack = new UnpackGuard(gl);
        if (_texture is null || _texture.Width != image.Width || _texture.Height != image.Height || _texture.BottomUp != image.BottomUp)
            Allocate(gl, image);
        gl.BindTexture(TextureTarget.Texture2D, _texture!.Texture);
        gl.PixelStore(PixelStoreParameter.UnpackRowLength, image.RowBytes / 4);
        gl.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, (uint)image.Width, (uint)image.Height, PixelFormat.Rgba, PixelType.UnsignedByte,
            image.Pixels);
        _uploaded = image;
    }

    private void Allocate(GL gl, CpuImage image)
    {
        gl.GetInteger(GetPName.MaxTextureSize, out int longest);
        if (image.Width > longest || image.Height > longest)
            throw new FrameSourceException(
                $"{GetType().Name}: frames of {image.Width}x{image.Height} pixels do not fit into a texture, which has at most {longest} "
                + "pixels on a side here; use the device Cpu");
        if (_texture is not null) gl.DeleteTexture(_texture.Texture);
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, (uint)image.Width, (uint)image.Height);
        _texture = new(texture, image.Width, image.Height, image.BottomUp);
    }
}
