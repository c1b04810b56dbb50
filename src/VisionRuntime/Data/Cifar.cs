using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// CIFAR-10 and CIFAR-100 (Krizhevsky 2009) in their binary versions: 32x32 color images, each after its label, or after its coarse and its
/// fine label in CIFAR-100.
/// </summary>
public static class Cifar
{
    private const int Size = 32, Pixels = 3 * Size * Size;

    private static readonly string[] Names10 =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>
    /// Loads the files from a folder: <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c> of CIFAR-10, or
    /// <c>train.bin</c> and <c>test.bin</c> of CIFAR-100. Class names come from <c>batches.meta.txt</c> or <c>fine_label_names.txt</c>.
    /// </summary>
    /// <exception cref="DatasetException">A file is missing or damaged.</exception>
    public static DatasetSplits Load(string folder)
    {
        if (File.Exists(Path.Combine(folder, "train.bin")))
        {
            string[] names = ClassNames(folder, "fine_label_names.txt", []);
            return new("cifar100", Part("cifar100", folder, ["train.bin"], 100, names), null,
                Part("cifar100", folder, ["test.bin"], 100, names));
        }
        if (!File.Exists(Path.Combine(folder, "data_batch_1.bin")))
        {
            throw new DatasetException(
                $"{folder}: there is no data_batch_1.bin (CIFAR-10) or train.bin (CIFAR-100); give the folder of the binary version");
        }
        string[] classes = ClassNames(folder, "batches.meta.txt", Names10);
        string[] batches = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")
            .Where(name => File.Exists(Path.Combine(folder, name)))];
        return new("cifar10", Part("cifar10", folder, batches, 10, classes), null,
            Part("cifar10", folder, ["test_batch.bin"], 10, classes));
    }

    private static MemoryDataset Part(string name, string folder, string[] files, int classes, string[] classNames)
    {
        int labels = classes == 100 ? 2 : 1, record = labels + Pixels;
        byte[][] contents = [.. files.Select(file => Read(Path.Combine(folder, file), record))];
        int count = contents.Sum(content => content.Length / record), index = 0;
        byte[] images = new byte[(long)count * Pixels];
        float[] targets = new float[count];
        foreach (var (content, file) in contents.Zip(files))
        {
            for (int at = 0; at < content.Length; at += record, index++)
            {
                byte label = content[at + labels - 1];
                if (label >= classes)
                {
                    throw new DatasetException(
                        $"{Path.Combine(folder, file)}: the label {label} of image {at / record} is beyond the {classes} classes, "
                        + $"0 to {classes - 1}");
                }
                targets[index] = label;
                content.AsSpan(at + labels, Pixels).CopyTo(images.AsSpan(index * Pixels));
            }
        }
        return new(name, [1, 3, Size, Size], images, TargetKind.Class, Shape.Scalar, targets) { Classes = [.. classNames] };
    }

    private static byte[] Read(string path, int record)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            if (content.Length == 0 || content.Length % record != 0)
            {
                throw new DatasetException(
                    $"{path}: truncated: {content.Length:N0} bytes are not a multiple of the {record:N0} of an image with its label; "
                    + "download the file again");
            }
            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{path}: cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private static string[] ClassNames(string folder, string file, string[] otherwise)
    {
        string path = Path.Combine(folder, file);
        return File.Exists(path) ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)] : otherwise;
    }
}
