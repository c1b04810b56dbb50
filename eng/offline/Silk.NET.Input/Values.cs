namespace Silk.NET.Input;

/// <summary>The state of a joystick's axis.</summary>
public readonly struct Axis
{
    public Axis(int index, float position) => (Index, Position) = (index, position);

    public int Index { get; }

    public float Position { get; }
}

/// <summary>The state of a button.</summary>
public struct Button
{
    public Button(ButtonName name, int index, bool pressed) => (Name, Index, Pressed) = (name, index, pressed);

    public ButtonName Name { get; }

    public int Index { get; }

    public bool Pressed { get; }
}

/// <summary>How far from the middle a stick must be moved to count.</summary>
public readonly struct Deadzone
{
    public Deadzone(float value, DeadzoneMethod method) => (Value, Method) = (value, method);

    public float Value { get; }

    public DeadzoneMethod Method { get; }
}

/// <summary>The state of a joystick's hat.</summary>
public struct Hat
{
    public Hat(int index, Position2D position) => (Index, Position) = (index, position);

    public int Index { get; }

    public Position2D Position { get; }
}

/// <summary>How far a wheel was turned.</summary>
public struct ScrollWheel : IEquatable<ScrollWheel>
{
    public ScrollWheel(float x, float y) => (X, Y) = (x, y);

    public float X { get; }

    public float Y { get; }

    public static bool operator ==(ScrollWheel left, ScrollWheel right) => left.Equals(right);

    public static bool operator !=(ScrollWheel left, ScrollWheel right) => !left.Equals(right);

    public readonly bool Equals(ScrollWheel other) => X == other.X && Y == other.Y;

    public override readonly bool Equals(object? obj) => obj is ScrollWheel other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(X, Y);
}

/// <summary>The state of a gamepad's stick.</summary>
public struct Thumbstick
{
    public Thumbstick(int index, float x, float y) => (Index, X, Y) = (index, x, y);

    public int Index { get; }

    public float X { get; }

    public float Y { get; }

    public readonly float Position => MathF.Sqrt((X * X) + (Y * Y));

    public readonly float Direction => MathF.Atan2(Y, X);
}

/// <summary>The state of a gamepad's trigger.</summary>
public struct Trigger
{
    public Trigger(int index, float position) => (Index, Position) = (index, position);

    public int Index { get; }

    public float Position { get; }
}
