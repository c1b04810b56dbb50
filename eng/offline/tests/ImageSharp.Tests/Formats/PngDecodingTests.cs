using SixLabors.ImageSharp.Formats.Png;

namespace ImageSharp.Tests.Formats;

public class PngDecodingTests
{
    [Theory]
    [InlineData(1, new byte[] { 0, 0b1010_0000 }, new byte[] { 255, 0, 255 })]
    [InlineData(2, new byte[] { 0, 0b00_01_11_00 }, new byte[] { 0, 85, 255 })]
    [InlineData(4, new byte[] { 0, 0x0F, 0x70 }, new byte[] { 0, 255, 119 })]
    [InlineData(8, new byte[] { 0, 3, 200, 17 }, new byte[] { 3, 200, 17 })]
    public void Grey_of_few_bits_spans_black_to_white(byte bits, byte[] row, byte[] expected)
    {
        using Image<L8> image = Image.Load<L8>(PngFile.Build(3, 1, bits, 0, row));
        Assert.Equal(expected, image.Pixels().Select(pixel => pixel.PackedValue));
    }

    [Fact]
    public void Grey_of_16_bits_keeps_them_all()
    {
        using Image<L16> image = Image.Load<L16>(PngFile.Build(2, 1, 16, 0, [0, 0x12, 0x34, 0xFF, 0xFE]));
        Assert.Equal([new L16(0x1234), new L16(0xFFFE)], image.Pixels());
    }

    [Theory]
    [InlineData(1, new byte[] { 0, 0b0100_0000 })]
    [InlineData(2, new byte[] { 0, 0b0001_0000 })]
    [InlineData(4, new byte[] { 0, 0x01 })]
    [InlineData(8, new byte[] { 0, 0, 1 })]
    public void Palette_indices_take_their_colour_and_alpha(byte bits, byte[] row)
    {
        byte[] file = PngFile.Build(2, 1, bits, 3, row, palette: [10, 20, 30, 200, 100, 50], alphas: [128]);
        using Image<Rgba32> image = Image.Load<Rgba32>(file);
        Assert.Equal([new Rgba32(10, 20, 30, 128), new Rgba32(200, 100, 50)], image.Pixels());
    }

    [Fact]
    public void One_colour_can_mean_transparent()
    {
        byte[] file = PngFile.Build(2, 1, 8, 2, [0, 1, 2, 3, 1, 2, 4], alphas: [0, 1, 0, 2, 0, 3]);
        using Image<Rgba32> image = Image.Load<Rgba32>(file);
        Assert.Equal([new Rgba32(1, 2, 3, 0), new Rgba32(1, 2, 4, 255)], image.Pixels());
    }

    [Fact]
    public void One_grey_can_mean_transparent()
    {
        using Image<La16> image = Image.Load<La16>(PngFile.Build(2, 1, 2, 0, [0, 0b10_11_0000], alphas: [0, 2]));
        Assert.Equal([new La16(170, 0), new La16(255, 255)], image.Pixels());
    }

    [Fact]
    public void All_five_filters_undo()
    {
        byte[] rows =
        [
            0, 10, 20, 30,
            1, 10, 10, 10, // left:    10 20 30
            2, 1, 1, 1, //    above:   11 21 31
            3, 5, 5, 5, //    average: 10 20 30
            4, 1, 1, 1, //    Paeth:   11 21 31
        ];
        using Image<L8> image = Image.Load<L8>(PngFile.Build(3, 5, 8, 0, rows));
        Assert.Equal([10, 20, 30, 10, 20, 30, 11, 21, 31, 10, 20, 30, 11, 21, 31], image.Pixels().Select(pixel => (int)pixel.PackedValue));
    }

    [Fact]
    public void Seven_passes_come_together()
    {
        // Each pixel of the 8 x 8 picture holds the number of its pass.
        string[] passes =
        [
            "16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777",
        ];
        (int X, int Y, int Dx, int Dy)[] grid = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        List<byte> rows = [];
        for (int pass = 0; pass < 7; pass++)
        {
            for (int y = grid[pass].Y; y < 8; y += grid[pass].Dy)
            {
                rows.Add(0);
                for (int x = grid[pass].X; x < 8; x += grid[pass].Dx) rows.Add((byte)(pass + 1));
            }
        }

        using Image<L8> image = Image.Load<L8>(PngFile.Build(8, 8, 8, 0, [.. rows], interlace: 1));
        Assert.Equal(string.Concat(passes), string.Concat(image.Pixels().Select(pixel => pixel.PackedValue)));
    }

    [SkippableTheory]
    [InlineData("monob", "rgba")]
    [InlineData("gray", "gray")]
    [InlineData("gray16be", "gray16le")]
    [InlineData("ya8", "ya8")]
    [InlineData("ya16be", "rgba64le")]
    [InlineData("rgb24", "rgb24")]
    [InlineData("rgb48be", "rgb48le")]
    [InlineData("rgba", "rgba")]
    [InlineData("rgba64be", "rgba64le")]
    [InlineData("pal8", "rgba")]
    public void What_ffmpeg_encodes_is_decoded_as_ffmpeg_decodes_it(string stored, string compared)
    {
        using Image<Rgba32> sample = Samples.Colorful(37, 21);
        byte[] raw = new byte[37 * 21 * 4];
        sample.CopyPixelDataTo(raw);
        byte[] file = Ffmpeg.Encode(raw, "rgba", 37, 21, $"-c:v png -pred mixed -pix_fmt {stored}");
        byte[] expected = Ffmpeg.Decode(file, "png_pipe", compared);
        Assert.Equal(expected, Raw(file, compared));
    }

    [Fact]
    public void Without_a_pixel_type_the_file_chooses()
    {
        Assert.IsType<Image<L8>>(Image.Load(PngFile.Build(1, 1, 1, 0, [0, 0])));
        Assert.IsType<Image<L16>>(Image.Load(PngFile.Build(1, 1, 16, 0, [0, 0, 0])));
        Assert.IsType<Image<Rgb24>>(Image.Load(PngFile.Build(1, 1, 8, 2, [0, 0, 0, 0])));
        Assert.IsType<Image<Rgba32>>(Image.Load(PngFile.Build(1, 1, 8, 3, [0, 0], palette: [1, 2, 3])));
        Assert.IsType<Image<La16>>(Image.Load(PngFile.Build(1, 1, 8, 4, [0, 0, 0])));
        Assert.IsType<Image<Rgba32>>(Image.Load(PngFile.Build(1, 1, 8, 6, [0, 0, 0, 0, 0])));
    }

    [Fact]
    public void Identify_reads_size_and_storage_only()
    {
        ImageInfo info = Image.Identify(PngFile.Build(640, 480, 4, 3, [0], palette: [1, 2, 3]));
        Assert.Equal(new Size(640, 480), info.Size);
        Assert.Equal((640, 480), (info.Width, info.Height));
        Assert.Equal(PngColorType.Palette, info.Metadata.GetPngMetadata().ColorType);
        Assert.Equal(PngBitDepth.Bit4, info.Metadata.GetPngMetadata().BitDepth);
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands()
    {
        byte[] file = PngFile.Build(1, 1, 8, 0, [0, 77]);
        using MemoryStream stream = new([1, 2, 3, .. file]);
        stream.Position = 3;
        using Image<L8> image = Image.Load<L8>(stream);
        Assert.Equal(77, image[0, 0].PackedValue);
    }

    private static byte[] Raw(byte[] file, string pixelFormat)
    {
        static byte[] As<TPixel>(byte[] file, int bytes)
            where TPixel : unmanaged, IPixel<TPixel>
        {
            using Image<TPixel> image = Image.Load<TPixel>(file);
            byte[] raw = new byte[image.Width * image.Height * bytes];
            image.CopyPixelDataTo(raw);
            return raw;
        }

        return pixelFormat switch
        {
            "gray" => As<L8>(file, 1),
            "gray16le" => As<L16>(file, 2),
            "ya8" => As<La16>(file, 2),
            "rgb24" => As<Rgb24>(file, 3),
            "rgb48le" => As<Rgb48>(file, 6),
            "rgba64le" => As<Rgba64>(file, 8),
            _ => As<Rgba32>(file, 4),
        };
    }
}
