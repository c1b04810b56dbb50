using ShaderKernels.Tensors;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Data;

/// <summary>
/// Pictures of numbers with a fixed number of digits, such as the score of a game cut from its screen. Each file is named after the number
/// that it shows, <c>0005075.png</c> or <c>0005075-2.png</c>, and cut into as many cells of equal width as the number has digits; the
/// samples are the cells.
/// </summary>
public static class NumberStrips
{
    private const int Digits = 10;

    /// <summary>Reads a folder, or its folders <c>train</c> and <c>test</c> where it has them.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="inputShape">The shape of the inputs, [1, 1, H, W]: cells are resized to it.</param>
    /// <exception cref="DatasetException">
    /// There are no pictures, a name has no number, or the input shape is not that of a grayscale image.
    /// </exception>
    public static DatasetSplits Load(string folder, Shape inputShape)
    {
        if (!Directory.Exists(folder)) throw new DatasetException($"{folder}: the folder does not exist");
        if (inputShape is not { Rank: 4 } || inputShape[1] != 1)
            throw new DatasetException($"{folder}: the network takes {inputShape}; digits are [1, 1, H, W]");
        string train = Path.Combine(folder, "train"), test = Path.Combine(folder, "test");
        if (!Directory.Exists(train)) return new("strips", Read(folder, inputShape), null, null);
        return new("strips", Read(train, inputShape), null, Directory.Exists(test) ? Read(test, inputShape) : null);
    }

    /// <summary>Resizes a cell of a picture to a grayscale image, bilinearly, with the luma of ITU-R BT.601.</summary>
    /// <param name="strip">The picture: rows from the top, four bytes a pixel.</param>
    /// <param name="stripWidth">The width of the picture.</param>
    /// <param name="left">The left edge of the cell in pixels.</param>
    /// <param name="cellWidth">The width of the cell in pixels.</param>
    /// <param name="cell">Receives the levels, 0 to 255.</param>
    /// <param name="width">The width to resize to.</param>
    internal static void ReadCell(
        ReadOnlySpan<byte> strip, int stripWidth, float left, float cellWidth, Span<byte> cell, int width)
    {
        int height = cell.Length / width, stripHeight = strip.Length / (stripWidth * 4);
        for (int y = 0; y < height; y++)
        {
            var (top, down) = Place((y + 0.5f) * stripHeight / height - 0.5f, stripHeight);
            for (int x = 0; x < width; x++)
            {
                var (at, right) = Place(left + (x + 0.5f) * cellWidth / width - 0.5f, stripWidth);
                float upper = Mix(Luma(strip, stripWidth, at, top), Luma(strip, stripWidth, at + 1, top), right);
                float lower = Mix(Luma(strip, stripWidth, at, top + 1), Luma(strip, stripWidth, at + 1, top + 1), right);
                cell[y * width + x] = (byte)(Mix(upper, lower, down) + 0.5f);
            }
        }

        static (int At, float Share) Place(float position, int size)
        {
            float inside = Math.Clamp(position, 0, size - 1);
            int at = Math.Min((int)inside, Math.Max(0, size - 2));
            return (at, inside - at);
        }

        static float Mix(float a, float b, float share) => a + (b - a) * share;
    }

    private static float Luma(ReadOnlySpan<byte> strip, int width, int x, int y)
    {
        int row = Math.Min(y, strip.Length / (width * 4) - 1), first = (row * width + Math.Min(x, width - 1)) * 4;
        return 0.299f * strip[first] + 0.587f * strip[first + 1] + 0.114f * strip[first + 2];
    }

    private static MemoryDataset Read(string folder, Shape inputShape)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.png").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new DatasetException($"{folder}: there are no pictures named after their numbers, such as 0005075-2.png");
        int width = inputShape[3], size = inputShape[2] * width;
        var cells = new List<byte>();
        var labels = new List<float>();
        byte[] cell = new byte[size];
        foreach (string file in files)
        {
            string number = new([.. Path.GetFileNameWithoutExtension(file).TakeWhile(char.IsAsciiDigit)]);
            if (number.Length == 0) throw new DatasetException($"{file}: the name does not begin with the number that the picture shows");
            using var image = ImageReader.Open(file);
            using var pixels = image.CloneAs<Rgba32>();
            byte[] strip = new byte[image.Width * image.Height * 4];
            pixels.CopyPixelDataTo(strip);
            float cellWidth = (float)image.Width / number.Length;
            for (int i = 0; i < number.Length; i++)
            {
                ReadCell(strip, image.Width, i * cellWidth, cellWidth, cell, width);
                cells.AddRange(cell);
                labels.Add(number[i] - '0');
            }
        }
        return new("strips", inputShape, [.. cells], TargetKind.Class, Shape.Scalar, [.. labels])
        {
            Classes = [.. Enumerable.Range(0, Digits).Select(digit => digit.ToString())],
        };
    }
}
