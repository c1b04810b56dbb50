using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Tests.Capture;

namespace VisionRuntime.Tests;

/// <summary>Many frames of a host with one component of each kind; <c>bench soak</c> draws 100,000.</summary>
[Collection(HeadlessCollection.Name)] // alone, because the handles are those of the whole process
public sealed class SoakTests
{
    [SkippableTheory, InlineData(DeviceKind.Cpu), InlineData(DeviceKind.OpenGL)]
    public void Memory_OpenGL_objects_and_handles_stay_the_same(DeviceKind kind)
    {
        using var headless = new Headless();
        using var current = headless.Use();
        var gl = current.Gl;
        using var scene = new Scene(gl);
        using var vision = new VisionHost(gl, Scene.Width, Scene.Height, new() { Device = kind });
        vision.Add(new ScreenFilter("gaussian,sobel"));
        var classifier = vision.Add(new ScreenClassifier("lenet5"));
        var agent = vision.Add(new PixelAgent("dqn-small"));
        vision.Add(new InsightOverlay(classifier) { Page = InsightPage.Activations });
        Draw(40);
        var before = Names(gl);
        int handles = Handles();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int frames = kind == DeviceKind.Cpu ? 1000 : 50, results = Draw(frames);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        var after = Names(gl);
        for (int i = 0; i < before.Length; i++) Assert.InRange(after[i] - (long)before[i], 0, 1); // one was made to ask
        Assert.Equal(handles, Handles());
        Assert.True(results > frames / 5, $"{results} results in {frames} frames");
        Assert.Equal(GLEnum.NoError, gl.GetError());

        int Draw(int frames)
        {
            int arrived = 0;
            for (int frame = 0; frame < frames; frame++)
            {
                gl.ClearColor(frame % 7 / 7f, frame % 5 / 5f, 0.5f, 1);
                gl.Clear(ClearBufferMask.ColorBufferBit);
                vision.Update();
                if (frame % 8 == 0) gl.Finish();
                if (classifier.TryGetResult(out _) && agent.TryGetAction(out int _)) arrived++;
            }
            return arrived;
        }
    }

    /// <summary>The next names of textures, buffers, framebuffers, queries and vertex arrays: they grow with every object made.</summary>
    private static uint[] Names(GL gl)
    {
        uint[] names = [gl.GenTexture(), gl.GenBuffer(), gl.GenFramebuffer(), gl.GenQuery(), gl.GenVertexArray()];
        gl.DeleteTexture(names[0]);
        gl.DeleteBuffer(names[1]);
        gl.DeleteFramebuffer(names[2]);
        gl.DeleteQuery(names[3]);
        gl.DeleteVertexArray(names[4]);
        return names;
    }

    private static int Handles() => OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;
}
