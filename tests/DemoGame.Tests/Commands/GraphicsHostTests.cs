using DemoGame.Rendering;
using Silk.NET.OpenGL;

namespace DemoGame.Tests.Commands;

public sealed class GraphicsHostTests
{
    [SkippableFact]
    public void An_offscreen_context_draws()
    {
        Skip.IfNot(GraphicsHost.TryOpen(out var host, out string reason), reason);
        using (host) AssertDraws(host.Gl);
    }

    [SkippableFact]
    public void A_hidden_window_draws_and_supports_compute_shaders()
    {
        Skip.IfNot(GraphicsHost.HasDisplay, "there is no display; ./test.sh brings one where Xvfb is installed");
        using var host = GraphicsHost.OpenWindow("Vision", 64, 64, visible: false);
        Assert.False(host.Window!.IsVisible);
        host.Gl.GetInteger(GetPName.MajorVersion, out int major);
        host.Gl.GetInteger(GetPName.MinorVersion, out int minor);
        Assert.True(new Version(major, minor) >= new Version(4, 3), $"OpenGL {major}.{minor}");
        AssertDraws(host.Gl);
    }

    private static void AssertDraws(GL gl)
    {
        using var target = new RenderTarget(gl, 8, 8);
        target.Clear(Color.Rgb(0x3FA9F5));
        Assert.Equal(Color.Rgb(0x3FA9F5), Tests.Rendering.Picture.Read(gl, target.Framebuffer, 8, 8)[3, 4]);
        Assert.Equal(GLEnum.NoError, gl.GetError());
    }
}
