using System.Runtime.InteropServices;

namespace Silk.NET.Input.Glfw;

/// <summary>The keyboard of a window.</summary>
internal sealed class GlfwKeyboard(nint window) : IKeyboard
{
    private static readonly Key[] Keys = [.. Enum.GetValues<Key>().Where(key => key != Key.Unknown).Distinct()];
    private readonly HashSet<int> scancodesDown = [];

    public event Action<IKeyboard, Key, int>? KeyDown;

    public event Action<IKeyboard, Key, int>? KeyUp;

    public event Action<IKeyboard, char>? KeyChar;

    public string Name => "Silk.NET Keyboard (via GLFW)";

    public int Index => 0;

    public bool IsConnected => true;

    public IReadOnlyList<Key> SupportedKeys => Keys;

    public string ClipboardText
    {
        get => Marshal.PtrToStringUTF8(Glfw3Input.glfwGetClipboardString(window)) ?? string.Empty;
        set => Glfw3Input.glfwSetClipboardString(window, value);
    }

    public bool IsKeyPressed(Key key)
        => key != Key.Unknown && Glfw3Input.glfwGetKey(window, (int)key) == Glfw3Input.Press;

    public bool IsScancodePressed(int scancode) => scancodesDown.Contains(scancode);

    public void BeginInput()
    {
    }

    public void EndInput()
    {
    }

    /// <summary>A key went down or up; repeats raise nothing.</summary>
    internal void HandleKey(int key, int scancode, int action)
    {
        if (action == Glfw3Input.Press)
        {
            scancodesDown.Add(scancode);
            KeyDown?.Invoke(this, (Key)key, scancode);
        }
        else if (action == Glfw3Input.Release)
        {
            scancodesDown.Remove(scancode);
            KeyUp?.Invoke(this, (Key)key, scancode);
        }
    }

    internal void HandleCharacter(char character) => KeyChar?.Invoke(this, character);
}
