namespace ImageSharp.Tests;

public class ImageTests
{
    [Fact]
    public void The_assembly_has_the_packages_version() =>
        Assert.Equal(new Version(3, 0, 0, 0), typeof(Image).Assembly.GetName().Version);

    [Fact]
    public void Rows_are_pixels_in_order()
    {
        using Image<Rgba32> image = Samples.Colorful(5, 3);
        image.ProcessPixelRows(accessor =>
        {
            Assert.Equal((5, 3), (accessor.Width, accessor.Height));
            for (int y = 0; y < accessor.Height; y++) accessor.GetRowSpan(y)[2].G = (byte)y;
        });
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(y => (int)image[2, y].G));
        Assert.Throws<ArgumentOutOfRangeException>(() => image[5, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => image[0, -1]);
    }

    [Fact]
    public void Pixels_go_in_and_out_as_bytes()
    {
        byte[] bytes = [.. Enumerable.Range(0, 2 * 3 * 3).Select(i => (byte)i)];
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(bytes, 3, 2);
        Assert.Equal(new Rgb24(12, 13, 14), image[1, 1]);
        byte[] copy = new byte[bytes.Length];
        image.CopyPixelDataTo(copy);
        Assert.Equal(bytes, copy);
        Assert.Throws<ArgumentOutOfRangeException>(() => Image.LoadPixelData<Rgb24>(bytes, 3, 3));
    }

    [Fact]
    public void Small_images_lie_in_one_piece()
    {
        using Image<L8> image = new(4, 4, new L8(9));
        Assert.True(image.DangerousTryGetSinglePixelMemory(out Memory<L8> memory));
        Assert.Equal(16, memory.Length);
        memory.Span[5] = new L8(1);
        Assert.Equal(1, image[1, 1].PackedValue);
    }

    [Fact]
    public void Frames_are_copied_in_and_have_one_size()
    {
        using Image<L8> image = new(2, 2);
        using Image<L8> other = new(2, 2, new L8(7)), larger = new(3, 2);
        ImageFrame<L8> added = image.Frames.AddFrame(other.Frames.RootFrame);
        other[0, 0] = new L8(0);
        Assert.Equal((2, 7), (image.Frames.Count, added[0, 0].PackedValue));
        Assert.Throws<ArgumentException>(() => image.Frames.AddFrame(larger.Frames.RootFrame));
        image.Frames.RemoveFrame(0);
        Assert.Equal(7, image[0, 0].PackedValue);
        Assert.Throws<InvalidOperationException>(() => image.Frames.RemoveFrame(0));
    }

    [Fact]
    public void Pixel_types_convert_by_luminance_and_scale()
    {
        using Image<Rgba32> image = new(1, 1, new Rgba32(255, 0, 0, 128));
        Assert.Equal(new L8(54), image.CloneAs<L8>()[0, 0]);
        Assert.Equal(new La16(54, 128), image.CloneAs<La16>()[0, 0]);
        Assert.Equal(new Rgb48(65535, 0, 0), image.CloneAs<Rgb48>()[0, 0]);
        Assert.Equal(new Rgba64(65535, 0, 0, 128 * 257), image.CloneAs<Rgba64>()[0, 0]);
        Assert.Equal(new Bgra32(255, 0, 0, 128), image.CloneAs<Bgra32>()[0, 0]);
        using Image<L16> deep = new(1, 1, new L16(0x8101));
        Assert.Equal(new L8(0x81), deep.CloneAs<L8>()[0, 0]);
    }

    [Fact]
    public void Colours_read_and_write_hex()
    {
        Assert.Equal(new Rgba32(0x12, 0x34, 0x56, 0x78), Color.ParseHex("#12345678").ToPixel<Rgba32>());
        Assert.Equal(Color.FromRgb(0xFF, 0, 0xAA), Color.ParseHex("F0A"));
        Assert.Equal("FF0000FF", Color.Red.ToHex());
        Assert.Throws<ArgumentException>(() => Color.ParseHex("12345"));
        Rgba32 implicitly = Color.White;
        Assert.Equal(new Rgba32(255, 255, 255), implicitly);
    }

    [Fact]
    public void A_disposed_image_says_so()
    {
        Image<L8> image = new(1, 1);
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Clone());
        Assert.Throws<ObjectDisposedException>(() => image.SaveAsPng(new MemoryStream()));
    }

    [Fact]
    public void Files_go_by_their_ending()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using Image<Rgb24> image = new(3, 2, new Rgb24(10, 20, 30));
            foreach ((string name, byte first) in new[] { ("a.png", (byte)0x89), ("a.gif", (byte)'G'), ("a.jpg", (byte)0xFF) })
            {
                string path = Path.Combine(folder, name);
                image.Save(path);
                Assert.Equal(first, File.ReadAllBytes(path)[0]);
            }

            using Image loaded = Image.Load(Path.Combine(folder, "a.png"));
            Assert.Equal(new Rgb24(10, 20, 30), Assert.IsType<Image<Rgb24>>(loaded)[2, 1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
