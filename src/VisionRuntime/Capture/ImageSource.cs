using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Capture;

/// <summary>Provides a still image as every frame, for classifying image files or for use without a game.</summary>
public sealed unsafe class ImageSource : FrameSource
{
    private readonly GL? _gl;
    private readonly byte[] _pixels;
    private readonly CpuImage _image;
    private OpenGLImage? _texture;

    /// <summary>Creates a source from an image file (PNG, JPEG, BMP or another format supported by ImageSharp).</summary>
    /// <param name="file">The path of the image file.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="InvalidDataException">The file is not an image in a supported format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ImageSource(string file, GL? gl = null) : this(Load(file), gl, dispose: true) { }

    /// <summary>Creates a source from a copy of an image in memory.</summary>
    /// <param name="image">The image.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    public ImageSource(Image<Rgba32> image, GL? gl = null) : this(image, gl, dispose: false) { }

    private ImageSource(Image<Rgba32> image, GL? gl, bool dispose)
    {
        _gl = gl;
        _pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(_pixels);
        _image = new(_pixels, image.Width, image.Height);
        if (dispose) image.Dispose();
    }

    /// <inheritdoc/>
    public override int Width => _image.Width;

    /// <inheritdoc/>
    public override int Height => _image.Height;

    /// <inheritdoc/>
    protected override bool TryCaptureTexture(long number, out Frame frame)
    {
        frame = new(_texture ??= Upload(), number);
        return true;
    }

    /// <inheritdoc/>
    protected override bool TryCaptureBytes(long number, out Frame frame)
    {
        frame = new(_image, number);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _image.Dispose();
        if (_texture is not null) _gl!.DeleteTexture(_texture.Texture);
        _texture = null;
    }

    private OpenGLImage Upload()
    {
        var gl = _gl ?? throw new InvalidOperationException(
            "ImageSource: the device OpenGL reads textures; give the source the context when it is made");
        using var bound = new TextureGuard(gl);
        using var unpack = new UnpackGuard(gl);
        uint texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.TexStorage2D(TextureTarget.Texture2D, 1, SizedInternalFormat.Rgba8, (uint)Width, (uint)Height);
        gl.TexSubImage2D(TextureTarget.Texture2D, 0, 0, 0, (uint)Width, (uint)Height, PixelFormat.Rgba, PixelType.UnsignedByte,
            _image.Pixels);
        return new(texture, Width, Height, bottomUp: false);
    }

    private static Image<Rgba32> Load(string file)
    {
        try
        {
            return Image.Load<Rgba32>(file);
        }
        catch (ImageFormatException exception)
        {
            throw new InvalidDataException($"{file}: not a picture that can be read; give a PNG, JPEG, BMP, GIF or WebP file", exception);
        }
    }
}
