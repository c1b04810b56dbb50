namespace ImageSharp.Tests.Processing;

public class TransformTests
{
    [Theory]
    [InlineData(FlipMode.None, "123456")]
    [InlineData(FlipMode.Horizontal, "321654")]
    [InlineData(FlipMode.Vertical, "456123")]
    public void Flips(FlipMode mode, string expected)
    {
        using Image<L8> image = Numbers();
        image.Mutate(context => context.Flip(mode));
        Assert.Equal(expected, Text(image));
    }

    [Theory]
    [InlineData(RotateMode.None, 3, 2, "123456")]
    [InlineData(RotateMode.Rotate90, 2, 3, "415263")]
    [InlineData(RotateMode.Rotate180, 3, 2, "654321")]
    [InlineData(RotateMode.Rotate270, 2, 3, "362514")]
    public void Rotates_clockwise(RotateMode mode, int width, int height, string expected)
    {
        using Image<L8> image = Numbers();
        image.Mutate(context => context.Rotate(mode));
        Assert.Equal(new Size(width, height), image.Size);
        Assert.Equal(expected, Text(image));
    }

    [Fact]
    public void Crops_a_part_and_refuses_more()
    {
        using Image<L8> image = Numbers();
        Assert.Throws<ArgumentException>(() => image.Mutate(context => context.Crop(new Rectangle(1, 0, 3, 2))));
        image.Mutate(context => context.Crop(new Rectangle(1, 0, 2, 2)));
        Assert.Equal("2356", Text(image));
    }

    [Fact]
    public void Steps_follow_one_another_and_frames_keep_together()
    {
        using Image<L8> image = Numbers();
        image.Frames.AddFrame(image.Frames.RootFrame);
        image.Mutate(context => context.Crop(2, 2).Rotate(RotateMode.Rotate90).Flip(FlipMode.Horizontal));
        Assert.Equal("1425", Text(image));
        Assert.Equal(new Size(2, 2), image.Frames[1].Size());
    }

    [Fact]
    public void Grey_has_the_weights_of_BT709()
    {
        using Image<Rgb24> image = new(3, 1);
        (image[0, 0], image[1, 0], image[2, 0]) = (new Rgb24(255, 0, 0), new Rgb24(0, 255, 0), new Rgb24(0, 0, 255));
        using Image<Rgb24> half = image.Clone(context => context.Grayscale(0.5F));
        image.Mutate(context => context.Grayscale());
        Assert.Equal([new Rgb24(54, 54, 54), new Rgb24(182, 182, 182), new Rgb24(18, 18, 18)], image.Pixels());
        Assert.InRange(half[0, 0].R, 154, 156);
        Assert.InRange(half[0, 0].G, 26, 28);
    }

    [Fact]
    public void A_picture_is_drawn_where_it_fits()
    {
        using Image<L8> ground = new(4, 3);
        using Image<L8> stamp = new(2, 2, new L8(200));
        ground.Mutate(context => context.DrawImage(stamp, new Point(3, -1), 1F).DrawImage(stamp, new Point(0, 1), 0.5F));
        Assert.Equal([0, 0, 0, 200, 100, 100, 0, 0, 100, 100, 0, 0], ground.Pixels().Select(pixel => (int)pixel.PackedValue));
    }

    [Fact]
    public void Alpha_decides_what_shows_through()
    {
        using Image<Rgb24> ground = new(2, 1, new Rgb24(0, 0, 100));
        using Image<Rgba32> stamp = new(2, 1, new Rgba32(200, 0, 0, 51));
        stamp[1, 0] = new Rgba32(0, 0, 0, 0);
        ground.Mutate(context => context.DrawImage(stamp, 1F));
        Assert.Equal([new Rgb24(40, 0, 80), new Rgb24(0, 0, 100)], ground.Pixels());
    }

    private static Image<L8> Numbers() => Image.LoadPixelData<L8>(new byte[] { 1, 2, 3, 4, 5, 6 }, 3, 2);

    private static string Text(Image<L8> image) => string.Concat(image.Pixels().Select(pixel => pixel.PackedValue));
}
