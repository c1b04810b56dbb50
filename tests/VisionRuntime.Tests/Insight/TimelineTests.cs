using ShaderKernels.Backends.Cpu;
using VisionRuntime.Capture;
using VisionRuntime.Insight;
using VisionRuntime.Insight.Overlay;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests.Insight;

public class TimelineTests
{
    private const int Width = 240, Height = 120;

    [Fact]
    public void A_bar_is_stacked_by_component_and_marked_where_the_kernels_end()
    {
        var page = new TimelinePage(120, TimeSpan.FromMilliseconds(7));
        page.History.Add(0, "Filter", onDevice: false, 2);
        page.History.Add(0, "Classifier", onDevice: false, 1);
        page.History.Add(0, "Filter", onDevice: false, 1);
        page.History.Add(0, "Classifier lenet5", onDevice: true, 6);
        Assert.True(page.HasChanged);
        page.History.Add(1, "Filter", onDevice: false, 8); // not complete, so not shown
        var pixels = new byte[4 * Width * Height];
        var painter = new PixelPainter();
        painter.Begin(pixels, Width, Height);
        page.Paint(painter, new OverlayStyle(1), new(0, 0, Width, Height), null);
        Assert.False(page.HasChanged);

        // Three rows of text below; the chart ends at 8.33 ms, the first limit above 6.
        int chart = Height - 3 * PixelFont.LineHeight - new OverlayStyle(1).Margin;
        Assert.Equal((78, 127, 224), At(Width - 2, 1.5)); // Filter, 0 to 3 ms
        Assert.Equal((96, 190, 120), At(Width - 2, 3.5)); // Classifier, 3 to 4 ms
        Assert.Equal((13, 16, 34), At(Width - 2, 5)); // nothing
        Assert.Equal((255, 200, 69), Mark(Width - 2, 6)); // the kernels
        Assert.Equal((238, 241, 255), Mark(5, 7)); // the budget
        Assert.Equal((13, 16, 34), At(Width - 4, 1.5)); // there was no frame before

        (int, int, int) At(int x, double milliseconds) => Pixel(x, chart - 1 - (int)(milliseconds / (1000 / 120.0) * chart));

        (int, int, int) Mark(int x, double milliseconds) => Pixel(x, chart - (int)Math.Round(milliseconds / (1000 / 120.0) * chart));

        (int, int, int) Pixel(int x, int y)
        {
            int at = 4 * (y * Width + x);
            return (pixels[at], pixels[at + 1], pixels[at + 2]);
        }
    }

    [Fact]
    public void Old_frames_make_room_for_new_ones()
    {
        var history = new FrameHistory(4);
        for (int frame = 0; frame < 10; frame++) history.Add(frame, "Filter", onDevice: false, frame + 1);
        history.Add(12, "Classifier", onDevice: false, 5);
        Assert.Equal([0, 0, 10, 9], [.. Enumerable.Range(0, 4).Select(age => history[0, age])]); // frames 11, 10, 9, 8
        Assert.Equal([0, 0, 0, 0], [.. Enumerable.Range(0, 4).Select(age => history[1, age])]);
    }

    [Fact]
    public void Components_and_the_capture_are_taken_apart()
    {
        using var device = new CpuDevice(1);
        using var frames = new ImageSource(Scene.Picture());
        using var vision = new VisionHost(frames, device);
        vision.Add(new Slow());
        vision.Add(new ScreenClassifier("lenet5"));
        var history = new FrameHistory(8);
        using (var feed = new TimelineFeed(vision, history))
        {
            for (int i = 0; i < 5; i++)
            {
                vision.Update();
                feed.Take();
            }
        }
        Assert.Null(vision.Profiler);
        var names = Enumerable.Range(0, history.SeriesCount).Select(history.Series).ToArray();
        Assert.Contains(("Slow", false), names);
        Assert.Contains(("Capture", false), names);
        Assert.Contains(("ScreenClassifier lenet5", true), names);
        for (int series = 0; series < names.Length; series++)
        {
            for (int age = 0; age < 3; age++)
            {
                double time = history[series, age];
                Assert.True(names[series].Name == "Slow" ? time >= 4 : time >= 0, $"{names[series].Name}: {time} ms");
            }
        }
    }

    /// <summary>Takes five milliseconds for each frame.</summary>
    private sealed class Slow : VisionComponent
    {
        protected override void Attach(VisionHost host)
        {
        }

        protected override void Update(TimeSpan budget) => Thread.Sleep(5);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
