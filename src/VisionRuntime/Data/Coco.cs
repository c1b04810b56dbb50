using System.Text.Json;
using System.Text.Json.Serialization;
using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Pictures with boxes or keypoints in the JSON of COCO (Lin et al. 2014): <c>images</c> with their files, <c>categories</c> with their
/// names, and <c>annotations</c> with a <c>bbox</c> (left, top, width, height) or <c>keypoints</c> (x, y, visibility) in pixels.
/// </summary>
public static class Coco
{
    /// <summary>
    /// Loads a file. Its pictures are read when a batch needs them, from the folder of the file or from its folder <c>images</c>.
    /// </summary>
    /// <param name="file">The JSON file.</param>
    /// <param name="targets"><see cref="TargetKind.Boxes"/> or <see cref="TargetKind.Keypoints"/>.</param>
    /// <param name="inputShape">The shape of the inputs, [1, C, H, W] with one or three channels, to which pictures are resized.</param>
    /// <exception cref="DatasetException">The file cannot be read, is invalid, or has no such annotations.</exception>
    public static DatasetSplits Load(string file, TargetKind targets, Shape inputShape)
    {
        if (inputShape.Rank != 4 || inputShape[1] is not (1 or 3))
            throw new DatasetException($"{file}: the network takes {inputShape}; images are [1, 1, H, W] or [1, 3, H, W]");
        var content = Parse(file);
        return new(
            "coco", targets switch
            {
                TargetKind.Boxes => Boxes(file, content, inputShape),
                TargetKind.Keypoints => Keypoints(file, content, inputShape),
                _ => throw new ArgumentException($"Coco: the targets can be boxes or keypoints, not {targets}", nameof(targets)),
            },
            null, null);
    }

    private static CocoDataset Boxes(string file, Content content, Shape inputShape)
    {
        var classes = content.Categories.Select((category, index) => (category.Id, index)).ToDictionary();
        var of = content.Annotations.Where(annotation => annotation.Box is { Length: 4 }).ToLookup(annotation => annotation.ImageId);
        int most = of.Count == 0 ? 0 : of.Max(group => group.Count());
        if (most == 0) throw new DatasetException($"{file}: no annotation has a bbox of four numbers");
        var pictures = content.Images.Select(image =>
        {
            float[] target = new float[most * 5];
            for (int row = 0; row < most; row++) target[row * 5] = -1;
            int count = 0;
            foreach (var annotation in of[image.Id])
            {
                if (!classes.TryGetValue(annotation.CategoryId, out int label))
                {
                    throw new DatasetException(
                        $"{file}: an annotation of {image.File} has the category {annotation.CategoryId}, which is not listed");
                }
                float[] box = annotation.Box!;
                ReadOnlySpan<float> row = [label, (box[0] + box[2] / 2) / image.Width, (box[1] + box[3] / 2) / image.Height,
                    box[2] / image.Width, box[3] / image.Height];
                if (row[3] <= 0 || row[4] <= 0 || row[1] is < 0 or > 1 || row[2] is < 0 or > 1)
                    throw new DatasetException($"{file}: the box {string.Join(", ", box)} of {image.File} is not inside the picture");
                row.CopyTo(target.AsSpan(5 * count++));
            }
            return (image.File, target);
        });
        return new(file, inputShape, TargetKind.Boxes, [most, 5], [.. pictures])
        {
            Classes = [.. content.Categories.Select(category => category.Name)],
        };
    }

    private static CocoDataset Keypoints(string file, Content content, Shape inputShape)
    {
        var names = content.Categories.Select(category => category.Keypoints).FirstOrDefault(keypoints => keypoints is { Length: > 0 })
            ?? throw new DatasetException($"{file}: no category has a list of keypoints");
        var of = content.Annotations.Where(annotation => annotation.Keypoints is not null).ToLookup(annotation => annotation.ImageId);
        var pictures = new List<(string, float[])>();
        foreach (var image in content.Images)
        {
            // One object for each picture, as keypoint networks have it.
            if (of[image.Id].FirstOrDefault() is not { Keypoints: { } points }) continue;
            if (points.Length != 3 * names.Length)
            {
                throw new DatasetException(
                    $"{file}: {image.File} has {points.Length} numbers for {names.Length} keypoints; it needs three for each");
            }
            pictures.Add((image.File, [.. points.Select((value, i) => (i % 3) switch
            {
                0 => value / image.Width,
                1 => value / image.Height,
                _ => value > 0 ? 1 : 0,
            })]));
        }
        if (pictures.Count == 0) throw new DatasetException($"{file}: no annotation has keypoints");
        return new(file, inputShape, TargetKind.Keypoints, [names.Length, 3], [.. pictures]) { Classes = [.. names] };
    }

    private static Content Parse(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var content = JsonSerializer.Deserialize<Content>(stream)
                ?? throw new DatasetException($"{file}: the file is empty");
            if (content.Images.Length == 0) throw new DatasetException($"{file}: there are no images");
            if (content.Images.FirstOrDefault(image => Math.Min(image.Width, image.Height) < 1 || image.File is null or "") is { } invalid)
                throw new DatasetException($"{file}: the image {invalid.Id} has no file_name, or no width and height");
            return content;
        }
        catch (JsonException exception)
        {
            throw new DatasetException($"{file}: not COCO's JSON, or truncated ({exception.Message})", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{file}: cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private sealed class CocoDataset(
        string file, Shape inputShape, TargetKind targets, Shape targetShape, IReadOnlyList<(string File, float[] Target)> pictures)
        : Dataset("coco", inputShape, targets, targetShape)
    {
        private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

        public override int Count => pictures.Count;

        public override void Read(int index, Span<float> input, Span<float> target)
        {
            string name = pictures[index].File, plain = Path.Combine(_folder, name);
            ImageReader.Read(File.Exists(plain) ? plain : Path.Combine(_folder, "images", name), InputShape, resizes: true, input);
            pictures[index].Target.CopyTo(target);
        }
    }

    private sealed class Content
    {
        [JsonPropertyName("images")]
        public ImageEntry[] Images { get; init => field = value ?? []; } = [];

        [JsonPropertyName("categories")]
        public Category[] Categories { get; init => field = value ?? []; } = [];

        [JsonPropertyName("annotations")]
        public Annotation[] Annotations { get; init => field = value ?? []; } = [];
    }

    private sealed record ImageEntry(
        [property: JsonPropertyName("id")] long Id,
        [property: JsonPropertyName("file_name")] string File,
        [property: JsonPropertyName("width")] int Width,
        [property: JsonPropertyName("height")] int Height);

    private sealed record Category(
        [property: JsonPropertyName("id")] long Id,
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("keypoints")] string[]? Keypoints);

    private sealed record Annotation(
        [property: JsonPropertyName("image_id")] long ImageId,
        [property: JsonPropertyName("category_id")] long CategoryId,
        [property: JsonPropertyName("bbox")] float[]? Box,
        [property: JsonPropertyName("keypoints")] float[]? Keypoints);
}
