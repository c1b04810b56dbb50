using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>
/// MNIST (LeCun, Cortes and Burges 1998) and the data sets in its format, such as Fashion-MNIST: 60,000 training images and 10,000 test
/// images in four IDX files, plain or gzip.
/// </summary>
public static class Mnist
{
    /// <summary>The number of classes: the ten digits, or the ten kinds of clothes.</summary>
    public const int ClassCount = 10;

    /// <summary>Loads the four files from a folder.</summary>
    /// <param name="folder">
    /// The folder with <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
    /// <c>t10k-labels-idx1-ubyte</c>, each with or without <c>.gz</c>.
    /// </param>
    /// <exception cref="DatasetException">A file is missing, damaged, or does not fit the others.</exception>
    public static DatasetSplits Load(string folder) => new("mnist", Part(folder, "train"), null, Part(folder, "t10k"));

    private static MemoryDataset Part(string folder, string part)
    {
        string imagesPath = Find(folder, $"{part}-images-idx3-ubyte"), labelsPath = Find(folder, $"{part}-labels-idx1-ubyte");
        IdxFile images = IdxFile.Load(imagesPath), labels = IdxFile.Load(labelsPath);
        if (images.Shape.Rank != 3) throw new DatasetException($"{imagesPath}: the images are {images.Shape}; they must be [count, H, W]");
        if (labels.Shape.Rank != 1 || labels.Shape[0] != images.Shape[0])
            throw new DatasetException($"{labelsPath}: the labels are {labels.Shape} for the {images.Shape[0]:N0} images of {imagesPath}");
        if (Array.FindIndex(labels.Values, label => label >= ClassCount) is var wrong and >= 0)
        {
            throw new DatasetException(
                $"{labelsPath}: the label {labels.Values[wrong]} of sample {wrong} is beyond the {ClassCount} classes, "
                + $"0 to {ClassCount - 1}");
        }
        return new MemoryDataset(
            "mnist", [1, 1, images.Shape[1], images.Shape[2]], images.Values, TargetKind.Class, Shape.Scalar,
            [.. labels.Values.Select(label => (float)label)])
        {
            Classes = [.. "0123456789".Select(digit => digit.ToString())],
        };
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        if (File.Exists(plain)) return plain;
        if (File.Exists(plain + ".gz")) return plain + ".gz";
        throw new DatasetException($"{folder}: there is no {name} or {name}.gz; give the folder with the four files of MNIST");
    }
}
