using Silk.NET.Input.Glfw;
using Silk.NET.Windowing;

namespace Silk.NET.Input;

/// <summary>An input library.</summary>
public interface IInputPlatform
{
    bool IsApplicable(IView view);

    IInputContext CreateInput(IView view);
}

public static class InputWindowExtensions
{
    private static readonly List<IInputPlatform> Registered = [];
    private static bool firstPartyLoaded;

    public static IReadOnlyList<IInputPlatform> Platforms
    {
        get
        {
            if (!firstPartyLoaded)
            {
                firstPartyLoaded = true;
                Registered.Add(new GlfwInputPlatform());
            }

            return Registered;
        }
    }

    /// <summary>The keyboard and mouse of an initialised window. A window can have one input context at a time.</summary>
    public static IInputContext CreateInput(this IView view)
    {
        if (!view.IsInitialized)
        {
            throw new InvalidOperationException("Couldn't create input context as the view was not initialized.");
        }

        var platform = Platforms.FirstOrDefault(platform => platform.IsApplicable(view));
        return platform?.CreateInput(view)
            ?? throw new NotSupportedException("Couldn't find a suitable input platform for this view.");
    }

    public static void Add(IInputPlatform platform) => Registered.Add(platform);

    public static void Remove(IInputPlatform platform) => Registered.Remove(platform);
}
