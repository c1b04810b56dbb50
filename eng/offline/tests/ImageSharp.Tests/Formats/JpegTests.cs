using SixLabors.ImageSharp.Formats.Jpeg;

namespace ImageSharp.Tests.Formats;

public class JpegTests
{
    [SkippableTheory]
    [InlineData(50, 64, 48, 6)]
    [InlineData(75, 64, 48, 4)]
    [InlineData(95, 61, 35, 3)]
    [InlineData(100, 17, 1, 3)]
    public void A_smooth_picture_comes_back_nearly_the_same(int quality, int width, int height, double tolerance)
    {
        using Image<Rgb24> image = Smooth(width, height);
        using MemoryStream stream = new();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality });
        byte[] raw = Ffmpeg.Decode(stream.ToArray(), "jpeg_pipe", "rgb24");
        using Image<Rgb24> decoded = Image.LoadPixelData<Rgb24>(raw, width, height);
        Assert.InRange(Difference(image, decoded), 0, tolerance);
        using Image<Rgb24> loaded = Image.Load<Rgb24>(stream.ToArray());
        Assert.InRange(Difference(image, loaded), 0, tolerance);
    }

    [Fact]
    public void Quality_changes_the_size()
    {
        using Image<Rgba32> image = Samples.Colorful(100, 100);
        using MemoryStream low = new(), high = new();
        image.SaveAsJpeg(low, new JpegEncoder { Quality = 20 });
        image.SaveAsJpeg(high, new JpegEncoder { Quality = 95 });
        Assert.InRange(low.Length, 1, high.Length / 2);
        Assert.Throws<ArgumentException>(() => new JpegEncoder { Quality = 101 });
    }

    [SkippableTheory]
    [InlineData("bmp")]
    [InlineData("tiff")]
    public void Other_lossless_formats_are_read(string codec)
    {
        using Image<Rgb24> image = Smooth(31, 17);
        byte[] raw = new byte[31 * 17 * 3];
        image.CopyPixelDataTo(raw);
        byte[] file = Ffmpeg.Encode(raw, "rgb24", 31, 17, $"-c:v {codec}");
        using Image<Rgb24> loaded = Image.Load<Rgb24>(file);
        Assert.Equal(image.Pixels(), loaded.Pixels());
    }

    [SkippableFact]
    public void A_broken_jpeg_is_found()
    {
        Ffmpeg.Run("ffmpeg", [], "-version");
        Assert.ThrowsAny<ImageFormatException>(() => Image.Load<Rgb24>([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]));
    }

    private static Image<Rgb24> Smooth(int width, int height)
    {
        Image<Rgb24> image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) image[x, y] = new Rgb24((byte)(40 + (2 * x)), (byte)(220 - (3 * y)), (byte)(60 + x + y));
        }

        return image;
    }

    private static double Difference(Image<Rgb24> a, Image<Rgb24> b)
        => a.Pixels().Zip(b.Pixels(), (p, q) => (Math.Abs(p.R - q.R) + Math.Abs(p.G - q.G) + Math.Abs(p.B - q.B)) / 3.0).Average();
}
