using System.Diagnostics;
using System.Numerics;

namespace Silk.NET.Input.Glfw;

/// <summary>The mouse of a window.</summary>
internal sealed class GlfwMouse(nint window) : IMouse
{
    private static readonly MouseButton[] Buttons = [.. Enum.GetValues<MouseButton>().Where(button => button != MouseButton.Unknown)];
    private readonly ScrollWheel[] wheels = new ScrollWheel[1];
    private bool scrolled;
    private (MouseButton Button, Vector2 Position, long Time)? firstClick;

    public event Action<IMouse, MouseButton>? MouseDown;

    public event Action<IMouse, MouseButton>? MouseUp;

    public event Action<IMouse, MouseButton, Vector2>? Click;

    public event Action<IMouse, MouseButton, Vector2>? DoubleClick;

    public event Action<IMouse, Vector2>? MouseMove;

    public event Action<IMouse, ScrollWheel>? Scroll;

    public string Name => "Silk.NET Mouse (via GLFW)";

    public int Index => 0;

    public bool IsConnected => true;

    public IReadOnlyList<MouseButton> SupportedButtons => Buttons;

    public IReadOnlyList<ScrollWheel> ScrollWheels => wheels;

    public ICursor Cursor { get; } = new GlfwCursor(window);

    public int DoubleClickTime { get; set; } = 500;

    public int DoubleClickRange { get; set; } = 4;

    public Vector2 Position
    {
        get
        {
            Glfw3Input.glfwGetCursorPos(window, out double x, out double y);
            return new Vector2((float)x, (float)y);
        }

        set => Glfw3Input.glfwSetCursorPos(window, value.X, value.Y);
    }

    public bool IsButtonPressed(MouseButton btn)
        => btn is >= MouseButton.Left and <= MouseButton.Button8
            && Glfw3Input.glfwGetMouseButton(window, (int)btn) == Glfw3Input.Press;

    internal void HandleButton(int button, int action)
    {
        if (action == Glfw3Input.Press)
        {
            MouseDown?.Invoke(this, (MouseButton)button);
            CountClick((MouseButton)button);
        }
        else if (action == Glfw3Input.Release)
        {
            MouseUp?.Invoke(this, (MouseButton)button);
        }
    }

    internal void HandleMove(float x, float y) => MouseMove?.Invoke(this, new Vector2(x, y));

    internal void HandleScroll(float x, float y)
    {
        wheels[0] = new ScrollWheel(x, y);
        scrolled = true;
        Scroll?.Invoke(this, wheels[0]);
    }

    /// <summary>Called once a round of events: the wheel rests unless it was just turned, and a lone click becomes certain.</summary>
    internal void Update()
    {
        if (!scrolled)
        {
            wheels[0] = default;
        }

        scrolled = false;
        if (firstClick is { } first && IsLate(first.Time))
        {
            firstClick = null;
            Click?.Invoke(this, first.Button, Position);
        }
    }

    /// <summary>Two presses of one button within time and reach are a double click, all others are single ones.</summary>
    private void CountClick(MouseButton button)
    {
        var position = Position;
        if (firstClick is not { } first)
        {
            firstClick = (button, position, Stopwatch.GetTimestamp());
            return;
        }

        var moved = Vector2.Abs(position - first.Position);
        if (first.Button == button && !IsLate(first.Time) && moved.X < DoubleClickRange && moved.Y < DoubleClickRange)
        {
            firstClick = null;
            DoubleClick?.Invoke(this, button, position);
            return;
        }

        firstClick = (button, position, Stopwatch.GetTimestamp());
        Click?.Invoke(this, first.Button, position);
    }

    private bool IsLate(long time) => Stopwatch.GetElapsedTime(time).TotalMilliseconds > DoubleClickTime;
}
