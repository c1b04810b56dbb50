namespace Silk.NET.Windowing.Glfw;

/// <summary>Windows over GLFW.</summary>
internal sealed class GlfwPlatform : IWindowPlatform
{
    private IWindow? lastCreated;

    public bool IsViewOnly => false;

    public bool IsApplicable => Glfw3.IsInstalled;

    public IWindow CreateWindow(WindowOptions opts)
        => IsApplicable
            ? lastCreated = new GlfwWindow(opts, null, null)
            : throw new PlatformNotSupportedException("GLFW is not supported on this platform.");

    public IView GetView(ViewOptions? opts = null)
        => opts is { } options
            ? CreateWindow(new WindowOptions(options))
            : lastCreated ?? throw new InvalidOperationException(
                "No view has been created prior to this call, and couldn't create one due to no view options being provided.");

    public void ClearContexts() => Glfw3.glfwMakeContextCurrent(0);

    public IEnumerable<IMonitor> GetMonitors() => GlfwMonitor.All();

    public IMonitor GetMainMonitor()
    {
        Glfw3.EnsureInitialised();
        return new GlfwMonitor(Glfw3.glfwGetPrimaryMonitor(), 0);
    }

    public bool IsSourceOfView(IView view) => view is GlfwWindow;
}

/// <summary>Registers GLFW by hand, where the search for platforms is not wanted.</summary>
public static class GlfwWindowing
{
    public static void RegisterPlatform() => Window.Add(new GlfwPlatform());

    public static void Use() => Window.Prioritize(new GlfwPlatform());

    public static bool IsViewGlfw(IView view) => view is GlfwWindow;
}
