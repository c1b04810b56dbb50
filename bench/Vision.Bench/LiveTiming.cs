using System.Diagnostics;
using System.Globalization;
using ShaderKernels.Backends.Cpu;
using VisionRuntime;
using VisionRuntime.Capture;

namespace Vision.Bench;

/// <summary>
/// Live work from end to end: a filtered 720p video beside ffmpeg's own filter, both decoding and encoding with the same ffmpeg, and the time
/// from a 720p frame to its label.
/// </summary>
internal static class LiveTiming
{
    private const int Frames = 150, LatencyFrames = 60;

    public static int Run(int threads, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("vision-live").FullName;
        try
        {
            Console.WriteLine($"{Machine.Processor}, load {Machine.Load}; Cpu with {threads} threads; {rounds} rounds");
            Console.WriteLine();
            Console.WriteLine("| what | median ms | min | max |");
            Console.WriteLine("|---|---:|---:|---:|");
            Video(folder, rounds);
            foreach (string network in (string[])["mobilenet-v1", "lenet5"]) Latency(network, threads);
            return 0;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            Console.Error.WriteLine($"live: {exception.Message}");
            return 2;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Video(string folder, int rounds)
    {
        string input = Path.Combine(folder, "in.mp4");
        Start("ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", $"testsrc2=size=1280x720:rate=30:duration={Frames / 30}",
            "-pix_fmt", "yuv420p", input);
        Measured vision = new(), ffmpeg = new(), decode = new();
        string program = Path.Combine(AppContext.BaseDirectory, "vision.dll");
        for (int round = 0; round < rounds; round++)
        {
            vision.Add(Start("dotnet", program, "filter", $"video:{input}", "--filter", "sobel", "--device", "cpu", "--out",
                Path.Combine(folder, "vision.mp4")));
            ffmpeg.Add(Start("ffmpeg", "-loglevel", "error", "-y", "-i", input, "-vf", "format=rgb24,sobel,format=yuv420p",
                Path.Combine(folder, "ffmpeg.mp4")));
            decode.Add(Start("ffmpeg", "-loglevel", "error", "-y", "-i", input, Path.Combine(folder, "copy.mp4")));
        }
        Print($"filter video: sobel, {Frames} frames of 1280x720, whole program", vision);
        Print("ffmpeg -vf sobel, the same", ffmpeg);
        Print("ffmpeg, decoding and encoding alone", decode);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ffmpeg / Vision | {ffmpeg.Median / vision.Median:F2} | | |"));
    }

    /// <summary>The time from a captured 720p frame to its label: preprocessing, network and softmax, on the CPU.</summary>
    private static void Latency(string network, int threads)
    {
        using var device = new CpuDevice(threads);
        using var source = new TestPatternSource(1280, 720) { Delivery = FrameDelivery.Now };
        using var vision = new VisionHost(source, device);
        var classifier = vision.Add(new ScreenClassifier(network));
        var times = new Measured();
        for (int frame = 0; frame < LatencyFrames + 10; frame++)
        {
            long start = Stopwatch.GetTimestamp();
            vision.Update();
            vision.Finish();
            if (!classifier.TryGetResult(out _)) throw new InvalidOperationException("a frame has no result");
            if (frame >= 10) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        Print($"{network}: from a frame of 1280x720 to its label, with drawing the test pattern", times);
    }

    private static void Print(string what, Measured times) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {what} | {times.Median:F2} | {times.Least:F2} | {times.Most:F2} |"));

    private static double Start(string program, params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
