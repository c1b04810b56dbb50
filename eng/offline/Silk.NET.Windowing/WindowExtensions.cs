using Silk.NET.Core;
using Silk.NET.Maths;

namespace Silk.NET.Windowing;

public static class WindowExtensions
{
    public static T Invoke<T>(this IView view, Func<T> t) => (T)view.Invoke(t);

    public static void Invoke(this IView view, Action t) => view.Invoke(t);

    /// <summary>Initialises a view, runs its loop of events, update and render until it closes, and resets it.</summary>
    public static void Run(this IView view)
    {
        view.Initialize();
        view.Run(() =>
        {
            view.DoEvents();
            if (!view.IsClosing)
            {
                view.DoUpdate();
            }

            if (!view.IsClosing)
            {
                view.DoRender();
            }
        });
        view.DoEvents();
        view.Reset();
    }

    public static void SwapBuffers(this IView view) => view.GLContext?.SwapBuffers();

    public static void MakeCurrent(this IView view) => view.GLContext?.MakeCurrent();

    public static void ClearContext(this IView view) => view.GLContext?.Clear();

    public static Vector2D<int> GetFullSize(this IWindow window) => ((IWindowProperties)window).Size + window.BorderSize.Size;

    /// <summary>Moves a window to the middle of a screen, by default the one it is on.</summary>
    public static void Center(this IWindow window, IMonitor? monitor = null)
    {
        monitor ??= window.Monitor ?? throw new InvalidOperationException("The window is on no monitor.");
        var bounds = monitor.Bounds;
        var size = window.GetFullSize();
        window.Position = new Vector2D<int>(
            bounds.Origin.X + (bounds.Size.X / 2) - (size.X / 2),
            bounds.Origin.Y + (bounds.Size.Y / 2) - (size.Y / 2));
    }

    public static void SetDefaultIcon(this IWindow window) => window.SetWindowIcon(default);

    public static void SetWindowIcon(this IWindow window, ref RawImage icon)
        => window.SetWindowIcon(new ReadOnlySpan<RawImage>(ref icon));
}
