using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Silk.NET.Windowing;
using Silk.NET.Windowing.Glfw;

namespace Silk.NET.Input.Glfw;

/// <summary>Input over GLFW.</summary>
internal sealed class GlfwInputPlatform : IInputPlatform
{
    public bool IsApplicable(IView view) => view is GlfwWindow;

    public IInputContext CreateInput(IView view) => new GlfwInputContext((GlfwWindow)view);
}

/// <summary>The keyboard and the mouse of a GLFW window.</summary>
internal sealed unsafe class GlfwInputContext : IInputContext
{
    private static readonly ConcurrentDictionary<nint, GlfwInputContext> Contexts = new();
    private readonly GlfwWindow view;
    private readonly GlfwKeyboard keyboard;
    private readonly GlfwMouse mouse;

    public GlfwInputContext(GlfwWindow view)
    {
        this.view = view;
        Handle = view.Handle;
        if (!Contexts.TryAdd(Handle, this))
        {
            throw new InvalidOperationException($"More than one input context for window {Handle}.");
        }

        keyboard = new GlfwKeyboard(Handle);
        mouse = new GlfwMouse(Handle);
        Glfw3Input.glfwSetKeyCallback(Handle, &OnKey);
        Glfw3Input.glfwSetCharCallback(Handle, &OnCharacter);
        Glfw3Input.glfwSetMouseButtonCallback(Handle, &OnMouseButton);
        Glfw3Input.glfwSetCursorPosCallback(Handle, &OnMouseMove);
        Glfw3Input.glfwSetScrollCallback(Handle, &OnScroll);
        view.EventsHandled += mouse.Update;
    }

    // Nothing is ever plugged in or out: no gamepads are listed.
    public event Action<IInputDevice, bool>? ConnectionChanged
    {
        add { }
        remove { }
    }

    public nint Handle { get; }

    public IReadOnlyList<IGamepad> Gamepads => [];

    public IReadOnlyList<IJoystick> Joysticks => [];

    public IReadOnlyList<IKeyboard> Keyboards => [keyboard];

    public IReadOnlyList<IMouse> Mice => [mouse];

    public IReadOnlyList<IInputDevice> OtherDevices => [];

    /// <summary>Stops listening; best done before the window goes, and harmless after.</summary>
    public void Dispose()
    {
        view.EventsHandled -= mouse.Update;
        ObjectDisposedException.ThrowIf(!Contexts.TryRemove(Handle, out _), this);
        if (view.Handle == Handle)
        {
            Glfw3Input.glfwSetKeyCallback(Handle, null);
            Glfw3Input.glfwSetCharCallback(Handle, null);
            Glfw3Input.glfwSetMouseButtonCallback(Handle, null);
            Glfw3Input.glfwSetCursorPosCallback(Handle, null);
            Glfw3Input.glfwSetScrollCallback(Handle, null);
        }
    }

    private static void With(nint window, Action<GlfwInputContext> handler)
    {
        if (Contexts.TryGetValue(window, out var context))
        {
            Callbacks.Run(() => handler(context));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnKey(nint window, int key, int scancode, int action, int modifiers)
        => With(window, context => context.keyboard.HandleKey(key, scancode, action));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCharacter(nint window, uint codepoint)
        => With(window, context => context.keyboard.HandleCharacter((char)codepoint));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMouseButton(nint window, int button, int action, int modifiers)
        => With(window, context => context.mouse.HandleButton(button, action));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMouseMove(nint window, double x, double y)
        => With(window, context => context.mouse.HandleMove((float)x, (float)y));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnScroll(nint window, double x, double y)
        => With(window, context => context.mouse.HandleScroll((float)x, (float)y));
}
