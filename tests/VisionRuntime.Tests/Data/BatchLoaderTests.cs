using ShaderKernels.Tensors;
using VisionRuntime.Data;

namespace VisionRuntime.Tests.Data;

public sealed class BatchLoaderTests
{
    /// <summary>Ten samples: sample i is the value i with the label i.</summary>
    private static readonly MemoryDataset Ten = new(
        "ten", [1, 1], [.. Enumerable.Range(0, 10).Select(i => (float)i)], TargetKind.Class, Shape.Scalar,
        [.. Enumerable.Range(0, 10).Select(i => (float)i)]);

    [Fact]
    public void An_epoch_has_each_sample_at_most_once_and_its_target_beside_it()
    {
        using var loader = BatchLoader.ForTraining(Ten, 3, seed: 1);
        Assert.Equal(3, loader.BatchesPerEpoch);
        var seen = new List<int>();
        for (int i = 0; i < 3; i++)
        {
            var batch = loader.Next()!;
            Assert.Equal(batch.Inputs, batch.Targets);
            Assert.Equal(batch.Indices.Select(index => (float)index), batch.Inputs);
            seen.AddRange(batch.Indices);
        }
        Assert.Equal(9, seen.Distinct().Count());
    }

    [Fact]
    public void The_seed_decides_the_order_and_epochs_differ()
    {
        Assert.Equal(Order(seed: 1, 12), Order(seed: 1, 12));
        Assert.NotEqual(Order(seed: 1, 12), Order(seed: 2, 12));
        int[] order = Order(seed: 1, 6);
        Assert.NotEqual(order[..9], order[9..]);
    }

    [Fact]
    public void It_continues_in_the_middle_of_an_epoch()
    {
        int[] all = Order(seed: 5, 10);
        using var loader = BatchLoader.ForTraining(Ten, 3, seed: 5, start: 4);
        var rest = Enumerable.Range(0, 6).SelectMany(_ => loader.Next()!.Indices.ToArray()).ToArray();
        Assert.Equal(all[12..], rest);
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_data_set()
    {
        using var loader = BatchLoader.ForTraining(Ten, 4, seed: 1, shuffles: false);
        int[][] batches = [.. Enumerable.Range(0, 3).Select(_ => loader.Next()!.Indices.ToArray())];
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [0, 1, 2, 3]], batches);
    }

    [Fact]
    public void Evaluation_reads_all_samples_once_and_fills_up_the_last_batch()
    {
        using var loader = BatchLoader.ForEvaluation(Ten, 4);
        var read = new List<(int Count, int[] Indices)>();
        while (loader.Next() is { } batch) read.Add((batch.Count, [.. batch.Indices]));
        Assert.Equal([4, 4, 2], read.Select(batch => batch.Count));
        Assert.Equal([8, 9, 9, 9], read[2].Indices);
        Assert.Null(loader.Next());
    }

    [Fact]
    public void What_fails_on_the_loading_thread_is_thrown_where_the_batch_is_needed()
    {
        var broken = new GeneratedDataset("broken", [1, 1], TargetKind.Class, Shape.Scalar, 6, (index, input, _) =>
        {
            if (index == 4) throw new DatasetException("4.png: not a picture");
            input[0] = index;
        });
        using var loader = BatchLoader.ForEvaluation(broken, 2);
        Assert.NotNull(loader.Next());
        Assert.NotNull(loader.Next());
        Assert.Equal("4.png: not a picture", Assert.Throws<DatasetException>(loader.Next).Message);
    }

    [Fact]
    public void No_more_batches_are_loaded_ahead_than_asked()
    {
        int reads = 0;
        var counted = new GeneratedDataset(
            "counted", [1, 1], TargetKind.Class, Shape.Scalar, 100, (_, _, _) => Interlocked.Increment(ref reads));
        using (var loader = BatchLoader.ForTraining(counted, 5, seed: 1, prefetched: 2))
        {
            loader.Next();
            SpinWait.SpinUntil(() => Volatile.Read(ref reads) >= 15, TimeSpan.FromSeconds(5));
            Thread.Sleep(50);
        }
        Assert.Equal(15, reads); // the one in use, and two ahead
    }

    [Fact]
    public void Too_few_samples_are_refused()
    {
        string message = Assert.Throws<DatasetException>(() => BatchLoader.ForTraining(Ten, 11, 1)).Message;
        Assert.Equal("ten: 10 training samples do not fill a batch of 11; choose a smaller batch size", message);
    }

    [Fact]
    public void A_split_by_seed_has_every_sample_in_one_part()
    {
        var (rest, chosen) = Ten.Split(4, seed: 3);
        Assert.Equal((6, 4), (rest.Count, chosen.Count));
        Assert.Equal(Enumerable.Range(0, 10), Values(rest).Concat(Values(chosen)).Order());
        Assert.Equal(Values(chosen), Values(Ten.Split(4, seed: 3).Chosen));
        Assert.NotEqual(Values(chosen), Values(Ten.Split(4, seed: 4).Chosen));
        Assert.Throws<DatasetException>(() => Ten.Split(10, 1));
    }

    private static IEnumerable<int> Values(Dataset dataset)
    {
        float[] input = new float[1], target = new float[1];
        for (int i = 0; i < dataset.Count; i++)
        {
            dataset.Read(i, input, target);
            yield return (int)input[0];
        }
    }

    private static int[] Order(int seed, int batches)
    {
        using var loader = BatchLoader.ForTraining(Ten, 3, seed);
        return [.. Enumerable.Range(0, batches).SelectMany(_ => loader.Next()!.Indices.ToArray())];
    }
}
