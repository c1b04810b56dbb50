using Silk.NET.Maths;

namespace Silk.NET.Windowing.Glfw;

/// <content>Properties that go to the native window once there is one, and to the options before.</content>
internal sealed unsafe partial class GlfwWindow
{
    private Vector2D<int> windowedPosition;
    private Vector2D<int> windowedSize;

    public Vector2D<int> Size
    {
        get
        {
            if (IsInitialized)
            {
                Glfw3.glfwGetWindowSize(window, out int width, out int height);
                options.Size = new Vector2D<int>(width, height);
            }

            return options.Size;
        }

        set
        {
            options.Size = value;
            if (IsInitialized)
            {
                Glfw3.glfwSetWindowSize(window, value.X, value.Y);
            }
        }
    }

    Vector2D<int> IViewProperties.Size => IsInitialized ? Size : default;

    public Vector2D<int> FramebufferSize
    {
        get
        {
            if (!IsInitialized)
            {
                return default;
            }

            Glfw3.glfwGetFramebufferSize(window, out int width, out int height);
            return new Vector2D<int>(width, height);
        }
    }

    public Vector2D<int> Position
    {
        get
        {
            if (IsInitialized)
            {
                Glfw3.glfwGetWindowPos(window, out int x, out int y);
                options.Position = new Vector2D<int>(x, y);
            }

            return options.Position;
        }

        set
        {
            options.Position = value;
            if (IsInitialized)
            {
                Glfw3.glfwSetWindowPos(window, value.X, value.Y);
            }
        }
    }

    public Rectangle<int> BorderSize
    {
        get
        {
            if (!IsInitialized)
            {
                return default;
            }

            Glfw3.glfwGetWindowFrameSize(window, out int left, out int top, out int right, out int bottom);
            return new Rectangle<int>(left, top, right - left, bottom - top);
        }
    }

    public string Title
    {
        get => options.Title;
        set
        {
            options.Title = value;
            if (IsInitialized)
            {
                Glfw3.glfwSetWindowTitle(window, value);
            }
        }
    }

    public bool IsVisible
    {
        get => IsInitialized ? Has(Hint.Visible) : options.IsVisible;
        set
        {
            options.IsVisible = value;
            if (IsInitialized && value)
            {
                Glfw3.glfwShowWindow(window);
            }
            else if (IsInitialized)
            {
                Glfw3.glfwHideWindow(window);
            }
        }
    }

    public bool TopMost
    {
        get => IsInitialized ? Has(Hint.Floating) : options.TopMost;
        set
        {
            options.TopMost = value;
            if (IsInitialized)
            {
                Glfw3.glfwSetWindowAttrib(window, Hint.Floating, Flag(value));
            }
        }
    }

    public WindowBorder WindowBorder
    {
        get => !IsInitialized ? options.WindowBorder
            : Has(Hint.Resizable) ? WindowBorder.Resizable
            : Has(Hint.Decorated) ? WindowBorder.Fixed
            : WindowBorder.Hidden;
        set
        {
            options.WindowBorder = value;
            if (IsInitialized)
            {
                Glfw3.glfwSetWindowAttrib(window, Hint.Decorated, Flag(value != WindowBorder.Hidden));
                Glfw3.glfwSetWindowAttrib(window, Hint.Resizable, Flag(value == WindowBorder.Resizable));
            }
        }
    }

    public WindowState WindowState
    {
        get => !IsInitialized ? options.WindowState
            : Has(Hint.Iconified) ? WindowState.Minimized
            : Has(Hint.Maximized) ? WindowState.Maximized
            : Glfw3.glfwGetWindowMonitor(window) != 0 ? WindowState.Fullscreen
            : WindowState.Normal;
        set
        {
            swapIntervalChanged = true;
            if (IsInitialized)
            {
                SetState(value);
            }

            options.WindowState = value;
        }
    }

    public VideoMode VideoMode => IsInitialized && Monitor is { } monitor ? monitor.VideoMode : options.VideoMode;

    /// <summary>The screen that holds the middle of the window, or the main one.</summary>
    public IMonitor? Monitor
    {
        get
        {
            if (!IsInitialized)
            {
                return initialMonitor;
            }

            var screens = GlfwMonitor.All().Cast<GlfwMonitor>().ToArray();
            nint filled = Glfw3.glfwGetWindowMonitor(window);
            var middle = Position + (Size / 2);
            return Array.Find(screens, screen => filled == 0 ? screen.Bounds.Contains(middle) : screen.Handle == filled)
                ?? screens.FirstOrDefault();
        }

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!IsInitialized)
            {
                throw new InvalidOperationException("Window is not running.");
            }

            if (WindowState == WindowState.Fullscreen)
            {
                Fill((GlfwMonitor)value, value.VideoMode);
            }
            else
            {
                Position = value.Bounds.Origin;
            }
        }
    }

    private bool Has(int attribute) => Glfw3.glfwGetWindowAttrib(window, attribute) != 0;

    private void SetState(WindowState state)
    {
        bool filled = Glfw3.glfwGetWindowMonitor(window) != 0;
        if (filled && state != WindowState.Fullscreen)
        {
            Glfw3.glfwSetWindowMonitor(window, 0, windowedPosition.X, windowedPosition.Y, windowedSize.X, windowedSize.Y, 0);
        }

        switch (state)
        {
            case WindowState.Minimized:
                Glfw3.glfwIconifyWindow(window);
                break;
            case WindowState.Maximized:
                Glfw3.glfwMaximizeWindow(window);
                break;
            case WindowState.Fullscreen when !filled:
                Glfw3.glfwGetWindowPos(window, out windowedPosition.X, out windowedPosition.Y);
                Glfw3.glfwGetWindowSize(window, out windowedSize.X, out windowedSize.Y);
                Fill(new GlfwMonitor(Glfw3.glfwGetPrimaryMonitor(), 0), options.VideoMode);
                break;
            case WindowState.Normal:
                Glfw3.glfwRestoreWindow(window);
                break;
        }
    }

    private void Fill(GlfwMonitor monitor, VideoMode wanted)
    {
        var current = monitor.VideoMode;
        var size = wanted.Resolution ?? current.Resolution!.Value;
        Glfw3.glfwSetWindowMonitor(window, monitor.Handle, 0, 0, size.X, size.Y, wanted.RefreshRate ?? current.RefreshRate!.Value);
    }
}
