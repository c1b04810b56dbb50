using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// Images in folders named after their classes: <c>FOLDER/cat/1.png</c>, <c>FOLDER/dog/2.jpg</c>. Where the folder has <c>train</c> and
/// <c>test</c> (and <c>validation</c>), these hold the classes. Files are read when a batch needs them.
/// </summary>
public static class ImageFolder
{
    private static readonly HashSet<string> Extensions =
        new(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp" };

    private static readonly string[] Validation = ["validation", "valid", "val"];

    /// <summary>Finds the images of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="inputShape">
    /// The shape of the inputs, [1, C, H, W] with one or three channels: images of another size are resized. If null, all images must have
    /// the size of the first, and are read in color.
    /// </param>
    /// <exception cref="DatasetException">The folder has no classes or no images, or the input shape is not that of an image.</exception>
    public static DatasetSplits Load(string folder, Shape? inputShape = null)
    {
        if (!Directory.Exists(folder)) throw new DatasetException($"{folder}: the folder does not exist");
        if (inputShape is not (null or { Rank: 4 }) || inputShape is { } shape && shape[1] is not (1 or 3))
            throw new DatasetException($"{folder}: the network takes {inputShape}; images are [1, 1, H, W] or [1, 3, H, W]");
        string train = Path.Combine(folder, "train"), test = Path.Combine(folder, "test");
        bool isSplit = Directory.Exists(train);
        var training = new FolderDataset(isSplit ? train : folder, inputShape, null);
        if (!isSplit) return new("folder", training, null, null);
        string? validation = Validation.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);
        return new(
            "folder", training,
            validation is null ? null : new FolderDataset(validation, training.InputShape, [.. training.Classes]),
            Directory.Exists(test) ? new FolderDataset(test, training.InputShape, [.. training.Classes]) : null);
    }

    private sealed class FolderDataset : Dataset
    {
        private readonly (string File, int Label)[] _files;
        private readonly bool _resizes;

        public FolderDataset(string folder, Shape? inputShape, string[]? classes)
            : base("folder", inputShape ?? SizeOfFirst(folder), TargetKind.Class, Shape.Scalar)
        {
            _resizes = inputShape is not null;
            string[] found = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
            classes ??= found;
            if (found.Except(classes, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
                throw new DatasetException($"{Path.Combine(folder, unknown)}: the training set has no class '{unknown}'");
            _files = [.. found.SelectMany(name => ImagesOf(Path.Combine(folder, name))
                .Select(file => (file, Array.IndexOf(classes, name))))];
            if (_files.Length == 0) throw NoImages(folder);
            Classes = [.. classes];
        }

        public override int Count => _files.Length;

        public override void Read(int index, Span<float> input, Span<float> target)
        {
            var (file, label) = _files[index];
            target[0] = label;
            ImageReader.Read(file, InputShape, _resizes, input);
        }

        private static Shape SizeOfFirst(string folder)
        {
            string first = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(ImagesOf).FirstOrDefault()
                ?? throw NoImages(folder);
            using var image = ImageReader.Open(first);
            return [1, 3, image.Height, image.Width];
        }

        private static IEnumerable<string> ImagesOf(string folder) =>
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal);

        private static DatasetException NoImages(string folder) =>
            new($"{folder}: there are no images in folders named after their classes, such as {Path.Combine(folder, "cat", "1.png")}");
    }
}
