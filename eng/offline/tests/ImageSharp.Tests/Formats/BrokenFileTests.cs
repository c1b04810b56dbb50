namespace ImageSharp.Tests.Formats;

public class BrokenFileTests
{
    private static readonly byte[] Good = PngFile.Build(2, 2, 8, 0, [0, 1, 2, 0, 3, 4]);

    [Fact]
    public void A_missing_file_is_named()
        => Assert.Contains("no-such-picture.png", Assert.Throws<FileNotFoundException>(() => Image.Load("no-such-picture.png")).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_of_no_known_format_are_refused()
    {
        Assert.Throws<UnknownImageFormatException>(() => Image.Load("not a picture at all"u8));
        byte[] wrong = [.. Good];
        wrong[1] = (byte)'Q';
        Assert.Throws<UnknownImageFormatException>(() => Image.Load(wrong));
    }

    [Fact]
    public void An_empty_span_is_refused_as_none_and_an_empty_stream_as_unknown()
    {
        Assert.Throws<ArgumentNullException>(() => Image.Load(ReadOnlySpan<byte>.Empty));
        Assert.Throws<ArgumentNullException>(() => Image.Load<Rgba32>(ReadOnlySpan<byte>.Empty));
        Assert.Throws<ArgumentNullException>(() => Image.Identify(ReadOnlySpan<byte>.Empty));
        Assert.Throws<UnknownImageFormatException>(() => Image.Load(new MemoryStream()));
    }

    [Theory]
    [InlineData(17)] // in the header
    [InlineData(45)] // in the pixels
    public void A_wrong_checksum_is_found(int position)
    {
        byte[] bad = [.. Good];
        bad[position] ^= 1;
        Assert.Throws<InvalidImageContentException>(() => Image.Load(bad));
    }

    [Theory]
    [InlineData(33)] // after the header
    [InlineData(37)] // in the length and type of the pixels
    [InlineData(45)] // in the pixels
    public void A_file_that_breaks_off_is_found(int length)
        => Assert.Throws<InvalidImageContentException>(() => Image.Load(Good.AsSpan(0, length)));

    [Fact]
    public void Pixels_need_a_palette_where_the_header_says_so()
        => Assert.Throws<InvalidImageContentException>(() => Image.Load(PngFile.Build(1, 1, 8, 3, [0, 0])));

    [Fact]
    public void An_unknown_filter_is_found()
        => Assert.Throws<InvalidImageContentException>(() => Image.Load(PngFile.Build(1, 1, 8, 0, [7, 0])));

    [Theory]
    [InlineData(3, 0)]
    [InlineData(16, 3)]
    [InlineData(8, 5)]
    public void Impossible_storage_is_refused(byte bits, byte colorType)
        => Assert.Throws<NotSupportedException>(() => Image.Load<Rgba32>(PngFile.Build(1, 1, bits, colorType, [0, 0, 0])));

    [Fact]
    public void A_header_that_asks_for_too_much_is_refused()
        => Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgba32>(PngFile.Build(int.MaxValue, int.MaxValue, 8, 6, [0])));

    [Theory]
    [InlineData(int.MinValue)] // 2^31
    [InlineData(0)]
    public void A_header_with_no_size_is_refused(int side)
        => Assert.ThrowsAny<Exception>(() => Image.Load<Rgba32>(PngFile.Build(side, side, 8, 6, [0])));

    [Fact]
    public void Pixels_that_end_early_leave_the_rest_empty()
    {
        using Image<L8> image = Image.Load<L8>(PngFile.Build(2, 2, 8, 0, [0, 1, 2]));
        Assert.Equal([1, 2, 0, 0], image.Pixels().Select(pixel => (int)pixel.PackedValue));
    }

    [Fact]
    public void A_name_must_tell_the_format()
    {
        using Image<L8> image = new(1, 1);
        Assert.Throws<UnknownImageFormatException>(() => image.Save("picture.unheard-of"));
    }
}
