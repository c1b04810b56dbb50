using Silk.NET.Windowing.Glfw;

namespace Silk.NET.Windowing;

/// <summary>Makes windows. GLFW is the only platform of the stand-in.</summary>
public static class Window
{
    private static readonly List<IWindowPlatform> Registered = [];
    private static bool firstPartyLoaded;

    public static IReadOnlyCollection<IWindowPlatform> Platforms
    {
        get
        {
            if (!firstPartyLoaded)
            {
                firstPartyLoaded = true;
                Add(new GlfwPlatform());
            }

            return Registered;
        }
    }

    /// <summary>Whether no applicable platform can make windows.</summary>
    public static bool IsViewOnly => !Platforms.Any(platform => platform.IsApplicable && !platform.IsViewOnly);

    internal static Exception NoPlatformException => new PlatformNotSupportedException(
        "Couldn't find a suitable window platform. "
        + (Platforms.Count == 0 ? "(none registered) " : $"({string.Join(", ", Platforms.Select(Describe))}) ")
        + "Is GLFW (libglfw.so.3) installed?");

    public static void ShouldLoadFirstPartyPlatforms(bool shouldLoad)
    {
        if (firstPartyLoaded)
        {
            throw new InvalidOperationException("Window Platforms already loaded, cannot change first party loading");
        }

        firstPartyLoaded = !shouldLoad;
    }

    public static IWindowPlatform? GetWindowPlatform(bool viewOnly)
        => Platforms.FirstOrDefault(platform => platform.IsApplicable && (!viewOnly || platform.IsViewOnly));

    /// <summary>
    /// A window, not yet initialised. Throws <see cref="PlatformNotSupportedException"/> where GLFW is missing and
    /// <see cref="GLFW.GlfwException"/> where it does not start, for want of a display for instance.
    /// </summary>
    public static IWindow Create(WindowOptions options)
        => IsViewOnly ? throw NoPlatformException : Platforms.First(platform => !platform.IsViewOnly).CreateWindow(options);

    public static IView GetView(ViewOptions? options = null)
        => (Platforms.FirstOrDefault(platform => platform.IsApplicable) ?? throw NoPlatformException).GetView(options);

    public static void ClearCurrentContexts(IView view)
    {
        foreach (var platform in Platforms.Where(platform => platform.IsSourceOfView(view)))
        {
            platform.ClearContexts();
        }
    }

    public static void Prioritize(IWindowPlatform platform)
    {
        Remove(platform);
        Registered.Insert(0, platform);
    }

    public static void PrioritizeGlfw()
    {
        if (Platforms.OfType<GlfwPlatform>().FirstOrDefault() is { } glfw)
        {
            Prioritize(glfw);
        }
    }

    public static void Add(IWindowPlatform platform)
    {
        if (!Registered.Exists(other => other.GetType() == platform.GetType()))
        {
            Registered.Add(platform);
        }
    }

    public static void Remove(IWindowPlatform platform)
        => Registered.RemoveAll(other => other.GetType() == platform.GetType());

    private static string Describe(IWindowPlatform platform)
        => platform.GetType().Name + (platform.IsViewOnly ? " - view only" : platform.IsApplicable ? string.Empty : " - not applicable");
}
