using System.Diagnostics;
using System.Globalization;
using DemoGame.Rendering;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime;

namespace Vision.Bench;

/// <summary>Many frames of a host with a filter, a classifier, an agent and the insight overlay: what grows, and what is allocated.</summary>
internal static class Soak
{
    private const int Width = 320, Height = 240, Reports = 10, WarmUp = 300;

    public static int Run(int frames, string deviceName)
    {
        if (!GraphicsHost.TryOpen(out var host, out string reason))
        {
            Console.Error.WriteLine($"soak: {reason}");
            return 2;
        }
        using (host)
        {
            var gl = host.Gl;
            using var target = new RenderTarget(gl, Width, Height);
            var kind = deviceName == "opengl" ? DeviceKind.OpenGL : DeviceKind.Cpu;
            using var vision = new VisionHost(gl, Width, Height, new() { Device = kind, Framebuffer = target.Framebuffer });
            vision.Add(new ScreenFilter("gaussian,sobel"));
            var classifier = vision.Add(new ScreenClassifier("lenet5"));
            var agent = vision.Add(new PixelAgent("dqn-small"));
            vision.Add(new InsightOverlay(classifier) { Page = InsightPage.Activations });
            Draw(gl, target, vision, WarmUp);
            Console.WriteLine($"{frames} frames of {Width}x{Height} pixels on {vision.Device.Name}: filter, classifier, agent and overlay");
            Console.WriteLine();
            Console.WriteLine("| frames | allocated bytes | managed MB | resident MB | OpenGL objects made | handles | ms/frame |");
            Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
            bool flat = true;
            long names = Report(gl, 0, 0, 0, 0);
            for (int part = 1; part <= Reports; part++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                int count = frames / Reports;
                Draw(gl, target, vision, count);
                long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                flat &= bytes == 0;
                // Four objects are made to ask for the names.
                flat &= Report(gl, (long)part * count, bytes, Stopwatch.GetElapsedTime(start).TotalMilliseconds / count, names + 4L * part) <= names + 4L * part;
            }
            classifier.TryGetResult(out _);
            agent.TryGetAction(out _);
            Console.WriteLine();
            Console.WriteLine(flat ? $"0 bytes allocated and no OpenGL object made in {frames} frames" : "something was allocated");
            return flat ? 0 : 1;
        }
    }

    private static void Draw(GL gl, RenderTarget target, VisionHost vision, int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            target.Bind();
            gl.ClearColor(frame % 7 / 7f, frame % 5 / 5f, 0.5f, 1);
            gl.Clear(ClearBufferMask.ColorBufferBit);
            vision.Update();
            gl.Flush(); // as a swap of the buffers would
        }
    }

    private static long Report(GL gl, long frames, long allocated, double milliseconds, long expected)
    {
        uint texture = gl.GenTexture(), buffer = gl.GenBuffer(), framebuffer = gl.GenFramebuffer(), query = gl.GenQuery();
        gl.DeleteTexture(texture);
        gl.DeleteBuffer(buffer);
        gl.DeleteFramebuffer(framebuffer);
        gl.DeleteQuery(query);
        long sum = (long)texture + buffer + framebuffer + query;
        int handles = OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {frames} | {allocated} | {GC.GetTotalMemory(false) / 1e6:F1} | {Environment.WorkingSet / 1e6:F0} | {(expected == 0 ? 0 : Math.Max(0, sum - expected))} | {handles} | {milliseconds:F3} |"));
        return sum;
    }
}
