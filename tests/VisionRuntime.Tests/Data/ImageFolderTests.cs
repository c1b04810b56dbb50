using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Data;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_classes_in_ordinal_order()
    {
        Save("dog/1.png", 4, 3, new Rgb24(255, 0, 51));
        Save("cat/1.png", 4, 3, new Rgb24(0, 102, 0));
        var data = ImageFolder.Load(_folder.Path).Training;
        Assert.Equal(["cat", "dog"], data.Classes.ToArray());
        Assert.Equal([1, 3, 3, 4], data.InputShape);
        float[] image = new float[36], label = new float[1];
        data.Read(1, image, label);
        Assert.Equal((1f, 1f, 0f, 0.2f), (label[0], image[0], image[12], MathF.Round(image[24], 5)));
    }

    [Fact]
    public void Gray_inputs_weigh_the_colors_by_their_luma()
    {
        Save("a/1.png", 2, 2, new Rgb24(255, 0, 0));
        Save("b/1.png", 2, 2, new Rgb24(0, 255, 0));
        var data = ImageFolder.Load(_folder.Path, [1, 1, 2, 2]).Training;
        float[] image = new float[4], label = new float[1];
        data.Read(0, image, label);
        Assert.Equal(0.299f, image[3], 1e-5f);
        data.Read(1, image, label);
        Assert.Equal(0.587f, image[3], 1e-5f);
    }

    [Fact]
    public void Pictures_of_different_sizes_are_refused_unless_a_size_is_given()
    {
        Save("a/1.png", 4, 4, new Rgb24(10, 10, 10));
        Save("b/2.png", 5, 4, new Rgb24(10, 10, 10));
        var data = ImageFolder.Load(_folder.Path).Training;
        string message = Assert.Throws<DatasetException>(() => data.Read(1, new float[48], new float[1])).Message;
        Assert.Contains("2.png: the picture has 5x4 pixels and the first one 4x4", message, StringComparison.Ordinal);
        var resized = ImageFolder.Load(_folder.Path, [1, 3, 4, 4]).Training;
        float[] image = new float[48];
        resized.Read(1, image, new float[1]);
        Assert.All(image, value => Assert.Equal(10 / 255f, value, 0.005f));
    }

    [Fact]
    public void Parts_have_folders_of_their_own_and_the_same_classes()
    {
        Save("train/a/1.png", 2, 2, default);
        Save("train/b/1.png", 2, 2, default);
        Save("test/b/1.png", 2, 2, default);
        var splits = ImageFolder.Load(_folder.Path);
        float[] label = new float[1];
        splits.Test!.Read(0, new float[12], label);
        Assert.Equal((2, 1, 1f), (splits.Training.Count, splits.Test.Count, label[0]));
        Save("test/c/1.png", 2, 2, default);
        Assert.Contains("no class 'c'", Assert.Throws<DatasetException>(() => ImageFolder.Load(_folder.Path)).Message);
    }

    [Fact]
    public void Damaged_pictures_and_empty_folders_are_named()
    {
        Assert.Contains("there are no images in folders", Assert.Throws<DatasetException>(() => ImageFolder.Load(_folder.Path)).Message);
        Save("a/1.png", 8, 8, default);
        Save("b/2.png", 8, 8, default);
        byte[] bytes = File.ReadAllBytes(_folder.File("b/2.png"));
        File.WriteAllBytes(_folder.File("b/2.png"), bytes[..(bytes.Length / 2)]);
        var data = ImageFolder.Load(_folder.Path).Training;
        string message = Assert.Throws<DatasetException>(() => data.Read(1, new float[192], new float[1])).Message;
        Assert.Contains("2.png: not a picture that can be read, or truncated", message, StringComparison.Ordinal);
    }

    private void Save(string name, int width, int height, Rgb24 color)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var image = new Image<Rgb24>(width, height, color);
        image.SaveAsPng(path);
    }
}
