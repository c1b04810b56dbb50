using VisionRuntime.Data;

namespace VisionRuntime.Tests.Data;

public sealed class JoinedDatasetTests
{
    [Fact]
    public void The_samples_follow_each_other_in_the_order_of_the_parts()
    {
        var joined = new JoinedDataset(Classes("a", 3, 0), Classes("b", 2, 10), Classes("c", 4, 20));
        Assert.Equal(("a+b+c", 9), (joined.Name, joined.Count));
        float[] input = new float[2], target = new float[1];
        float[] labels = [.. Enumerable.Range(0, 9).Select(i =>
        {
            joined.Read(i, input, target);
            return target[0];
        })];
        Assert.Equal([0, 1, 2, 10, 11, 20, 21, 22, 23], labels);
    }

    [Fact]
    public void What_only_some_hold_out_is_trained_on()
    {
        var joined = DatasetSplits.Join(
            new("a", Classes("a", 3, 0), null, Classes("a", 1, 3)), new("b", Classes("b", 5, 10), Classes("b", 2, 15), Classes("b", 1, 17)));
        Assert.Equal(("a+b", 10, 2), (joined.Name, joined.Training.Count, joined.Test!.Count));
        Assert.Null(joined.Validation);
    }

    [Fact]
    public void Other_inputs_and_classes_are_refused()
    {
        var wide = new MemoryDataset("wide", [1, 3], new float[3], TargetKind.Class, [], [0]);
        string shapes = Assert.Throws<DatasetException>(() => new JoinedDataset(Classes("a", 1, 0), wide)).Message;
        Assert.Equal(
            "wide has inputs [1, 3] and targets Class [], and a has [1, 2] and Class []; only data sets of the same kind can be joined",
            shapes);
        var named = new MemoryDataset("named", [1, 2], new float[2], TargetKind.Class, [], [0]) { Classes = ["one"] };
        string classes = Assert.Throws<DatasetException>(() => new JoinedDataset(Classes("a", 1, 0), named)).Message;
        Assert.Equal("named has other classes than a, so they cannot be joined", classes);
    }

    private static MemoryDataset Classes(string name, int count, int first) => new(
        name, [1, 2], new float[2 * count], TargetKind.Class, [], [.. Enumerable.Range(first, count).Select(label => (float)label)]);
}
