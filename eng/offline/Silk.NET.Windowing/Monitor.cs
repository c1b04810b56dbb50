namespace Silk.NET.Windowing;

/// <summary>Finds the screens.</summary>
public static class Monitor
{
    public static IEnumerable<IMonitor> GetMonitors(IView? view) => PlatformOf(view).GetMonitors();

    public static IMonitor GetMainMonitor(IView? view) => PlatformOf(view).GetMainMonitor();

    private static IWindowPlatform PlatformOf(IView? view)
        => Window.Platforms.FirstOrDefault(platform => view is null ? platform.IsApplicable : platform.IsSourceOfView(view))
            ?? throw Window.NoPlatformException;
}
