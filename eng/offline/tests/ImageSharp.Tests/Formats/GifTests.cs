using System.Text;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Processing.Processors.Quantization;

namespace ImageSharp.Tests.Formats;

public class GifTests
{
    private static readonly OctreeQuantizer Exact = new(new QuantizerOptions { Dither = null });

    [Fact]
    public void Frames_delays_and_repeats_come_back()
    {
        using Image<Rgb24> animation = Bouncing(5);
        using Image<Rgb24> loaded = Image.Load<Rgb24>(Save(animation));
        Assert.Equal(5, loaded.Frames.Count);
        Assert.Equal(0, loaded.Metadata.GetGifMetadata().RepeatCount);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(3 + i, loaded.Frames[i].Metadata.GetGifMetadata().FrameDelay);
            for (int x = 0; x < 24; x++) Assert.Equal(animation.Frames[i][x, 5], loaded.Frames[i][x, 5]);
        }
    }

    [SkippableFact]
    public void Ffmpeg_sees_the_same_frames()
    {
        using Image<Rgb24> animation = Bouncing(7);
        byte[] frame = new byte[24 * 10 * 3];
        byte[] raw = Ffmpeg.Decode(Save(animation), "gif", "rgb24");
        Assert.Equal(7 * frame.Length, raw.Length);
        for (int i = 0; i < 7; i++)
        {
            animation.Frames[i].CopyPixelDataTo(frame);
            Assert.Equal(frame, raw[(i * frame.Length)..((i + 1) * frame.Length)]);
        }
    }

    [SkippableFact]
    public void Ffprobe_sees_the_same_delays()
    {
        using Image<Rgb24> animation = Bouncing(4);
        byte[] output = Ffmpeg.Run("ffprobe", Save(animation), "-f gif -show_entries packet=duration_time -of csv=p=0 {0}");
        double[] delays = [.. Encoding.ASCII.GetString(output).Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];
        Assert.Equal([0.03, 0.04, 0.05, 0.06], delays);
    }

    [SkippableFact]
    public void Ffmpegs_own_animation_is_read()
    {
        byte[] file = Ffmpeg.Run("ffmpeg", [], "-f lavfi -i testsrc2=size=64x48:rate=10:duration=1 -f gif -loop 3 pipe:1");
        byte[] expected = Ffmpeg.Decode(file, "gif", "rgba");
        using Image<Rgba32> image = Image.Load<Rgba32>(file);
        Assert.Equal(10, image.Frames.Count);
        Assert.Equal(10, image.Frames[4].Metadata.GetGifMetadata().FrameDelay);
        byte[] frame = new byte[64 * 48 * 4];
        for (int i = 0; i < 10; i++)
        {
            image.Frames[i].CopyPixelDataTo(frame);
            Assert.Equal(expected[(i * frame.Length)..((i + 1) * frame.Length)], frame);
        }
    }

    [SkippableTheory]
    [InlineData(GifColorTableMode.Global)]
    [InlineData(GifColorTableMode.Local)]
    public void Many_colours_are_brought_down_to_near_ones(GifColorTableMode mode)
    {
        using Image<Rgba32> image = new(128, 128);
        for (int y = 0; y < 128; y++)
        {
            for (int x = 0; x < 128; x++) image[x, y] = new Rgba32((byte)(2 * x), (byte)(2 * y), (byte)(x + y));
        }

        byte[] file = Save(image, new GifEncoder { ColorTableMode = mode });
        using Image<Rgba32> loaded = Image.Load<Rgba32>(file);
        double error = image.Pixels().Zip(loaded.Pixels(), (a, b) => Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B)).Average() / 3;
        Assert.InRange(error, 0, 8);
        byte[] raw = new byte[128 * 128 * 4];
        loaded.CopyPixelDataTo(raw);
        Assert.Equal(Ffmpeg.Decode(file, "gif", "rgba"), raw);
    }

    [Theory]
    [InlineData(GifColorTableMode.Global)]
    [InlineData(GifColorTableMode.Local)]
    public void Close_colors_are_kept_without_dithering_alone(GifColorTableMode mode)
    {
        using Image<Rgba32> image = new(255, 3);
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 255; x++) image[x, y] = new Rgba32((byte)x, (byte)(255 - x), (byte)(x / 2));
        }

        using Image<Rgba32> dithered = Image.Load<Rgba32>(Save(image, new GifEncoder { ColorTableMode = mode }));
        using Image<Rgba32> exact = Image.Load<Rgba32>(Save(image, new GifEncoder { ColorTableMode = mode, Quantizer = Exact }));
        Assert.NotEqual(image.Pixels(), dithered.Pixels());
        Assert.InRange(image.Pixels().Zip(dithered.Pixels(), (a, b) => Math.Abs(a.R - b.R)).Max(), 1, 16);
        Assert.Equal(image.Pixels(), exact.Pixels());
    }

    [Fact]
    public void Black_becomes_transparent_where_pixels_have_no_alpha()
    {
        using Image<Rgb24> image = new(2, 1);
        image[1, 0] = new Rgb24(10, 20, 30);
        using Image<Rgba32> opaque = image.CloneAs<Rgba32>();
        Assert.Equal([default, new Rgba32(10, 20, 30)], Image.Load<Rgba32>(Save(image)).Pixels());
        Assert.Equal([new Rgba32(0, 0, 0), new Rgba32(10, 20, 30)], Image.Load<Rgba32>(Save(opaque)).Pixels());
    }

    /// <summary>
    /// The pixels that did not change are written as transparent black. A frame without metadata has no entry for it: with a table of 256
    /// for all frames it becomes the first color, and where nothing changed at all a part of the picture turns black.
    /// </summary>
    [Theory]
    [InlineData(GifColorTableMode.Local, true, true)]
    [InlineData(GifColorTableMode.Local, false, false)]
    [InlineData(GifColorTableMode.Global, true, true)]
    [InlineData(GifColorTableMode.Global, false, false)]
    public void Unchanged_pixels_last_where_each_frame_has_its_delay(GifColorTableMode mode, bool delays, bool last)
    {
        using Image<Rgba32> animation = new(6, 5, new Rgba32(20, 30, 90));
        animation[2, 2] = new Rgba32(0, 0, 0);
        for (int i = 1; i < 6; i++)
        {
            ImageFrame<Rgba32> frame = animation.Frames.AddFrame(animation.Frames[i - 1]);
            frame.Metadata.GetGifMetadata().FrameDelay = 4;
            if (i is 2 or 5) continue;
            frame[i, 1] = new Rgba32(200, (byte)(40 * i), 50);
            frame[2, i] = new Rgba32(0, 0, 0);
        }

        using Image<Rgba32> plain = delays ? animation.Clone() : WithoutMetadata(animation);
        using Image<Rgba32> loaded = Image.Load<Rgba32>(Save(plain, new GifEncoder { ColorTableMode = mode, Quantizer = Exact }));
        bool same = true;
        for (int i = 0; i < 6; i++)
        {
            for (int y = 0; y < 5; y++)
            {
                for (int x = 0; x < 6; x++) same &= animation.Frames[i][x, y] == loaded.Frames[i][x, y];
            }
        }

        Assert.Equal(last, same);
    }

    [Theory]
    [InlineData(GifColorTableMode.Local)]
    [InlineData(GifColorTableMode.Global)]
    public void Transparent_pixels_of_a_later_frame_show_the_one_before_with_a_table_of_its_own(GifColorTableMode mode)
    {
        using Image<Rgba32> image = new(3, 1, new Rgba32(0, 0, 0, 0));
        image[0, 0] = new Rgba32(255, 0, 0);
        image.Frames.CreateFrame(new Rgba32(0, 0, 0, 0))[2, 0] = new Rgba32(0, 0, 255);
        using Image<Rgba32> loaded = Image.Load<Rgba32>(Save(image, new GifEncoder { ColorTableMode = mode }));
        Assert.Equal([255, 0, 0], Enumerable.Range(0, 3).Select(x => (int)loaded.Frames[0][x, 0].A));
        Rgba32 red = new(255, 0, 0), black = new(0, 0, 0), blue = new(0, 0, 255);
        Rgba32[] expected = mode == GifColorTableMode.Local ? [red, default, blue] : [black, black, blue];
        Assert.Equal(expected, Enumerable.Range(0, 3).Select(x => loaded.Frames[1][x, 0]));
    }

    [SkippableFact]
    public void Noise_fills_and_restarts_the_code_table()
    {
        Random random = new(1);
        using Image<L8> image = new(300, 200);
        for (int y = 0; y < 200; y++)
        {
            for (int x = 0; x < 300; x++) image[x, y] = new L8((byte)(1 + random.Next(200)));
        }

        byte[] file = Save(image, new GifEncoder { Quantizer = Exact });
        using Image<L8> loaded = Image.Load<L8>(file);
        Assert.Equal(image.Pixels(), loaded.Pixels());
        byte[] raw = new byte[300 * 200];
        image.CopyPixelDataTo(raw);
        Assert.Equal(Ffmpeg.Decode(file, "gif", "gray"), raw);
    }

    [Fact]
    public void A_gif_that_breaks_off_is_found()
        => Assert.Throws<InvalidImageContentException>(() => Image.Load(Save(Bouncing(2)).AsSpan(0, 20)));

    private static Image<Rgba32> WithoutMetadata(Image<Rgba32> animation)
    {
        Image<Rgba32> plain = new(animation.Width, animation.Height);
        Rgba32[] pixels = new Rgba32[animation.Width * animation.Height];
        for (int i = 0; i < animation.Frames.Count; i++)
        {
            animation.Frames[i].CopyPixelDataTo(pixels);
            plain.Frames.AddFrame(pixels);
        }

        plain.Frames.RemoveFrame(0);
        return plain;
    }

    private static byte[] Save(Image image, GifEncoder? encoder = null)
    {
        using MemoryStream stream = new();
        if (encoder is null) image.SaveAsGif(stream);
        else image.SaveAsGif(stream, encoder);
        return stream.ToArray();
    }

    /// <summary>A ball on a blue ground; the frame numbered i is shown for 3 + i hundredths of a second. Two frames are alike.</summary>
    private static Image<Rgb24> Bouncing(int frames)
    {
        Image<Rgb24> animation = new(24, 10, new Rgb24(0, 0, 90));
        animation.Metadata.GetGifMetadata().RepeatCount = 0;
        for (int i = 1; i < frames; i++) animation.Frames.CreateFrame(new Rgb24(0, 0, 90));
        for (int i = 0; i < frames; i++)
        {
            int left = i == 2 ? 3 : 3 * i;
            for (int y = 4; y < 7; y++)
            {
                for (int x = left; x < left + 3; x++) animation.Frames[i][x, y] = new Rgb24(255, (byte)(20 * y), 0);
            }

            animation.Frames[i].Metadata.GetGifMetadata().FrameDelay = 3 + i;
        }

        return animation;
    }
}
