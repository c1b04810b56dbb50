namespace Silk.NET.Windowing;

/// <summary>The graphics API of a window.</summary>
public enum ContextAPI
{
    None = 0,
    Vulkan,
    OpenGL,
    OpenGLES,
}

/// <summary>The profile of an OpenGL context. (The package spells it so.)</summary>
public enum ContextProfile
{
    Core = 0,
    Compatability,
}

[Flags]
public enum ContextFlags
{
    Default = 0,
    Debug = 1,
    ForwardCompatible = 2,
}

public enum WindowBorder
{
    Resizable = 0,
    Fixed,
    Hidden,
}

public enum WindowState
{
    Normal = 0,
    Minimized,
    Maximized,
    Fullscreen,
}
