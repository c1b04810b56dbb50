using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace VisionRuntime.Data;

/// <summary>Reads pictures from files as inputs.</summary>
internal static class ImageReader
{
    /// <summary>Reads a picture as [C, H, W] with values from 0 to 1, in color or, with one channel, as luma.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shape">The shape of the input, [1, C, H, W].</param>
    /// <param name="resizes">Whether pictures of another size are resized; otherwise they are refused.</param>
    /// <param name="input">Receives the values.</param>
    /// <exception cref="DatasetException">The file cannot be read, or has another size.</exception>
    public static void Read(string file, Shape shape, bool resizes, Span<float> input)
    {
        int channels = shape[1], height = shape[2], width = shape[3], plane = width * height;
        using var image = Open(file);
        if (image.Width != width || image.Height != height)
        {
            if (!resizes)
            {
                throw new DatasetException(
                    $"{file}: the picture has {image.Width}x{image.Height} pixels and the first one {width}x{height}; "
                    + "choose one size for all with --size, or resize the files");
            }
            image.Mutate(context => context.Resize(width, height));
        }
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var color = image[x, y];
                int at = y * width + x;
                // ITU-R BT.601, as ImageToTensor has it.
                if (channels == 1) input[at] = (0.299f * color.R + 0.587f * color.G + 0.114f * color.B) / 255;
                else (input[at], input[at + plane], input[at + 2 * plane]) = (color.R / 255f, color.G / 255f, color.B / 255f);
            }
        }
    }

    /// <summary>Opens a picture.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static Image<Rgb24> Open(string file)
    {
        try
        {
            return Image.Load<Rgb24>(file);
        }
        catch (ImageFormatException exception)
        {
            throw new DatasetException($"{file}: not a picture that can be read, or truncated; remove the file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{file}: cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }
}
