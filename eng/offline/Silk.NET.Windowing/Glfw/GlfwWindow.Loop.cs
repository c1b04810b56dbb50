using System.Collections.Concurrent;
using System.Diagnostics;
using Silk.NET.Maths;

namespace Silk.NET.Windowing.Glfw;

/// <content>The game loop: events, update, render.</content>
internal sealed partial class GlfwWindow
{
    private readonly Stopwatch lifetime = new();
    private readonly Stopwatch sinceRender = new();
    private readonly Stopwatch sinceUpdate = new();
    private readonly ConcurrentQueue<Action> invocations = new();
    private double renderPeriod;
    private double updatePeriod;
    private bool inLoop;
    private bool swapIntervalChanged = true;
    private Action? onFrame;

    public event Action? Load;

    public event Action<double>? Update;

    public event Action<double>? Render;

    /// <summary>Raised after the events of a round were handled; input devices use it.</summary>
    internal event Action? EventsHandled;

    public bool ShouldSwapAutomatically
    {
        get => options.ShouldSwapAutomatically;
        set => options.ShouldSwapAutomatically = value;
    }

    public bool IsEventDriven
    {
        get => options.IsEventDriven;
        set => options.IsEventDriven = value;
    }

    public bool IsContextControlDisabled
    {
        get => options.IsContextControlDisabled;
        set => options.IsContextControlDisabled = value;
    }

    public double FramesPerSecond
    {
        get => renderPeriod == 0 ? 0 : 1 / renderPeriod;
        set => renderPeriod = value <= double.Epsilon ? 0 : 1 / value;
    }

    public double UpdatesPerSecond
    {
        get => updatePeriod == 0 ? 0 : 1 / updatePeriod;
        set => updatePeriod = value <= double.Epsilon ? 0 : 1 / value;
    }

    public bool VSync
    {
        get => options.VSync;
        set
        {
            swapIntervalChanged = true;
            options.VSync = value;
        }
    }

    public double Time => lifetime.Elapsed.TotalSeconds;

    bool IView.IsClosing => !IsInitialized || Glfw3.glfwWindowShouldClose(window) != 0;

    // The package asks GLFW for a window that is not there, which ends the process; here that is an exception.
    bool IWindow.IsClosing
    {
        get => IsInitialized
            ? Glfw3.glfwWindowShouldClose(window) != 0
            : throw new InvalidOperationException(
                "IWindow.IsClosing before Initialize or after Run or Reset: the package ends the process here. "
                + "Read IsInitialized first, or IView.IsClosing.");
        set => SetClosing(value);
    }

    public void Run(Action onFrame)
    {
        this.onFrame = onFrame;
        try
        {
            while (!((IView)this).IsClosing)
            {
                onFrame();
            }
        }
        finally
        {
            this.onFrame = null;
        }
    }

    public void DoEvents()
    {
        inLoop = true;
        if (!inRefresh)
        {
            if (IsEventDriven)
            {
                Glfw3.glfwWaitEvents();
            }
            else
            {
                Glfw3.glfwPollEvents();
            }
        }

        Callbacks.Rethrow();
        EventsHandled?.Invoke();
        inLoop = false;
    }

    // As in the package, an exception from a handler leaves the window "in the loop", where it cannot be reset.
    public void DoUpdate()
    {
        inLoop = true;
        double delta = sinceUpdate.Elapsed.TotalSeconds;
        if (delta >= updatePeriod)
        {
            sinceUpdate.Restart();
            Update?.Invoke(delta);
        }

        inLoop = false;
    }

    public void DoRender()
    {
        inLoop = true;
        while (invocations.TryDequeue(out var invocation))
        {
            invocation();
        }

        if (sinceRender.Elapsed.TotalSeconds >= renderPeriod || VSync)
        {
            PrepareContext();
            double delta = sinceRender.Elapsed.TotalSeconds;
            sinceRender.Restart();
            Render?.Invoke(delta);
            if (!IsContextControlDisabled && ShouldSwapAutomatically)
            {
                GLContext?.SwapBuffers();
            }
        }

        inLoop = false;
    }

    public void ContinueEvents() => Glfw3.glfwPostEmptyEvent();

    public void Focus() => Glfw3.glfwFocusWindow(window);

    public void Close()
    {
        Closing?.Invoke();
        SetClosing(true);
    }

    public object Invoke(Delegate d, params object[] args)
    {
        var done = new TaskCompletionSource<object?>();
        invocations.Enqueue(() =>
        {
            try
            {
                done.SetResult(d.DynamicInvoke(args));
            }
            catch (Exception exception) when (exception is System.Reflection.TargetInvocationException or ArgumentException)
            {
                done.SetException(exception.InnerException ?? exception);
            }
        });
        return done.Task.GetAwaiter().GetResult()!;
    }

    public Vector2D<int> PointToClient(Vector2D<int> point) => point - Position;

    public Vector2D<int> PointToScreen(Vector2D<int> point) => point + Position;

    public Vector2D<int> PointToFramebuffer(Vector2D<int> point) => point * (FramebufferSize / Size);

    private void SetClosing(bool value)
    {
        if (IsInitialized)
        {
            Glfw3.glfwSetWindowShouldClose(window, Flag(value));
        }
    }

    private void PrepareContext()
    {
        if (IsContextControlDisabled || GLContext is not { } gl)
        {
            return;
        }

        if (!gl.IsCurrent)
        {
            gl.MakeCurrent();
        }

        if (swapIntervalChanged)
        {
            gl.SwapInterval(VSync ? 1 : 0);
            swapIntervalChanged = false;
        }
    }

    private void StartClocks()
    {
        swapIntervalChanged = true;
        lifetime.Start();
        sinceRender.Start();
        sinceUpdate.Start();
    }

    private void StopClocks()
    {
        lifetime.Reset();
        sinceRender.Reset();
        sinceUpdate.Reset();
    }
}
