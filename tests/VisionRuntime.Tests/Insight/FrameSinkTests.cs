using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;
using VisionRuntime.Insight;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests.Insight;

/// <summary>What is written can be read again.</summary>
[Collection(FfmpegCollection.Name)]
public sealed class FrameSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_the_last_frame_of_any_size_with_its_exact_colors()
    {
        string file = _folder.File("a.png");
        using (var sink = FrameSink.Open(file))
        {
            sink.Add(Solid(4, 4, 1, 1, 1), 4, 4, TimeSpan.Zero);
            sink.Add(Solid(3, 2, 200, 100, 7), 3, 2, TimeSpan.FromSeconds(1));
            Assert.Empty(_folder.Files);
            sink.Complete();
        }
        using var read = Image.Load<Rgba32>(file);
        Assert.Equal((3, 2, new Rgba32(200, 100, 7)), (read.Width, read.Height, read[2, 1]));
    }

    [SkippableFact]
    public void A_video_has_a_constant_rate_with_each_frame_at_its_time()
    {
        Ffmpeg.Need();
        string file = _folder.File("a.mp4");
        using (var sink = FrameSink.Open(file, 10))
        {
            // Odd sizes are made even. The second frame lasts 0.3 s, and the fourth comes too soon after the third.
            foreach (var (time, level) in new[] { (0.0, 0), (0.1, 80), (0.4, 160), (0.41, 250), (0.5, 240) })
                sink.Add(Solid(33, 17, level, level, level), 33, 17, TimeSpan.FromSeconds(time));
            sink.Complete();
        }
        Assert.Equal(["a.mp4"], _folder.Files);
        using var source = new VideoSource(file) { Delivery = FrameDelivery.Now };
        Assert.Equal((34, 18, 10.0), (source.Width, source.Height, source.FrameRate));
        var levels = new List<double>();
        while (source.TryCapture(DeviceKind.Cpu, out var frame)) levels.Add(((CpuImage)frame.Image).Row(8)[40]);
        int[] expected = [0, 80, 80, 80, 160, 240];
        Assert.Equal(expected.Length, levels.Count);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(levels[i], expected[i] - 6, expected[i] + 6);
    }

    [Fact]
    public void An_animation_has_each_frame()
    {
        string file = _folder.File("a.gif");
        using (var sink = FrameSink.Open(file, 10))
        {
            for (int i = 0; i < 3; i++) sink.Add(Solid(8, 6, 100 * i, 0, 0), 8, 6, TimeSpan.FromSeconds(i / 10.0));
            sink.Complete();
        }
        using var read = Image.Load<Rgba32>(file);
        Assert.Equal((3, 8, 6), (read.Frames.Count, read.Width, read.Height));
        Assert.Equal(new Rgba32(200, 0, 0), read.Frames[2][7, 5]);
    }

    [SkippableTheory, InlineData("a.mp4"), InlineData("a.gif"), InlineData("a.png")]
    public void Nothing_is_left_of_a_file_that_is_not_completed(string name)
    {
        Ffmpeg.Need();
        using (var sink = FrameSink.Open(_folder.File(name))) sink.Add(Solid(16, 16, 1, 2, 3), 16, 16, TimeSpan.Zero);
        using (var sink = FrameSink.Open(_folder.File(name)))
            Assert.Contains("no frame", Assert.Throws<FrameSourceException>(sink.Complete).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [SkippableFact]
    public void Frames_of_another_size_are_refused()
    {
        Ffmpeg.Need();
        using var sink = FrameSink.Open(_folder.File("a.mkv"));
        sink.Add(Solid(16, 16, 1, 2, 3), 16, 16, TimeSpan.Zero);
        Assert.Contains("from 16x16 to 8x8", Assert.Throws<FrameSourceException>(
            () => sink.Add(Solid(8, 8, 1, 2, 3), 8, 8, TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => sink.Add(Solid(8, 8, 1, 2, 3), 16, 16, TimeSpan.FromSeconds(1)));
    }

    [SkippableFact]
    public void The_reason_of_ffmpeg_is_told_and_nothing_is_left()
    {
        using (Ffmpeg.Replace(_folder.Path, "echo '[error] Unknown encoder' >&2; exit 1"))
        {
            using var sink = FrameSink.Open(_folder.File("a.mp4"));
            byte[] large = Solid(256, 256, 0, 0, 0);
            var exception = Assert.Throws<FrameSourceException>(() =>
            {
                for (int i = 0; i < 3; i++) sink.Add(large, 256, 256, TimeSpan.FromSeconds(i));
                sink.Complete();
            });
            Assert.Contains("Unknown encoder (ffmpeg)", exception.Message, StringComparison.Ordinal);
        }
        Assert.Equal(["ffmpeg"], _folder.Files);
    }

    [Fact]
    public void Unknown_extensions_folders_and_missing_devices_are_refused()
    {
        Assert.Contains("'.tiff' is not a supported extension", Assert.Throws<FrameSourceException>(
            () => FrameSink.Open("a.tiff")).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("folder.mp4"));
        Assert.Contains("it is a folder", Assert.Throws<IOException>(() => FrameSink.Open(_folder.File("folder.mp4"))).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such device", Assert.Throws<FrameSourceException>(
            () => FrameSink.Open("/dev/video97")).Message, StringComparison.Ordinal);
    }

    private static byte[] Solid(int width, int height, int red, int green, int blue)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int i = 0; i < pixels.Length; i += 4) (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)red, (byte)green, (byte)blue);
        return pixels;
    }
}
