using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;

namespace VisionRuntime.Tests.Insight;

public sealed class RecordingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frames_read_back_enlarged_upper_row_first_and_for_ever()
    {
        var recording = new Recording(3, 2, new RecordingOptions { Enlarge = 4 });
        for (byte shade = 0; shade < 5; shade++) Assert.True(recording.AddFrame(Frame(3, 2, (x, y) => new Rgba32((byte)(x * 100), (byte)(y * 200), (byte)(shade * 50), 0))));
        string path = _folder.File("recording.gif");
        recording.Save(path, 25);

        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        Assert.Equal((12, 8, 5), (image.Width, image.Height, image.Frames.Count));
        Assert.Equal(0, image.Metadata.GetGifMetadata().RepeatCount);
        for (int frame = 0; frame < 5; frame++) Assert.Equal(4, image.Frames[frame].Metadata.GetGifMetadata().FrameDelay);
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 12; x++) AssertAlike(new Rgba32((byte)(x / 4 * 100), (byte)(y / 4 * 200), 150), image.Frames[3][x, y]);
        }
        Assert.Equal(["recording.gif"], _folder.Files);
    }

    [Fact]
    public void Of_each_square_of_a_reduced_frame_the_middle_is_kept()
    {
        var recording = new Recording(7, 6, new RecordingOptions { Reduce = 3 });
        recording.AddFrame(Frame(7, 6, (x, y) => new Rgba32((byte)(x * 30), (byte)(y * 30), 0)));
        string path = _folder.File("recording.gif");
        recording.Save(path, 10);
        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        Assert.Equal((2, 2), (image.Width, image.Height));
        AssertAlike(new Rgba32(4 * 30, 1 * 30, 0), image[1, 0]);
    }

    /// <summary>Close colors, black, changes, a pause and a change back: what an encoder with fewer precautions loses.</summary>
    [Fact]
    public void Frames_of_up_to_255_colors_are_kept_exactly()
    {
        var recording = new Recording(30, 8);
        List<byte[]> frames = [];
        for (int i = 0; i < 8; i++)
        {
            int ball = i is 3 or 4 ? 2 : i;
            frames.Add(Frame(30, 8, (x, y) =>
                y == 4 && x / 3 == ball ? new Rgba32(0, 0, 0) : new Rgba32((byte)(100 + x), (byte)(30 - x), (byte)(40 + y))));
            Assert.True(recording.AddFrame(frames[i]));
        }
        string path = _folder.File("recording.gif");
        recording.Save(path, 25);

        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        Assert.Equal(frames.Count, image.Frames.Count);
        byte[] read = new byte[30 * 8 * 4];
        for (int i = 0; i < frames.Count; i++)
        {
            image.Frames[i].CopyPixelDataTo(read);
            Assert.Equal(frames[i], read);
        }
    }

    [Theory]
    [InlineData(30, 300)]
    [InlineData(60, 300)]
    [InlineData(7.3, 50)]
    [InlineData(240, 480)]
    public void The_animation_takes_as_long_as_the_game_did(double framesPerSecond, int frames)
    {
        (int Index, int Delay)[] timing = [.. Recording.Timing(frames, framesPerSecond)];
        Assert.InRange(timing.Sum(shown => shown.Delay) / 100.0, (frames / framesPerSecond) - 0.01, (frames / framesPerSecond) + 0.02);
        Assert.All(timing, shown => Assert.True(shown.Delay >= 2));
        Assert.Equal(0, timing[0].Index);
        Assert.Equal(timing.Select(shown => shown.Index).Distinct().Order(), timing.Select(shown => shown.Index));
        if (framesPerSecond <= 50) Assert.Equal(frames, timing.Length);
    }

    [Fact]
    public void A_caption_is_written_below_every_frame()
    {
        var recording = new Recording(100, 20);
        recording.AddFrame(Frame(100, 20, (_, _) => new Rgba32(10, 200, 30)));
        recording.AddFrame(Frame(100, 20, (_, _) => new Rgba32(10, 200, 30)), "caught 11/12, and so on and so on");
        string path = _folder.File("recording.gif");
        recording.Save(path, 10);

        using Image<Rgba32> image = Image.Load<Rgba32>(path);
        Assert.Equal(100, image.Width);
        Assert.InRange(image.Height, 20 + PixelFont.GlyphHeight, 60);
        AssertAlike(new Rgba32(10, 200, 30), image.Frames[1][99, 19]);
        Assert.Equal(0, Bright(image.Frames[0]));
        Assert.InRange(Bright(image.Frames[1]), 100, 600);

        static int Bright(ImageFrame<Rgba32> frame)
        {
            int count = 0;
            for (int y = 20; y < frame.Height; y++)
            {
                for (int x = 0; x < frame.Width; x++) count += frame[x, y].R > 200 ? 1 : 0;
            }
            return count;
        }
    }

    [Fact]
    public void Frames_beyond_a_limit_are_counted()
    {
        var byCount = new Recording(2, 2, new RecordingOptions { MaximumFrames = 3 });
        var byBytes = new Recording(2, 2, new RecordingOptions { Enlarge = 2, MaximumBytes = (3 * 4 * 4 * 4) + 1 });
        foreach (Recording recording in new[] { byCount, byBytes })
        {
            bool[] kept = [.. Enumerable.Range(0, 5).Select(_ => recording.AddFrame(new byte[16]))];
            Assert.Equal([true, true, true, false, false], kept);
            Assert.Equal((3, 2), (recording.Count, recording.Dropped));
        }
    }

    [Fact]
    public void Wrong_frames_sizes_and_rates_are_refused()
    {
        var recording = new Recording(4, 4);
        Assert.Contains("60 bytes is not one of 4 x 4", Assert.Throws<ArgumentException>(() => recording.AddFrame(new byte[60])).Message, StringComparison.Ordinal);
        Assert.Contains("no frames", Assert.Throws<InvalidOperationException>(() => recording.Save(_folder.File("a.gif"), 30)).Message, StringComparison.Ordinal);
        foreach (double rate in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>(() => recording.Save(_folder.File("a.gif"), rate));
        Assert.Throws<ArgumentException>(() => new Recording(0, 4));
        Assert.Throws<ArgumentException>(() => new Recording(4, 4, new RecordingOptions { Enlarge = 0 }));
        Assert.Contains("65535", Assert.Throws<ArgumentException>(() => new Recording(1000, 4, new RecordingOptions { Enlarge = 100 })).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    // A GIF has a palette, which may round a color a little.
    private static void AssertAlike(Rgba32 expected, Rgba32 actual)
    {
        Assert.InRange(actual.R, expected.R - 8, expected.R + 8);
        Assert.InRange(actual.G, expected.G - 8, expected.G + 8);
        Assert.InRange(actual.B, expected.B - 8, expected.B + 8);
        Assert.Equal(255, actual.A);
    }

    private static byte[] Frame(int width, int height, Func<int, int, Rgba32> color)
    {
        byte[] frame = new byte[width * height * 4];
        for (int pixel = 0; pixel < width * height; pixel++)
        {
            Rgba32 value = color(pixel % width, pixel / width);
            (frame[pixel * 4], frame[(pixel * 4) + 1], frame[(pixel * 4) + 2], frame[(pixel * 4) + 3]) = (value.R, value.G, value.B, value.A);
        }
        return frame;
    }
}
