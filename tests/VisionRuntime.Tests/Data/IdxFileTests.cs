using System.IO.Compression;
using VisionRuntime.Data;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    /// <summary>Two images of 2 by 3 bytes, as MNIST's description of the format has it.</summary>
    private static readonly byte[] Images =
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 255, 0, 51, 102, 153, 204];

    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 3];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Dimensions_and_elements_are_read_plain_and_compressed()
    {
        foreach (string path in new[] { Write("plain", Images), WriteGzip("packed.gz", Images) })
        {
            var file = IdxFile.Load(path);
            Assert.Equal([2, 2, 3], file.Shape);
            Assert.Equal(Images[16..], file.Values);
        }
    }

    [Fact]
    public void Mnist_is_read_as_values_from_0_to_1_with_its_labels()
    {
        foreach (string part in new[] { "train", "t10k" })
        {
            Write($"{part}-images-idx3-ubyte", Images);
            WriteGzip($"{part}-labels-idx1-ubyte.gz", Labels);
        }
        var splits = Mnist.Load(_folder.Path);
        Assert.Equal((2, 2), (splits.Training.Count, splits.Test!.Count));
        Assert.Equal([1, 1, 2, 3], splits.Training.InputShape);
        float[] image = new float[6], label = new float[1];
        splits.Training.Read(1, image, label);
        Assert.Equal(3, label[0]);
        Assert.Equal([1, 0, 0.2f, 0.4f, 0.6f, 0.8f], image.Select(value => MathF.Round(value, 6)));
        Assert.Equal("3", splits.Training.ClassName(3));
    }

    [Fact]
    public void A_file_that_ends_in_the_middle_is_refused()
    {
        Refuses(Write("cut", Images[..20]), "truncated: it has 20 bytes of 28");
        Refuses(Write("header", Images[..10]), "truncated");
        byte[] packed = Gzip([.. Images, .. Enumerable.Range(0, 5000).Select(i => (byte)(i * i % 251))]);
        Refuses(Write("packed.gz", packed[..(packed.Length / 2)]), "truncated or damaged gzip file");
    }

    [Fact]
    public void Other_contents_are_refused()
    {
        Refuses(Write("text", "hello, world"u8.ToArray()), "not an IDX file");
        Refuses(Write("floats", [0, 0, 0x0D, 1, 0, 0, 0, 0]), "the type 0x0d");
        Refuses(Write("longer", [.. Images, 9]), "1 bytes follow the 12 elements");
        Refuses(_folder.File("none"), "cannot be read");
    }

    [Fact]
    public void Labels_beyond_the_classes_and_of_another_number_are_refused()
    {
        foreach (string part in new[] { "train", "t10k" }) Write($"{part}-images-idx3-ubyte", Images);
        Write("t10k-labels-idx1-ubyte", Labels);
        string path = Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 7, 10]);
        string message = Assert.Throws<DatasetException>(() => Mnist.Load(_folder.Path)).Message;
        Assert.Equal($"{path}: the label 10 of sample 1 is beyond the 10 classes, 0 to 9", message);
        Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 7]);
        Assert.Contains("the labels are [1] for the 2 images", Assert.Throws<DatasetException>(() => Mnist.Load(_folder.Path)).Message);
        File.Delete(path);
        Assert.Contains("there is no train-labels-idx1-ubyte", Assert.Throws<DatasetException>(() => Mnist.Load(_folder.Path)).Message);
    }

    private static void Refuses(string path, string words)
    {
        string message = Assert.Throws<DatasetException>(() => IdxFile.Load(path)).Message;
        Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    private string WriteGzip(string name, byte[] content) => Write(name, Gzip(content));

    private string Write(string name, byte[] content)
    {
        string path = _folder.File(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
