using Silk.NET.Core;

namespace Silk.NET.Input.Glfw;

/// <summary>The cursor of a window. Its mode can be changed; its shape is the system's.</summary>
internal sealed class GlfwCursor(nint window) : ICursor
{
    private const int Normal = 0x00034001;
    private const int Hidden = 0x00034002;
    private const int Disabled = 0x00034003;
    private CursorMode mode;

    public CursorMode CursorMode
    {
        get => mode;
        set
        {
            mode = IsSupported(value) ? value : throw new InvalidOperationException($"The cursor mode {value} is not supported here.");
            Glfw3Input.glfwSetInputMode(window, Glfw3Input.CursorModeOfInput, value switch
            {
                CursorMode.Normal => Normal,
                CursorMode.Hidden => Hidden,
                _ => Disabled,
            });
            if (Glfw3Input.glfwRawMouseMotionSupported() != 0)
            {
                Glfw3Input.glfwSetInputMode(window, Glfw3Input.RawMouseMotion, value == CursorMode.Raw ? 1 : 0);
            }
        }
    }

    public CursorType Type { get; set; }

    public StandardCursor StandardCursor { get; set; }

    public bool IsConfined
    {
        get => false;
        set { }
    }

    public int HotspotX { get; set; }

    public int HotspotY { get; set; }

    public RawImage Image { get; set; }

    public bool IsSupported(CursorMode mode)
        => mode != CursorMode.Raw || Glfw3Input.glfwRawMouseMotionSupported() != 0;

    public bool IsSupported(StandardCursor standardCursor) => standardCursor == StandardCursor.Default;
}
