using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace ImageSharp.Tests.Processing;

public class ResizeTests
{
    [Fact]
    public void Box_halving_averages_two_by_two()
    {
        using Image<L8> image = Grey(4, 2, 0, 10, 20, 30, 40, 50, 60, 70);
        image.Mutate(context => context.Resize(2, 1, KnownResamplers.Box));
        Near([25, 45], image);
    }

    [Fact]
    public void Box_thirds_average_three()
    {
        using Image<L8> image = Grey(6, 1, 0, 30, 60, 90, 120, 240);
        image.Mutate(context => context.Resize(2, 1, KnownResamplers.Box));
        Near([30, 150], image);
    }

    [Fact]
    public void Triangle_doubling_interpolates()
    {
        // Target centres lie at -1/4, 1/4, 3/4, 5/4 in the source.
        using Image<L8> image = Grey(2, 1, 0, 100);
        image.Mutate(context => context.Resize(4, 1, KnownResamplers.Triangle));
        Near([0, 25, 75, 100], image);
    }

    [Fact]
    public void Bicubic_doubling_has_the_weights_of_keys()
    {
        // At 3/4 between source pixels 1 and 2 the weights are -3/128, 29/128, 111/128, -9/128.
        using Image<L8> image = Grey(4, 1, 40, 100, 200, 80);
        image.Mutate(context => context.Resize(8, 1));
        double expected = ((-3 * 40) + (29 * 100) + (111 * 200) - (9 * 80)) / 128.0;
        Assert.InRange(image[4, 0].PackedValue - expected, -1, 1);
    }

    [Theory]
    [InlineData("Box")]
    [InlineData("Triangle")]
    [InlineData("Bicubic")]
    [InlineData("Lanczos3")]
    [InlineData("MitchellNetravali")]
    public void Every_kernel_keeps_an_even_colour(string name)
    {
        IResampler sampler = (IResampler)typeof(KnownResamplers).GetProperty(name)!.GetValue(null)!;
        foreach ((int width, int height) in new[] { (3, 5), (10, 10), (64, 7) })
        {
            using Image<Rgba32> image = new(10, 10, new Rgba32(200, 100, 50, 120));
            image.Mutate(context => context.Resize(width, height, sampler));
            Assert.Equal((width, height), (image.Width, image.Height));
            foreach (Rgba32 pixel in image.Pixels())
            {
                Assert.InRange(pixel.R, 199, 201);
                Assert.InRange(pixel.G, 99, 101);
                Assert.InRange(pixel.B, 49, 51);
                Assert.InRange(pixel.A, 119, 121);
            }
        }
    }

    [Fact]
    public void Nearest_takes_the_pixel_rounded_down()
    {
        using Image<L8> image = Grey(5, 1, 1, 2, 3, 4, 5);
        image.Mutate(context => context.Resize(3, 1, KnownResamplers.NearestNeighbor));
        Assert.Equal([1, 2, 4], image.Pixels().Select(pixel => (int)pixel.PackedValue));
    }

    [Fact]
    public void Transparent_pixels_do_not_bleed()
    {
        using Image<Rgba32> image = new(2, 1);
        image[0, 0] = new Rgba32(255, 0, 0, 255);
        image[1, 0] = new Rgba32(0, 255, 0, 0);
        image.Mutate(context => context.Resize(1, 1, KnownResamplers.Box));
        Assert.Equal((255, 0), (image[0, 0].R, image[0, 0].G));
        Assert.InRange(image[0, 0].A, 127, 128);
    }

    [Theory]
    [InlineData(ResizeMode.Stretch, 40, 40)]
    [InlineData(ResizeMode.Crop, 40, 40)]
    [InlineData(ResizeMode.Pad, 40, 40)]
    [InlineData(ResizeMode.Max, 40, 20)]
    [InlineData(ResizeMode.Min, 80, 40)]
    public void Each_mode_has_its_size(ResizeMode mode, int width, int height)
    {
        using Image<L8> image = new(100, 50);
        image.Mutate(context => context.Resize(new ResizeOptions { Size = new Size(40, 40), Mode = mode }));
        Assert.Equal(new Size(width, height), image.Size);
    }

    [Fact]
    public void Padding_fills_above_and_below()
    {
        using Image<Rgb24> image = new(100, 50, new Rgb24(255, 0, 0));
        image.Mutate(context => context.Resize(new ResizeOptions { Size = new Size(40, 40), Mode = ResizeMode.Pad, PadColor = Color.Blue }));
        Assert.Equal(new Rgb24(0, 0, 255), image[20, 9]);
        Assert.Equal(new Rgb24(255, 0, 0), image[20, 10]);
        Assert.Equal(new Rgb24(255, 0, 0), image[20, 29]);
        Assert.Equal(new Rgb24(0, 0, 255), image[20, 30]);
    }

    [Theory]
    [InlineData(AnchorPositionMode.Left, 0)]
    [InlineData(AnchorPositionMode.Center, 100)]
    [InlineData(AnchorPositionMode.Right, 200)]
    public void Cropping_keeps_the_side_it_is_told_to(AnchorPositionMode position, int expected)
    {
        using Image<L8> image = new(30, 10);
        for (int x = 0; x < 30; x++)
        {
            for (int y = 0; y < 10; y++) image[x, y] = new L8((byte)(x / 10 * 100));
        }

        image.Mutate(context => context.Resize(new ResizeOptions { Size = new Size(10, 10), Mode = ResizeMode.Crop, Position = position, Sampler = KnownResamplers.Box }));
        Assert.Equal(expected, image[5, 5].PackedValue);
    }

    [Fact]
    public void A_missing_side_follows_from_the_other()
    {
        using Image<L8> image = new(100, 50);
        using Image<L8> narrow = image.Clone(context => context.Resize(20, 0));
        Assert.Equal(new Size(20, 10), narrow.Size);
        Assert.Equal(new Size(100, 50), image.Size);
        Assert.Throws<InvalidOperationException>(() => image.Mutate(context => context.Resize(0, 0)));
    }

    private static Image<L8> Grey(int width, int height, params byte[] values) => Image.LoadPixelData<L8>(values, width, height);

    private static void Near(int[] expected, Image<L8> image)
        => Assert.All(expected.Zip(image.Pixels()), pair => Assert.InRange(pair.Second.PackedValue, pair.First - 1, pair.First + 1));
}
