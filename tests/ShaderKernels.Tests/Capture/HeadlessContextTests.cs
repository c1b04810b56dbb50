using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Capture;

[Collection(HeadlessCollection.Name)]
public sealed class HeadlessContextTests
{
    [SkippableFact]
    public void A_context_supports_compute_shaders_and_reports_its_renderer()
    {
        using var context = CreateOrSkip();
        Assert.True(context.Version >= new Version(4, 3));
        Assert.NotEmpty(context.Renderer);
        Assert.Equal(GLEnum.NoError, context.Gl.GetError());
    }

    [SkippableFact]
    public void Contexts_are_independent()
    {
        using var first = CreateOrSkip();
        var second = HeadlessContext.Create();
        uint texture = second.Gl.GenTexture();
        Assert.NotEqual(0u, texture);
        second.Dispose();
        second.Dispose();
        first.MakeCurrent();
        Assert.NotEqual(0u, first.Gl.GenTexture());
        Assert.Throws<ObjectDisposedException>(second.MakeCurrent);
    }

    [SkippableFact]
    public void Another_thread_can_use_the_context_after_its_release()
    {
        using var context = CreateOrSkip();
        Assert.Contains("Release", OnAnotherThread(context.MakeCurrent)!.Message, StringComparison.Ordinal);
        context.Release();
        Assert.Null(OnAnotherThread(() =>
        {
            context.MakeCurrent();
            Assert.NotEmpty(context.Gl.GetStringS(StringName.Version));
            context.Release();
        }));
        context.MakeCurrent();
    }

    [SkippableFact]
    public void A_context_can_have_a_default_framebuffer()
    {
        CreateOrSkip().Dispose();
        using var context = HeadlessContext.Create(64, 48);
        Assert.Equal(GLEnum.FramebufferComplete, context.Gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer));
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadlessContext.Create(-1, 3));
    }

    private static HeadlessContext CreateOrSkip()
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        return context!;
    }

    private static Exception? OnAnotherThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        return failure;
    }
}
