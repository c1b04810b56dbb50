using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests;

/// <summary>A host on a GPU that is many frames behind: no call of OpenGL that would wait for it is made.</summary>
[Collection(HeadlessCollection.Name)]
public sealed class NoWaitTests(Headless headless)
{
    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void A_frame_never_waits_for_the_GPU(DeviceKind kind)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the function loader is EGL's");
        using var current = headless.Use();
        using var gl = GL.GetApi(BusyGpu.GetProcAddress);
        using var scene = new Scene(gl);
        using var vision = new VisionHost(gl, Scene.Width, Scene.Height, new() { Device = kind });
        vision.Add(new ScreenFilter("gaussian,sobel"));
        var classifier = vision.Add(new ScreenClassifier("lenet5"));
        var agent = vision.Add(new PixelAgent("dqn-small"));
        var overlay = vision.Add(new InsightOverlay(classifier) { Page = InsightPage.Activations });
        vision.Profiler = new FrameProfiler();
        Assert.True(Results(40) > 0);

        BusyGpu.Waits.Clear();
        BusyGpu.IsBehind = true;
        try
        {
            foreach (var page in Enum.GetValues<InsightPage>())
            {
                overlay.Page = page;
                Results(20);
            }
            Assert.Empty(BusyGpu.Waits);
        }
        finally
        {
            BusyGpu.IsBehind = false;
        }
        Assert.True(Results(40) > 0, "no result after the GPU has caught up");

        int Results(int frames)
        {
            int results = 0;
            for (int frame = 0; frame < frames; frame++)
            {
                gl.Clear(ClearBufferMask.ColorBufferBit);
                vision.Update();
                if (!BusyGpu.IsBehind) gl.Finish();
                if (classifier.TryGetResult(out _) | agent.TryGetAction(out int _)) results++;
            }
            return results;
        }
    }
}
