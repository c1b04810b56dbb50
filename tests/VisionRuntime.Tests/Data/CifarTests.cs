using VisionRuntime.Data;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Data;

public sealed class CifarTests : IDisposable
{
    private const int Pixels = 3 * 32 * 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cifar10_has_a_label_before_each_image()
    {
        Write("data_batch_1.bin", Image(3, 10), Image(9, 20));
        Write("data_batch_2.bin", Image(0, 30));
        Write("test_batch.bin", Image(1, 40));
        var splits = Cifar.Load(_folder.Path);
        Assert.Equal((3, 1), (splits.Training.Count, splits.Test!.Count));
        Assert.Equal([1, 3, 32, 32], splits.Training.InputShape);
        float[] image = new float[Pixels], label = new float[1];
        splits.Training.Read(1, image, label);
        // The red plane comes first, then green and blue.
        Assert.Equal((9, 20 / 255f, 21 / 255f, 22 / 255f), (label[0], image[0], image[1024], image[2048]), new Near());
        Assert.Equal("truck", splits.Training.ClassName(9));
    }

    [Fact]
    public void Cifar100_has_two_labels_and_the_fine_one_counts()
    {
        Write("train.bin", [5, .. Image(99, 1)]);
        Write("test.bin", [5, .. Image(42, 1)]);
        File.WriteAllLines(_folder.File("fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"name{i}"));
        var splits = Cifar.Load(_folder.Path);
        float[] image = new float[Pixels], label = new float[1];
        splits.Test!.Read(0, image, label);
        Assert.Equal((42f, "name42", 100), (label[0], splits.Test.ClassName(42), splits.Test.Classes.Length));
    }

    [Fact]
    public void Files_that_end_in_the_middle_and_unknown_labels_are_refused()
    {
        Write("test_batch.bin", Image(1, 40));
        Write("data_batch_1.bin", Image(3, 10)[..^7]);
        Assert.Contains("data_batch_1.bin: truncated: 3,066 bytes", Message(), StringComparison.Ordinal);
        Write("data_batch_1.bin", Image(10, 10));
        Assert.Contains("the label 10 of image 0 is beyond the 10 classes", Message(), StringComparison.Ordinal);
        File.Delete(_folder.File("data_batch_1.bin"));
        Assert.Contains("there is no data_batch_1.bin", Message(), StringComparison.Ordinal);
    }

    private static byte[] Image(byte label, byte red) =>
        [label, .. Enumerable.Range(0, Pixels).Select(i => (byte)(red + i / 1024))];

    private string Message() => Assert.Throws<DatasetException>(() => Cifar.Load(_folder.Path)).Message;

    private void Write(string name, params byte[][] images) => File.WriteAllBytes(_folder.File(name), [.. images.SelectMany(i => i)]);

    private sealed class Near : IEqualityComparer<(float, float, float, float)>
    {
        public bool Equals((float, float, float, float) x, (float, float, float, float) y) =>
            Math.Abs(x.Item1 - y.Item1) + Math.Abs(x.Item2 - y.Item2) + Math.Abs(x.Item3 - y.Item3) + Math.Abs(x.Item4 - y.Item4) < 1e-5;

        public int GetHashCode((float, float, float, float) values) => 0;
    }
}
