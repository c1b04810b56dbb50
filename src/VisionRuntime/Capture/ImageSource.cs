using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Capture;

/// <summary>Provides a still image as every frame, for classifying image files or for use without a game.</summary>
public sealed class ImageSource : MemorySource
{
    private readonly CpuImage _image;

    /// <summary>Creates a source from an image file (PNG, JPEG, BMP or another format supported by ImageSharp).</summary>
    /// <param name="file">The path of the image file.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="InvalidDataException">The file is not an image in a supported format.</exception>
    /// <exception cref="FrameSourceException">The image is too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ImageSource(string file, GL? gl = null) : this(Load(file), gl, dispose: true) { }

    /// <summary>Creates a source from a copy of an image in memory.</summary>
    /// <param name="image">The image.</param>
    /// <param name="gl">The OpenGL context; required for use with an OpenGL device.</param>
    /// <exception cref="FrameSourceException">The image is too large.</exception>
    public ImageSource(Image<Rgba32> image, GL? gl = null) : this(image, gl, dispose: false) { }

    private ImageSource(Image<Rgba32> image, GL? gl, bool dispose) : base(gl)
    {
        FrameSize.Require(image.Width, image.Height, nameof(ImageSource));
        var pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        _image = new(pixels, image.Width, image.Height);
        if (dispose) image.Dispose();
    }

    /// <inheritdoc/>
    public override int Width => _image.Width;

    /// <inheritdoc/>
    public override int Height => _image.Height;

    /// <inheritdoc/>
    protected override bool IsStill => true;

    /// <inheritdoc/>
    protected override bool TryNext(out CpuImage image, out TimeSpan time)
    {
        (image, time) = (_image, TimeSpan.Zero);
        return true;
    }

    /// <inheritdoc/>
    protected override void Release() => _image.Dispose();

    private static Image<Rgba32> Load(string file)
    {
        try
        {
            var info = Image.Identify(file);
            FrameSize.Require(info.Width, info.Height, file);
            return Image.Load<Rgba32>(file);
        }
        catch (ImageFormatException exception)
        {
            throw new InvalidDataException($"{file}: not a picture that can be read; give a PNG, JPEG, BMP, GIF or WebP file", exception);
        }
    }
}
