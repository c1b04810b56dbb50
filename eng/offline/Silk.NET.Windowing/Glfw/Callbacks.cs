using System.Runtime.ExceptionServices;

namespace Silk.NET.Windowing.Glfw;

/// <summary>
/// Exceptions cannot pass through GLFW. What a handler throws inside a callback is kept, and thrown again from
/// <see cref="IView.DoEvents"/>.
/// </summary>
internal static class Callbacks
{
    private static ExceptionDispatchInfo? thrown;

    public static void Run(Action handler)
    {
        try
        {
            handler();
        }
#pragma warning disable CA1031 // whatever it is, it must not reach the native caller
        catch (Exception exception)
#pragma warning restore CA1031
        {
            thrown ??= ExceptionDispatchInfo.Capture(exception);
        }
    }

    public static void Rethrow()
    {
        var info = thrown;
        thrown = null;
        info?.Throw();
    }
}
