using DemoGame.Rendering;

namespace DemoGame.Tests.Rendering;

public sealed class GlProgramTests
{
    private const string Vertex = "#version 330 core\nvoid main() { gl_Position = vec4(0.0); }";
    private const string Fragment = "#version 330 core\nout vec4 color;\nvoid main() { color = vec4(1.0); }";

    [Fact]
    public void A_shader_that_does_not_compile_is_reported_with_the_drivers_log()
    {
        using var canvas = new OffscreenCanvas();
        var error = Assert.Throws<GlProgramException>(
            () => new GlProgram(canvas.Gl, "good.vert", Vertex, "bad.frag", "#version 330 core\nvoid main() { nonsense = 1; }"));
        Assert.Contains("bad.frag does not compile", error.Message, StringComparison.Ordinal);
        Assert.Contains("   1  #version", error.Message, StringComparison.Ordinal);
        Assert.Contains("nonsense", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_uniform_is_reported_by_name()
    {
        using var canvas = new OffscreenCanvas();
        using var program = new GlProgram(canvas.Gl, "a.vert", Vertex, "a.frag", Fragment);
        var error = Assert.Throws<GlProgramException>(() => program.Uniform("speed"));
        Assert.Contains("'speed'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_shader_file_is_reported_by_name()
    {
        using var canvas = new OffscreenCanvas();
        var error = Assert.Throws<GlProgramException>(() => new GlProgram(canvas.Gl, "missing.vert", "sprite.frag"));
        Assert.Contains("'missing.vert'", error.Message, StringComparison.Ordinal);
    }
}
