using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using VisionRuntime.Capture;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Capture;

/// <summary>Videos that ffmpeg made and decodes.</summary>
[Collection(FfmpegCollection.Name)]
public sealed class VideoSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Every_frame_arrives_in_order_with_its_time_and_its_colors()
    {
        string file = _folder.File("colors.mkv");
        // Red for half a second, then blue, without loss.
        Ffmpeg.Run("-f", "lavfi", "-i", "color=red:size=64x48:rate=10:duration=0.5", "-f", "lavfi",
            "-i", "color=blue:size=64x48:rate=10:duration=0.5", "-filter_complex", "[0][1]concat,format=bgr0", "-c:v", "ffv1", file);
        using var source = new VideoSource(file) { Delivery = FrameDelivery.Now };
        Assert.Equal((64, 48), (source.Width, source.Height));
        for (int i = 0; i < 10; i++)
        {
            Assert.True(source.TryCapture(DeviceKind.Cpu, out var frame));
            Assert.Equal((i, i * 100.0), (frame.Number, frame.Time.TotalMilliseconds));
            var pixels = ((CpuImage)frame.Image).Row(47);
            // The encoder's conversion from YUV rounds 255 to 254.
            Assert.InRange(pixels[i < 5 ? 0 : 2], 253, 255);
            Assert.InRange(pixels[i < 5 ? 2 : 0], 0, 1);
            Assert.Equal(10, source.FrameRate);
        }
        Assert.False(source.TryCapture(DeviceKind.Cpu, out _));
        Assert.True(source.Ended);
        Assert.Equal(0, source.Dropped);
    }

    [SkippableFact]
    public void Frames_may_change_their_size()
    {
        foreach (string size in (string[])["64x48", "96x32"])
            Ffmpeg.Run("-f", "lavfi", "-i", $"color=white:size={size}:rate=25:duration=0.4", "-c:v", "mpeg2video", "-f", "mpegts", _folder.File(size));
        string file = _folder.File("both.ts");
        File.WriteAllBytes(file, [.. File.ReadAllBytes(_folder.File("64x48")), .. File.ReadAllBytes(_folder.File("96x32"))]);
        using var device = new CpuDevice(1);
        using var source = new VideoSource(file) { Delivery = FrameDelivery.Now };
        using var capture = new FrameCapture(source, new ImageToTensor(2, 2) { Grayscale = true }, device);
        var output = device.AllocateTensor(capture.Shape);
        var sizes = new List<(int, int)>();
        while (capture.Capture(output))
        {
            if (!sizes.Contains((source.Width, source.Height))) sizes.Add((source.Width, source.Height));
            Assert.All(output.ToArray(), value => Assert.InRange(value, 0.98f, 1));
        }
        Assert.Equal([(64, 48), (96, 32)], sizes);
    }

    [SkippableFact]
    public void The_newest_frame_is_not_before_its_time_and_none_is_lost_without_notice()
    {
        string file = Video("short.mp4", "duration=0.2");
        using var source = new VideoSource(file);
        Assert.True(source.TryCapture(DeviceKind.Cpu, out var first));
        Assert.Equal(0, first.Time.TotalSeconds);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        int frames = 1;
        TimeSpan last = default;
        while (!source.Ended)
        {
            if (!source.TryCapture(DeviceKind.Cpu, out var frame)) { Thread.Sleep(1); continue; }
            frames++;
            Assert.True(frame.Time > last, $"{frame.Time} after {last}");
            last = frame.Time;
        }
        Assert.Equal(10, frames + source.Dropped);
        Assert.Equal(180, last.TotalMilliseconds);
        Assert.InRange(clock.Elapsed.TotalMilliseconds, 100, 60_000); // the frames of 180 ms did not come at once
    }

    [SkippableFact]
    public void A_video_that_was_cut_off_gives_its_whole_frames_and_then_the_reason()
    {
        string file = Video("whole.mp4", "duration=2", "-movflags", "+faststart");
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length * 7 / 10)]);
        using var source = new VideoSource(file) { Delivery = FrameDelivery.Now };
        int frames = 0;
        var exception = Assert.Throws<FrameSourceException>(() =>
        {
            while (source.TryCapture(DeviceKind.Cpu, out _)) frames++;
        });
        Assert.InRange(frames, 10, 99);
        Assert.Contains("ends in the middle of a frame", exception.Message, StringComparison.Ordinal);
        Assert.True(source.Ended);
        Assert.False(source.TryCapture(DeviceKind.Cpu, out _));
    }

    [SkippableFact]
    public void A_file_that_is_not_a_video_is_refused_with_the_reason_of_ffmpeg()
    {
        Ffmpeg.Need();
        Refuse(() => new VideoSource(_folder.File("none.mp4")), "does not exist");
        File.WriteAllText(_folder.File("text.mp4"), "no video");
        Refuse(() => new VideoSource(_folder.File("text.mp4")), "moov atom not found (ffmpeg)", "that ffmpeg can read");
        Ffmpeg.Run("-f", "lavfi", "-i", "sine=duration=0.1", _folder.File("sound.wav"));
        Refuse(() => new VideoSource(_folder.File("sound.wav")), "matches no streams");
    }

    [SkippableFact]
    public void Without_ffmpeg_the_message_says_what_to_install()
    {
        File.WriteAllText(_folder.File("a.mp4"), "");
        using (Ffmpeg.Replace(_folder.Path, script: null))
            Refuse(() => new VideoSource(_folder.File("a.mp4")), "ffmpeg is not installed", "package ffmpeg");
    }

    [SkippableFact]
    public void A_display_that_does_not_run_or_is_not_named_is_refused()
    {
        Ffmpeg.Need();
        Skip.IfNot(OperatingSystem.IsLinux(), "displays are X11's");
        Refuse(() => new ScreenSource(":4711"), "screen::4711: Cannot open display :4711");
    }

    [SkippableFact]
    public void A_camera_that_is_missing_or_in_use_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "cameras are Video4Linux's");
        Refuse(() => new WebcamSource("97"), "there is no camera /dev/video97");
        using (Ffmpeg.Replace(_folder.Path, "echo '[video4linux2,v4l2 @ 0x1] [error] /dev/zero: Device or resource busy' >&2; exit 1"))
            Refuse(() => new WebcamSource("/dev/zero"), "Device or resource busy", "close that program");
    }

    [SkippableFact]
    public void A_source_that_is_interrupted_goes_on_when_it_is_back()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "displays are X11's");
        // The first run writes one frame of 2x1 pixels and fails, the second cannot open the device, the third writes one of 1x2.
        string script = $"""
            cd '{_folder.Path}'; echo run >> runs; n=$(wc -l < runs)
            frame() {'{'} echo "[Parsed_showinfo_0 @ 0x1] [info] n:   0 pts:      0 pts_time:$2 pos: 0 fmt:rgba sar:1/1 s:$1 i:P iskey:1" >&2; {'}'}
            case $n in
              1) frame 2x1 0; printf 'AAAABBBB' ;;
              2) echo '[x11grab @ 0x1] [error] Cannot open display :9, error 1.' >&2 ;;
              *) frame 1x2 5; printf 'CCCCDDDD'; sleep 60 ;;
            esac
            exit 1
            """;
        using (Ffmpeg.Replace(_folder.Path, script))
        {
            using var source = new ScreenSource(":9") { ReconnectDelay = TimeSpan.FromMilliseconds(10) };
            Assert.True(source.TryCapture(DeviceKind.Cpu, out var frame));
            Assert.Equal("AAAABBBB"u8, ((CpuImage)frame.Image).Row(0));
            while (!source.TryCapture(DeviceKind.Cpu, out frame)) Thread.Sleep(1);
            Assert.Equal((1, 2), (source.Width, source.Height));
            Assert.Equal("DDDD"u8, ((CpuImage)frame.Image).Row(1));
            Assert.True(source.Connected);
            Assert.False(source.Ended);
        }
        Assert.Equal(3, File.ReadAllLines(_folder.File("runs")).Length);
    }

    [SkippableFact]
    public void Frames_that_are_empty_or_too_large_are_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "displays are X11's");
        foreach (string size in (string[])["0x0", "16384x16384"])
        {
            using (Ffmpeg.Replace(_folder.Path, $"echo '[Parsed_showinfo_0 @ 0x1] [info] n: 0 pts_time:0 s:{size} i:P' >&2; sleep 60"))
                Refuse(() => new ScreenSource(":9"), size);
        }
    }

    [SkippableFact]
    public void A_frame_that_ends_in_the_middle_is_not_delivered()
    {
        File.WriteAllText(_folder.File("a.mp4"), "");
        const string Header = "echo '[Parsed_showinfo_0 @ 0x1] [info] n: 0 pts_time:0 s:2x1 i:P' >&2";
        using (Ffmpeg.Replace(_folder.Path, $"{Header}; printf 'AAAABBBB'; {Header}; printf 'CC'; echo 'killed' >&2; exit 1"))
        {
            using var source = new VideoSource(_folder.File("a.mp4")) { Delivery = FrameDelivery.Now };
            Assert.True(source.TryCapture(DeviceKind.Cpu, out _));
            Assert.Contains("in the middle of frame 1 (killed)",
                Assert.Throws<FrameSourceException>(() => source.TryCapture(DeviceKind.Cpu, out _)).Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void The_process_ends_with_the_source()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        string header = "[Parsed_showinfo_0 @ 0x1] [info] n: 0 pts_time:0 s:1x1 i:P";
        using (Ffmpeg.Replace(_folder.Path, $"echo $$ > '{_folder.Path}/pid'; echo '{header}' >&2; printf 'AAAA'; exec sleep 60"))
        {
            using (new ScreenSource(":9")) Assert.True(Directory.Exists($"/proc/{Pid()}"));
            Assert.False(Directory.Exists($"/proc/{Pid()}"));
        }

        string Pid() => File.ReadAllText(_folder.File("pid")).Trim();
    }

    private string Video(string name, string options, params string[] encoding)
    {
        string file = _folder.File(name);
        Ffmpeg.Run(["-f", "lavfi", "-i", $"testsrc=size=64x48:rate=50:{options}", "-pix_fmt", "yuv420p", .. encoding, file]);
        return file;
    }

    private static void Refuse(Func<FrameSource> open, params string[] words)
    {
        var exception = Assert.Throws<FrameSourceException>(() => open().Dispose());
        Assert.DoesNotContain('\n', exception.Message);
        Assert.All(words, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
    }
}
