using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace ImageSharp.Tests.Formats;

public class PngEncodingTests
{
    [Theory]
    [InlineData(PngColorType.Grayscale, PngBitDepth.Bit8)]
    [InlineData(PngColorType.GrayscaleWithAlpha, PngBitDepth.Bit8)]
    [InlineData(PngColorType.Rgb, PngBitDepth.Bit8)]
    [InlineData(PngColorType.RgbWithAlpha, PngBitDepth.Bit8)]
    [InlineData(PngColorType.RgbWithAlpha, PngBitDepth.Bit16)]
    [InlineData(PngColorType.Palette, PngBitDepth.Bit8)]
    public void Eight_bits_survive_a_round_trip(PngColorType colorType, PngBitDepth bitDepth)
    {
        using Image<Rgba32> image = Samples.Colorful();
        using Image<Rgba32> stored = colorType switch
        {
            PngColorType.Grayscale => image.CloneAs<L8>().CloneAs<Rgba32>(),
            PngColorType.GrayscaleWithAlpha => image.CloneAs<La16>().CloneAs<Rgba32>(),
            PngColorType.Rgb => image.CloneAs<Rgb24>().CloneAs<Rgba32>(),
            _ => image.Clone(),
        };
        byte[] file = Save(image, new PngEncoder { ColorType = colorType, BitDepth = bitDepth });
        Assert.Equal(((byte)colorType, (byte)bitDepth), (file[25], file[24]));
        using Image<Rgba32> loaded = Image.Load<Rgba32>(file);
        Assert.Equal(stored.Pixels(), loaded.Pixels());
    }

    [Fact]
    public void Each_pixel_type_is_stored_without_loss_by_default()
    {
        using Image<Rgba32> image = Samples.Colorful();
        using Image<Rgba64> deep = Samples.Deep();
        RoundTrips(image.CloneAs<L8>(), PngColorType.Grayscale, 8);
        RoundTrips(image.CloneAs<La16>(), PngColorType.GrayscaleWithAlpha, 8);
        RoundTrips(image.CloneAs<Rgb24>(), PngColorType.Rgb, 8);
        RoundTrips(image.CloneAs<Bgra32>(), PngColorType.RgbWithAlpha, 8);
        RoundTrips(image.Clone(), PngColorType.RgbWithAlpha, 8);
        RoundTrips(deep.CloneAs<L16>(), PngColorType.Grayscale, 16);
        RoundTrips(deep.CloneAs<La32>(), PngColorType.GrayscaleWithAlpha, 16);
        RoundTrips(deep.CloneAs<Rgb48>(), PngColorType.Rgb, 16);
        RoundTrips(deep.Clone(), PngColorType.RgbWithAlpha, 16);
    }

    [Theory]
    [InlineData(PngBitDepth.Bit1)]
    [InlineData(PngBitDepth.Bit2)]
    [InlineData(PngBitDepth.Bit4)]
    public void Grey_is_rounded_to_few_bits(PngBitDepth bitDepth)
    {
        int steps = (1 << (int)bitDepth) - 1;
        using Image<L8> image = new(steps + 1, 3);
        for (int x = 0; x <= steps; x++) image[x, 1] = new L8((byte)(x * 255 / steps));
        using Image<L8> loaded = Image.Load<L8>(Save(image, new PngEncoder { BitDepth = bitDepth }));
        Assert.Equal(image.Pixels(), loaded.Pixels());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(16, 4)]
    [InlineData(17, 8)]
    [InlineData(256, 8)]
    public void A_palette_keeps_colours_that_fit(int colors, byte bits)
    {
        using Image<Rgb24> image = new(colors, 2);
        for (int x = 0; x < colors; x++) image[x, 0] = image[x, 1] = new Rgb24((byte)(x % 16 * 16), (byte)(x / 16 * 16), 9);
        PngBitDepth depth = (PngBitDepth)bits;
        byte[] file = Save(image, new PngEncoder { ColorType = PngColorType.Palette, BitDepth = depth });
        Assert.Equal(bits, file[24]);
        using Image<Rgb24> loaded = Image.Load<Rgb24>(file);
        Assert.Equal(image.Pixels(), loaded.Pixels());
    }

    /// <summary>By default, colors are counted by 5 bits a channel; an octree without dithering keeps 255, and always has 8 bits.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(17, 8)]
    [InlineData(255, 8)]
    public void Close_colors_of_a_palette_are_kept_by_an_octree_alone(int colors, byte bits)
    {
        using Image<Rgb24> image = new(colors, 2);
        for (int x = 0; x < colors; x++) image[x, 0] = image[x, 1] = new Rgb24((byte)x, (byte)(255 - x), 9);
        PngEncoder encoder = new() { ColorType = PngColorType.Palette, BitDepth = (PngBitDepth)bits };
        byte[] merged = Save(image, encoder);
        Assert.Equal(bits, merged[24]);
        using (Image<Rgb24> loaded = Image.Load<Rgb24>(merged))
        {
            Assert.InRange(loaded.Pixels().Distinct().Count(), 1, (colors + 7) / 8);
            for (int x = 0; x < colors; x++) Near(image[x, 1], loaded[x, 1], 8);
        }

        OctreeQuantizer octree = new(new QuantizerOptions { Dither = null });
        byte[] kept = Save(image, new PngEncoder { ColorType = PngColorType.Palette, BitDepth = (PngBitDepth)bits, Quantizer = octree });
        Assert.Equal(8, kept[24]);
        using Image<Rgb24> exact = Image.Load<Rgb24>(kept);
        Assert.Equal(image.Pixels(), exact.Pixels());
    }

    [Theory]
    [InlineData(PngInterlaceMode.None)]
    [InlineData(PngInterlaceMode.Adam7)]
    public void Every_filter_and_interlacing_gives_back_the_same_picture(PngInterlaceMode interlace)
    {
        foreach (PngFilterMethod filter in Enum.GetValues<PngFilterMethod>())
        {
            foreach ((int width, int height) in new[] { (1, 1), (2, 3), (5, 1), (13, 7), (33, 17) })
            {
                if (interlace == PngInterlaceMode.Adam7 && width is > 1 and < 5) continue; // see the next test
                using Image<Rgba32> image = Samples.Colorful(width, height);
                byte[] file = Save(image, new PngEncoder { FilterMethod = filter, InterlaceMethod = interlace });
                using Image<Rgba32> loaded = Image.Load<Rgba32>(file);
                Assert.Equal(image.Pixels(), loaded.Pixels());
            }
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 8)]
    public void An_interlaced_picture_narrower_than_5_pixels_does_not_come_back(int width, int height)
    {
        using Image<Rgba32> image = Samples.Colorful(width, height);
        Assert.False(ComesBack());

        bool ComesBack()
        {
            try
            {
                using Image<Rgba32> loaded = Image.Load<Rgba32>(Save(image, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 }));
                return image.Pixels().AsSpan().SequenceEqual(loaded.Pixels());
            }
            catch (Exception exception) when (exception is NotSupportedException or InvalidImageContentException)
            {
                return false;
            }
        }
    }

    [SkippableTheory]
    [InlineData(PngColorType.Rgb, PngBitDepth.Bit8, PngInterlaceMode.None)]
    [InlineData(PngColorType.RgbWithAlpha, PngBitDepth.Bit8, PngInterlaceMode.Adam7)]
    [InlineData(PngColorType.RgbWithAlpha, PngBitDepth.Bit16, PngInterlaceMode.None)]
    [InlineData(PngColorType.Grayscale, PngBitDepth.Bit1, PngInterlaceMode.Adam7)]
    [InlineData(PngColorType.Palette, PngBitDepth.Bit8, PngInterlaceMode.None)]
    public void Ffmpeg_reads_what_is_written(PngColorType colorType, PngBitDepth bitDepth, PngInterlaceMode interlace)
    {
        using Image<Rgba32> image = Samples.Colorful(29, 19);
        byte[] file = Save(image, new PngEncoder { ColorType = colorType, BitDepth = bitDepth, InterlaceMethod = interlace });
        if (bitDepth == PngBitDepth.Bit16) Assert.Equal(Ffmpeg.Decode(file, "png_pipe", "rgba64le"), Raw<Rgba64>(file, 8));
        else Assert.Equal(Ffmpeg.Decode(file, "png_pipe", "rgba"), Raw<Rgba32>(file, 4));
    }

    [Fact]
    public void A_picture_read_from_a_file_is_stored_as_that_file_was()
    {
        using Image<Rgba32> image = Image.Load<Rgba32>(PngFile.Build(3, 1, 2, 0, [0, 0b00_01_11_00]));
        byte[] file = Save(image, null);
        Assert.Equal((2, 0), (file[24], file[25]));
        byte[] explicitly = Save(image, new PngEncoder { ColorType = PngColorType.Rgb, BitDepth = PngBitDepth.Bit8 });
        Assert.Equal((8, 2), (explicitly[24], explicitly[25]));
    }

    [Fact]
    public void More_compression_is_not_larger()
    {
        using Image<Rgba32> image = Samples.Colorful(200, 100);
        int none = Save(image, new PngEncoder { CompressionLevel = PngCompressionLevel.NoCompression }).Length;
        int best = Save(image, new PngEncoder { CompressionLevel = PngCompressionLevel.BestCompression }).Length;
        Assert.InRange(none, 200 * 100 * 4, int.MaxValue);
        Assert.InRange(best, 1, none / 2);
    }

    private static byte[] Save(Image image, PngEncoder? encoder)
    {
        using MemoryStream stream = new();
        if (encoder is null) image.SaveAsPng(stream);
        else image.SaveAsPng(stream, encoder);
        return stream.ToArray();
    }

    private static byte[] Raw<TPixel>(byte[] file, int bytes)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> image = Image.Load<TPixel>(file);
        byte[] raw = new byte[image.Width * image.Height * bytes];
        image.CopyPixelDataTo(raw);
        return raw;
    }

    private static void Near(Rgb24 expected, Rgb24 actual, int tolerance)
    {
        Assert.InRange(Math.Abs(expected.R - actual.R), 0, tolerance);
        Assert.InRange(Math.Abs(expected.G - actual.G), 0, tolerance);
        Assert.InRange(Math.Abs(expected.B - actual.B), 0, tolerance);
    }

    private static void RoundTrips<TPixel>(Image<TPixel> image, PngColorType colorType, int bits)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        byte[] file = Save(image, null);
        Assert.Equal(((byte)colorType, bits), (file[25], file[24]));
        using Image<TPixel> loaded = Image.Load<TPixel>(file);
        Assert.Equal(image.Pixels(), loaded.Pixels());
    }
}
