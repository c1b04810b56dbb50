using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Data;

namespace VisionRuntime.Tests.Data;

public sealed class NumberStripsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_strip_is_cut_into_one_cell_for_each_digit_of_its_name()
    {
        // Three columns of two pixels each: the cells of 2, 0 and 7 are 40, 80 and 120 in luma.
        Save("207-1.png", 6, 2, (x, _) => Gray((byte)(40 * (x / 2 + 1))));
        var data = NumberStrips.Load(_folder, [1, 1, 2, 2]).Training;
        Assert.Equal(3, data.Count);
        Assert.Equal("0 1 2 3 4 5 6 7 8 9", string.Join(' ', data.Classes));
        float[] input = new float[4], label = new float[1];
        foreach (var (index, digit, level) in new[] { (0, 2, 40), (1, 0, 80), (2, 7, 120) })
        {
            data.Read(index, input, label);
            Assert.Equal(digit, label[0]);
            Assert.All(input, value => Assert.Equal(level / 255f, value, 5));
        }
    }

    /// <summary>Resizing is bilinear between the centers of pixels: a ramp of 0, 100, 200 in four steps is 0, 37.5, 112.5, ... of it.</summary>
    [Fact]
    public void Cells_are_resized_bilinearly_with_the_luma_of_colors()
    {
        Save("5.png", 3, 1, (x, _) => new Rgba32((byte)(100 * x), 0, 0, 255));
        var data = NumberStrips.Load(_folder, [1, 1, 1, 4]).Training;
        float[] input = new float[4], label = new float[1];
        data.Read(0, input, label);
        // Centers at -0.125, 0.625, 1.375 and 2.125 pixels, and red counts 0.299.
        int[] expected = [0, 19, 41, 60];
        Assert.Equal(expected, input.Select(value => (int)MathF.Round(value * 255)));
    }

    [Fact]
    public void Folders_split_training_and_test()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "train"));
        Directory.CreateDirectory(Path.Combine(_folder, "test"));
        Save("train/12.png", 4, 4, (_, _) => Gray(9));
        Save("test/3.png", 4, 4, (_, _) => Gray(9));
        var splits = NumberStrips.Load(_folder, [1, 1, 8, 8]);
        Assert.Equal((2, 1), (splits.Training.Count, splits.Test!.Count));
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        Assert.Contains("does not exist", Failure("/none/there", 1), StringComparison.Ordinal);
        Assert.Contains("there are no pictures named after their numbers", Failure(_folder, 1), StringComparison.Ordinal);
        Assert.Contains("digits are [1, 1, H, W]", Failure(_folder, 3), StringComparison.Ordinal);
        Save("unnamed-0001.png", 4, 4, (_, _) => Gray(9));
        Assert.Contains("unnamed-0001.png: the name does not begin with the number", Failure(_folder, 1), StringComparison.Ordinal);
    }

    private static string Failure(string folder, int channels) =>
        Assert.Throws<DatasetException>(() => NumberStrips.Load(folder, [1, channels, 8, 8])).Message;

    private static Rgba32 Gray(byte level) => new(level, level, level, 255);

    private void Save(string name, int width, int height, Func<int, int, Rgba32> pixel)
    {
        using var image = new Image<Rgba32>(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) image[x, y] = pixel(x, y);
        }
        image.SaveAsPng(Path.Combine(_folder, name));
    }
}
