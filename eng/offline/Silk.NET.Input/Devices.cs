using System.Numerics;
using Silk.NET.Core;

namespace Silk.NET.Input;

/// <summary>Any input device.</summary>
public interface IInputDevice
{
    string Name { get; }

    int Index { get; }

    bool IsConnected { get; }
}

/// <summary>The devices of one window.</summary>
public interface IInputContext : IDisposable
{
    event Action<IInputDevice, bool>? ConnectionChanged;

    nint Handle { get; }

    IReadOnlyList<IGamepad> Gamepads { get; }

    IReadOnlyList<IJoystick> Joysticks { get; }

    IReadOnlyList<IKeyboard> Keyboards { get; }

    IReadOnlyList<IMouse> Mice { get; }

    IReadOnlyList<IInputDevice> OtherDevices { get; }
}

/// <summary>A keyboard. The events give the key and its scancode.</summary>
public interface IKeyboard : IInputDevice
{
    event Action<IKeyboard, Key, int>? KeyDown;

    event Action<IKeyboard, Key, int>? KeyUp;

    event Action<IKeyboard, char>? KeyChar;

    IReadOnlyList<Key> SupportedKeys { get; }

    string ClipboardText { get; set; }

    bool IsKeyPressed(Key key);

    bool IsScancodePressed(int scancode);

    void BeginInput();

    void EndInput();
}

/// <summary>A mouse. Positions are in the window's coordinates, from its upper left corner.</summary>
public interface IMouse : IInputDevice
{
    event Action<IMouse, MouseButton> MouseDown;

    event Action<IMouse, MouseButton> MouseUp;

    /// <summary>Raised for a click once it is certain that no double click follows.</summary>
    event Action<IMouse, MouseButton, Vector2> Click;

    event Action<IMouse, MouseButton, Vector2> DoubleClick;

    event Action<IMouse, Vector2> MouseMove;

    event Action<IMouse, ScrollWheel> Scroll;

    IReadOnlyList<MouseButton> SupportedButtons { get; }

    IReadOnlyList<ScrollWheel> ScrollWheels { get; }

    Vector2 Position { get; set; }

    ICursor Cursor { get; }

    /// <summary>Milliseconds within which a second click makes a double click.</summary>
    int DoubleClickTime { get; set; }

    int DoubleClickRange { get; set; }

    bool IsButtonPressed(MouseButton btn);
}

/// <summary>The cursor of a mouse.</summary>
public interface ICursor
{
    CursorType Type { get; set; }

    StandardCursor StandardCursor { get; set; }

    CursorMode CursorMode { get; set; }

    bool IsConfined { get; set; }

    int HotspotX { get; set; }

    int HotspotY { get; set; }

    RawImage Image { get; set; }

    bool IsSupported(CursorMode mode);

    bool IsSupported(StandardCursor standardCursor);
}

/// <summary>A gamepad. The stand-in lists none.</summary>
public interface IGamepad : IInputDevice
{
    event Action<IGamepad, Button>? ButtonDown;

    event Action<IGamepad, Button>? ButtonUp;

    event Action<IGamepad, Thumbstick>? ThumbstickMoved;

    event Action<IGamepad, Trigger>? TriggerMoved;

    IReadOnlyList<Button> Buttons { get; }

    IReadOnlyList<Thumbstick> Thumbsticks { get; }

    IReadOnlyList<Trigger> Triggers { get; }

    IReadOnlyList<IMotor> VibrationMotors { get; }

    Deadzone Deadzone { get; set; }
}

/// <summary>A joystick. The stand-in lists none.</summary>
public interface IJoystick : IInputDevice
{
    event Action<IJoystick, Button>? ButtonDown;

    event Action<IJoystick, Button>? ButtonUp;

    event Action<IJoystick, Axis>? AxisMoved;

    event Action<IJoystick, Hat>? HatMoved;

    IReadOnlyList<Axis> Axes { get; }

    IReadOnlyList<Button> Buttons { get; }

    IReadOnlyList<Hat> Hats { get; }

    Deadzone Deadzone { get; set; }
}

/// <summary>A motor that makes a gamepad shake.</summary>
public interface IMotor
{
    int Index { get; }

    float Speed { get; set; }
}
