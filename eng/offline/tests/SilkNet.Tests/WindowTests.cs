using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;
using Window = Silk.NET.Windowing.Window;

namespace SilkNet.Tests;

[Collection("windows")]
public sealed class WindowTests
{
    [SkippableFact]
    public void A_hidden_window_gives_OpenGL_without_running()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options with { IsVisible = false });
        Assert.False(window.IsInitialized);
        Assert.Throws<InvalidOperationException>(() => window.GLContext);

        window.Initialize();
        Assert.True(window.IsInitialized);
        Assert.False(window.IsVisible);
        Assert.Equal(new Vector2D<int>(320, 200), window.FramebufferSize);
        window.GLContext!.MakeCurrent();
        Assert.True(window.GLContext.IsCurrent);

        using var gl = GL.GetApi(window);
        Assert.True(gl.GetInteger(GetPName.MajorVersion) >= 4);
        gl.ClearColor(0, 0, 1, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.ReadPixels(3, 3, 1, 1, PixelFormat.Rgba, PixelType.UnsignedByte, out uint pixel);
        Assert.Equal(0xFFFF0000u, pixel | 0xFF000000u);

        window.GLContext.Clear();
        Assert.False(window.GLContext.IsCurrent);
    }

    [SkippableFact]
    public void Running_raises_load_then_updates_and_renders_until_it_is_closed()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options);
        var order = new List<string>();
        int frames = 0;
        window.Load += () => order.Add("load");
        window.Update += _ => order.Add("update");
        window.Render += _ =>
        {
            order.Add("render");
            Assert.True(window.GLContext!.IsCurrent);
            if (++frames == 3)
            {
                window.Close();
            }
        };
        window.Closing += () => order.Add("closing");
        window.Run();
        Assert.Equal("load update render update render update render closing", string.Join(' ', order));
        Assert.False(window.IsInitialized);
        Assert.True(((IView)window).IsClosing);
    }

    [SkippableFact]
    public void Whether_it_closes_is_asked_of_the_view_where_there_is_no_window()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options with { IsVisible = false });
        Assert.True(((IView)window).IsClosing);
        AssertRefused(window);
        window.Initialize();
        Assert.False(window.IsClosing || ((IView)window).IsClosing);
        window.IsClosing = true;
        Assert.True(window.IsClosing && ((IView)window).IsClosing);
        window.Reset();
        Assert.True(((IView)window).IsClosing);
        AssertRefused(window);
    }

    // The package passes a null window to GLFW, which ends the process: only the stand-in can be asked.
    private static void AssertRefused(IWindow window)
    {
        bool standIn = typeof(WindowTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Any(entry => entry is { Key: "Packages", Value: "offline" });
        if (!standIn) return;
        var failure = Assert.Throws<InvalidOperationException>(() => window.IsClosing);
        Assert.Contains("IView.IsClosing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_assemblies_have_the_packages_version()
    {
        var (input, core) = (typeof(Silk.NET.Input.IInputContext), typeof(Silk.NET.Core.Contexts.IGLContext));
        foreach (var type in new[] { typeof(GL), typeof(IWindow), typeof(Vector2D<int>), input, core })
            Assert.Equal(new Version(2, 22, 0, 0), type.Assembly.GetName().Version);
    }

    [SkippableFact]
    public void Resizing_is_told()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options);
        var sizes = new List<Vector2D<int>>();
        window.FramebufferResize += sizes.Add;
        window.Initialize();
        window.Title = "resized";
        window.Size = new Vector2D<int>(400, 300);
        Desktop.WaitFor(window, () => sizes.Contains(new Vector2D<int>(400, 300)));
        Assert.Equal(new Vector2D<int>(400, 300), window.FramebufferSize);
        Assert.Equal("resized", window.Title);
        Assert.NotNull(window.Monitor);
        window.Center();
    }

    [SkippableFact]
    public void Renders_keep_to_the_rate_asked_for()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options with { VSync = false, FramesPerSecond = 20 });
        int frames = 0;
        window.Render += _ => frames++;
        window.Initialize();
        Assert.Equal(20, window.FramesPerSecond, 6);
        window.Run(() =>
        {
            window.DoEvents();
            window.DoRender();
            if (window.Time > 0.5)
            {
                window.Close();
            }
        });
        Assert.InRange(frames, 2, 11);
    }

    [SkippableFact]
    public void A_reset_window_can_be_initialised_again()
    {
        Desktop.Require();
        using var window = Window.Create(Desktop.Options with { IsVisible = false });
        window.Initialize();
        window.Reset();
        Assert.False(window.IsInitialized);
        window.Initialize();
        Assert.Equal(new Vector2D<int>(320, 200), window.FramebufferSize);
    }

    [SkippableFact]
    public void Without_a_display_the_failure_says_so()
    {
        Skip.IfNot(
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY") + Environment.GetEnvironmentVariable("WAYLAND_DISPLAY")),
            "there is a display");
        Skip.IfNot(System.Runtime.InteropServices.NativeLibrary.TryLoad("libglfw.so.3", out _), "there is no libglfw.so.3 here");
        var failure = Assert.Throws<Silk.NET.GLFW.GlfwException>(() => Window.Create(WindowOptions.Default));
        Assert.StartsWith("GLFW Init failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_options_are_the_packages()
    {
        var options = WindowOptions.Default;
        Assert.Equal(new Vector2D<int>(1280, 720), options.Size);
        Assert.Equal((3, 3), (options.API.Version.MajorVersion, options.API.Version.MinorVersion));
        Assert.True(options.IsVisible && options.VSync && options.ShouldSwapAutomatically);
    }
}
