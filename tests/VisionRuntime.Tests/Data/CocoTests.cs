using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Data;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Data;

public sealed class CocoTests : IDisposable
{
    private const string Json = """
        {"images": [{"id": 5, "file_name": "a.png", "width": 20, "height": 10}, {"id": 7, "file_name": "b.png", "width": 10, "height": 10}],
         "categories": [{"id": 3, "name": "cat"}, {"id": 9, "name": "dog", "keypoints": ["nose", "tail"]}],
         "annotations": [{"image_id": 5, "category_id": 9, "bbox": [2, 1, 8, 4], "keypoints": [10, 5, 2, 0, 0, 0]},
                         {"image_id": 5, "category_id": 3, "bbox": [0, 0, 20, 10]},
                         {"image_id": 7, "category_id": 3, "bbox": [5, 5, 5, 5]}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Boxes_are_fractions_of_the_picture_with_the_index_of_their_category()
    {
        var data = Load(Json, TargetKind.Boxes);
        Assert.Equal(["cat", "dog"], data.Classes.ToArray());
        Assert.Equal(2, data.Count);
        Assert.Equal([1, 0.3f, 0.3f, 0.4f, 0.4f, 0, 0.5f, 0.5f, 1, 1], Target(data, 0).Select(value => MathF.Round(value, 5)));
        Assert.Equal([0, 0.75f, 0.75f, 0.5f, 0.5f, -1, 0, 0, 0, 0], Target(data, 1));
    }

    [Fact]
    public void Keypoints_are_fractions_with_their_visibility()
    {
        var data = Load(Json, TargetKind.Keypoints);
        Assert.Equal(["nose", "tail"], data.Classes.ToArray());
        Assert.Equal(1, data.Count);
        Assert.Equal([0.5f, 0.5f, 1, 0, 0, 0], Target(data, 0));
    }

    [Theory]
    [InlineData("{\"images\": [", "not COCO's JSON, or truncated")]
    [InlineData("{}", "there are no images")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}]}", "has no file_name, or no width and height")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\", \"width\": 4, \"height\": 4}]}", "no annotation has a bbox")]
    public void What_is_missing_is_named(string json, string words) =>
        Assert.Contains(words, Assert.Throws<DatasetException>(() => Load(json, TargetKind.Boxes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Boxes_outside_the_picture_and_unknown_categories_are_refused()
    {
        Assert.Contains("is not inside the picture", Message(Json.Replace("[5, 5, 5, 5]", "[50, 5, 5, 5]", StringComparison.Ordinal)));
        Assert.Contains("the category 4, which is not listed",
            Message(Json.Replace("\"category_id\": 9", "\"category_id\": 4", StringComparison.Ordinal)));
    }

    private string Message(string json) => Assert.Throws<DatasetException>(() => Load(json, TargetKind.Boxes)).Message;

    private Dataset Load(string json, TargetKind targets)
    {
        using var image = new Image<Rgb24>(20, 10, new Rgb24(255, 0, 0));
        image.SaveAsPng(_folder.File("a.png"));
        image.SaveAsPng(_folder.File("b.png"));
        File.WriteAllText(_folder.File("list.json"), json);
        return Coco.Load(_folder.File("list.json"), targets, [1, 3, 8, 8]).Training;
    }

    private static float[] Target(Dataset data, int index)
    {
        float[] image = new float[data.InputLength], target = new float[data.TargetLength];
        data.Read(index, image, target);
        Assert.All(image[..64], red => Assert.Equal(1, red, 0.01f));
        return target;
    }
}
