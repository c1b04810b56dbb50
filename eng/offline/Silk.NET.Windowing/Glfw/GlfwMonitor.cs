using System.Runtime.InteropServices;
using Silk.NET.Maths;

namespace Silk.NET.Windowing.Glfw;

/// <summary>A screen as GLFW sees it.</summary>
internal sealed unsafe class GlfwMonitor(nint handle, int index) : IMonitor
{
    private float gamma = 1;

    public nint Handle => handle;

    public string Name => Marshal.PtrToStringUTF8(Glfw3.glfwGetMonitorName(handle)) ?? string.Empty;

    public int Index => index;

    public Rectangle<int> Bounds
    {
        get
        {
            Glfw3.glfwGetMonitorWorkarea(handle, out int x, out int y, out int width, out int height);
            return new Rectangle<int>(x, y, width, height);
        }
    }

    public VideoMode VideoMode => Convert(*Glfw3.glfwGetVideoMode(handle));

    public float Gamma
    {
        get => gamma;
        set
        {
            gamma = value;
            Glfw3.glfwSetGamma(handle, value);
        }
    }

    public static IEnumerable<IMonitor> All()
    {
        Glfw3.EnsureInitialised();
        nint* monitors = Glfw3.glfwGetMonitors(out int count);
        var all = new IMonitor[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = new GlfwMonitor(monitors[i], i);
        }

        return all;
    }

    public IEnumerable<VideoMode> GetAllVideoModes()
    {
        var modes = Glfw3.glfwGetVideoModes(handle, out int count);
        var all = new VideoMode[count];
        for (int i = 0; i < count; i++)
        {
            all[i] = Convert(modes[i]);
        }

        return all;
    }

    /// <summary>A window on this screen: filling it where it is to be full-screen, otherwise placed relative to it.</summary>
    public IWindow CreateWindow(WindowOptions opts)
    {
        if (opts.WindowState == WindowState.Fullscreen)
        {
            return new GlfwWindow(opts, null, this);
        }

        opts.Position += Bounds.Origin;
        return new GlfwWindow(opts, null, null);
    }

    private static VideoMode Convert(Glfw3.Mode mode) => new(new Vector2D<int>(mode.Width, mode.Height), mode.RefreshRate);
}
