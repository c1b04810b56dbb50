using System.Diagnostics.Metrics;
using System.Text.Json;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using VisionRuntime.Capture;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests;

public sealed class FrameProfilerTests
{
    private static readonly string[] OfTheThread = ["Capture", "Draw", "ScreenClassifier", "Update"];

    [SkippableTheory]
    [InlineData(DeviceKind.Cpu)]
    [InlineData(DeviceKind.OpenGL)]
    public void Components_and_kernels_are_recorded_inside_of_their_frame(DeviceKind kind)
    {
        HeadlessContext? context = null;
        Skip.If(kind == DeviceKind.OpenGL && !HeadlessContext.TryCreate(out context, out _), "there is no OpenGL 4.3");
        using var owned = context;
        using Device device = context is null ? new CpuDevice(1) : new OpenGLDevice(context.Gl);
        using var source = new TestPatternSource(64, 48, context?.Gl) { Delivery = FrameDelivery.Now };
        using var vision = new VisionHost(source, device);
        vision.Add(new ScreenClassifier(Model.Load("lenet5")));
        using var profiler = vision.Profiler = new FrameProfiler();
        for (int frame = 0; frame < 8; frame++)
        {
            vision.Update();
            vision.Finish();
        }

        var spans = Enumerable.Range(0, profiler.Count).Select(i => profiler[i]).ToArray();
        var thread = spans.Where(span => span.Track.Length == 0).ToArray();
        Assert.Equal(OfTheThread, thread.Select(span => span.Name).Distinct().Order(StringComparer.Ordinal));
        foreach (var frame in thread.GroupBy(span => span.Frame))
        {
            Assert.Equal(OfTheThread, frame.Select(span => span.Name).Order(StringComparer.Ordinal));
            var update = frame.Single(span => span.Name == "Update");
            Assert.All(frame, span => Assert.InRange(span.Start,
                update.Start, update.Start + update.Duration - span.Duration + TimeSpan.FromTicks(2))); // each is rounded to a tick
        }
        Assert.Equal(Enumerable.Range(0, 8).Select(frame => (long)frame), thread.Select(span => span.Frame).Distinct());

        var kernels = spans.Where(span => span.Track == "ScreenClassifier lenet5").ToArray();
        Assert.Contains(kernels, span => span.Name.StartsWith("conv1", StringComparison.Ordinal));
        Assert.True(kernels.Sum(span => span.Duration.TotalMilliseconds) > 0);
        // Kernels follow one another and lie within the time of the recording.
        Assert.All(kernels, span => Assert.InRange(span.Start, TimeSpan.FromMilliseconds(-5), thread.Max(other => other.Start) + TimeSpan.FromSeconds(1)));
        if (kind != DeviceKind.Cpu) return;
        var classifier = thread.First(span => span is { Name: "ScreenClassifier", Frame: 1 });
        Assert.Contains(kernels, span => span.Start >= classifier.Start && span.Start + span.Duration <= classifier.Start + classifier.Duration);
    }

    [Fact]
    public void Meters_measure_frames_components_and_networks()
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == RuntimeMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
            },
        };
        int thread = Environment.CurrentManagedThreadId; // other tests run meanwhile, some of which count what their thread allocates
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread) Add(instrument.Name, value);
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId != thread) return;
            Add(tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Key}={tags[0].Value}", 1);
        });
        listener.Start();
        using var device = new CpuDevice(1);
        using var source = new TestPatternSource(64, 48) { Delivery = FrameDelivery.Now };
        using var vision = new VisionHost(source, device);
        vision.Add(new ScreenClassifier(Model.Load("lenet5")));
        for (int frame = 0; frame < 5; frame++) vision.Update();
        Assert.Equal(
            ["vision.component.duration component=ScreenClassifier 5", "vision.frames 5", "vision.inferences 5", "vision.update.duration 5"],
            sums.Select(sum => $"{sum.Key} {sum.Value}").Order(StringComparer.Ordinal));

        void Add(string name, double value) => sums[name] = sums.GetValueOrDefault(name) + value;
    }

    [Fact]
    public void A_trace_has_the_format_of_chrome_and_the_newest_spans()
    {
        using var device = new CpuDevice(1);
        using var source = new TestPatternSource(64, 48) { Delivery = FrameDelivery.Now };
        using var vision = new VisionHost(source, device);
        vision.Add(new ScreenClassifier(Model.Load("lenet5")));
        using var profiler = vision.Profiler = new FrameProfiler(capacity: 10);
        for (int frame = 0; frame < 5; frame++) vision.Update();
        Assert.Equal(10, profiler.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => profiler[10]);
        Assert.Equal(4, profiler[9].Frame);

        using var folder = new TemporaryFolder();
        profiler.SaveTrace(folder.File("trace.json"));
        using var trace = JsonDocument.Parse(File.ReadAllText(folder.File("trace.json")));
        var events = trace.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray();
        var complete = events.Where(e => e.GetProperty("ph").GetString() == "X").ToArray();
        Assert.Equal(10, complete.Length);
        Assert.All(complete, e => Assert.True(e.GetProperty("dur").GetDouble() >= 0 && e.GetProperty("ts").GetDouble() >= 0));
        Assert.Contains(events, e => e.GetProperty("ph").GetString() == "M" && e.GetProperty("name").GetString() == "thread_name");
    }

    [Fact]
    public void Recording_allocates_nothing_and_ends_when_the_component_is_removed()
    {
        using var device = new CpuDevice(1);
        using var source = new TestPatternSource(64, 48) { Delivery = FrameDelivery.Now };
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(Model.Load("lenet5")));
        using var profiler = vision.Profiler = new FrameProfiler();
        for (int frame = 0; frame < 5; frame++) vision.Update();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 0; frame < 100; frame++) vision.Update();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        vision.Remove(classifier);
        int count = profiler.Count;
        vision.Update();
        Assert.Equal(["Update", "Draw"], Enumerable.Range(count, profiler.Count - count).Select(i => profiler[i].Name));
    }
}
