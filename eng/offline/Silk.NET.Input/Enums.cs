namespace Silk.NET.Input;

/// <summary>The buttons of a gamepad.</summary>
public enum ButtonName
{
    Unknown = -1,
    A = 0,
    B,
    X,
    Y,
    LeftBumper,
    RightBumper,
    Back,
    Start,
    Home,
    LeftStick,
    RightStick,
    DPadUp,
    DPadRight,
    DPadDown,
    DPadLeft,
}

/// <summary>Whether the cursor is seen and where it may go.</summary>
public enum CursorMode
{
    Normal,
    Hidden,
    Disabled,
    Raw,
}

public enum CursorType
{
    Standard,
    Custom,
}

public enum StandardCursor
{
    Default,
    Arrow,
    IBeam,
    Crosshair,
    Hand,
    HResize,
    VResize,
    NwseResize,
    NeswResize,
    ResizeAll,
    NotAllowed,
    Wait,
    WaitArrow,
}

public enum DeadzoneMethod
{
    Traditional,
    AdaptiveGradient,
}

/// <summary>The buttons of a mouse.</summary>
public enum MouseButton
{
    Unknown = -1,
    Left = 0,
    Right,
    Middle,
    Button4,
    Button5,
    Button6,
    Button7,
    Button8,
    Button9,
    Button10,
    Button11,
    Button12,
}

[Flags]
public enum Position2D
{
    Centered = 0,
    Up = 1,
    Down = 2,
    Left = 4,
    Right = 8,
    UpLeft = Up | Left,
    UpRight = Up | Right,
    DownLeft = Down | Left,
    DownRight = Down | Right,
}
