using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace VisionRuntime.Tests;

public class WorkerTests
{
    public static TheoryData<string> Devices => ["Cpu-Vector256", "OpenGL-Tuned", "Ilgpu"];

    /// <summary>y = 2 x + 1, of three elements.</summary>
    private static Model Line { get; } = new(new NetworkDefinition("line", "", ModelTask.Reconstruction, "x", [1, 3], x => x * 2 + 1));

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Run_waits_for_the_result(string name)
    {
        using var device = TestDevices.Open(name);
        using var worker = new Worker(Line, device);
        worker.Run([1, 2, 3]);
        Assert.Equal([3f, 5, 7], worker.Output().ToArray());
        Assert.Equal<Shape>([1, 3], worker.OutputShape("picture"));
        Assert.Equal(0, worker.ResultNumber);
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Scheduled_results_arrive_in_the_end_and_the_newest_is_read(string name)
    {
        using var device = TestDevices.Open(name);
        using var worker = new Worker(Line, device);
        Assert.False(worker.TryRead());
        Assert.True(worker.Schedule([1, 2, 3]));
        Assert.True(worker.Schedule([4, 5, 6]));
        device.Finish();
        Assert.True(worker.TryRead());
        Assert.Equal((1, 9f), (worker.ResultNumber, worker.Output()[0]));
        Assert.False(worker.TryRead());
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_full_queue_refuses_instead_of_overwriting(string name)
    {
        using var device = TestDevices.Open(name);
        using var worker = new Worker(Line, device);
        for (int i = 0; i < 3; i++) Assert.True(worker.Schedule([i, i, i]));
        Assert.False(worker.Schedule([9, 9, 9]));
        device.Finish();
        Assert.True(worker.TryRead());
        Assert.Equal([5f, 5, 5], worker.Output().ToArray());
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public async Task ReadAsync_waits_for_the_latest_run(string name)
    {
        using var device = TestDevices.Open(name);
        using var worker = new Worker(Line, device);
        worker.DelayResults(3);
        worker.Schedule([1, 2, 3]);
        var read = worker.ReadAsync();
        int polls = 0;
        for (; !read.IsCompleted && polls < 100; polls++)
        {
            device.Finish();
            worker.TryRead();
        }
        Assert.Equal(3, polls);
        await read;
        Assert.Equal([3f, 5, 7], worker.Output().ToArray());
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void A_cancelled_wait_ends_and_the_next_one_works(string name)
    {
        using var device = TestDevices.Open(name);
        using var worker = new Worker(Line, device);
        worker.DelayResults(1);
        worker.Schedule([1, 2, 3]);
        using var cancellation = new CancellationTokenSource();
        var read = worker.ReadAsync(cancellation.Token).AsTask();
        Assert.False(read.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => { _ = worker.ReadAsync().AsTask(); });
        cancellation.Cancel();
        Assert.True(read.IsCanceled);
        device.Finish();
        // Everything stays on this thread, where the context is current.
        Assert.True(worker.ReadAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal((0, 3f), (worker.ResultNumber, worker.Output()[0]));
    }

    [Fact]
    public async Task Waiting_for_nothing_is_an_error()
    {
        using var device = TestDevices.Open("Cpu-Vector256");
        using var worker = new Worker(Line, device);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await worker.ReadAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await worker.ReadAsync(new CancellationToken(true)));
    }

    [Fact]
    public void A_run_can_be_spread_over_frames()
    {
        using var device = TestDevices.Open("Cpu-Vector256");
        var deep = new Model(new NetworkDefinition("deep", "", ModelTask.Reconstruction, "x", [1, 8], x =>
        {
            for (int i = 0; i < 6; i++) x = x.Dense($"dense{i}", 8);
            return x;
        }));
        using var worker = new Worker(deep, device);
        using var whole = new Worker(deep, device, new() { Weights = worker.Weights });
        worker.Input().Write([1, 2, 3, 4, 5, 6, 7, 8]);
        int calls = 1;
        while (!worker.RunFor(TimeSpan.Zero)) calls++;
        Assert.Equal(6, calls);
        Assert.True(worker.TryRead());
        whole.Run([1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(whole.Output().ToArray(), worker.Output().ToArray());
    }

    [SkippableTheory, MemberData(nameof(Devices))]
    public void Running_scheduling_and_reading_allocate_nothing(string name)
    {
        TestDevices.SkipWhereLaunchesAllocate(name);
        using var device = TestDevices.Open(name);
        using var worker = new Worker(Line, device);
        float[] input = [1, 2, 3];
        for (int i = 0; i < 5; i++) Cycle();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Cycle();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Cycle()
        {
            worker.Schedule(input);
            device.Finish();
            worker.TryRead();
            worker.Run(input);
        }
    }

    [Fact]
    public void Wrong_names_and_sizes_say_what_would_be_right()
    {
        using var device = TestDevices.Open("Cpu-Vector256");
        using var worker = new Worker(Line, device);
        Assert.Equal("line: 2 values for the input [1, 3], which has 3 (Parameter 'input')", Assert.Throws<ArgumentException>(() => worker.Run([1, 2])).Message);
        Assert.Equal("line: the worker has no output 'z'; it has picture", Assert.Throws<KeyNotFoundException>(() => worker.Output("z").Length).Message);
        Assert.Throws<KeyNotFoundException>(() => new Worker(Line, device, new() { Outputs = ["z"] }));
    }

    [SkippableFact]
    public void Weights_in_half_precision_give_nearly_the_same()
    {
        using var device = TestDevices.Open("OpenGL-Tuned");
        var model = new Model(ModelCatalog.Find("lenet5")!);
        using var single = new Worker(model, device, new() { Seed = 1 });
        using var half = new Worker(model, device, new() { Seed = 1, WeightPrecision = WeightPrecision.Half });
        var random = new Random(1);
        float[] pixels = [.. Enumerable.Range(0, (int)model.Definition.InputShape.Count).Select(_ => random.NextSingle())];
        single.Run(pixels);
        half.Run(pixels);
        double error = single.Output().ToArray().Zip(half.Output().ToArray(), (x, y) => Math.Abs(x - y)).Max();
        Assert.InRange(error, 1e-7, 2e-3);
    }

    [Fact]
    public void Half_precision_is_refused_where_it_is_not_supported()
    {
        using var device = TestDevices.Open("Cpu-Vector256");
        var options = new WorkerOptions { WeightPrecision = WeightPrecision.Half };
        var exception = Assert.Throws<NotSupportedException>(() => new Worker(Line, device, options));
        Assert.Contains("does not support weights in Half precision; use WeightPrecision.Single", exception.Message,
            StringComparison.Ordinal);
    }
}
