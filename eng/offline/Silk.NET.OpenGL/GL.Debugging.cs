using System.Runtime.InteropServices;

namespace Silk.NET.OpenGL;

/// <content>What the context says of itself, debug messages and labels.</content>
public unsafe partial class GL
{
    private nint getString, getStringi, debugMessageCallback, objectLabel;
    private DebugProc? debugProc;

    public byte* GetString(StringName name)
        => ((delegate* unmanaged<StringName, byte*>)Entry(ref getString, "glGetString"))(name);

    public byte* GetString(StringName name, uint index)
        => ((delegate* unmanaged<StringName, uint, byte*>)Entry(ref getStringi, "glGetStringi"))(name, index);

    public string GetStringS(StringName name) => Text(GetString(name));

    public string GetStringS(StringName name, uint index) => Text(GetString(name, index));

    /// <summary>Sets who receives debug messages. The callback stays alive as long as this object.</summary>
    public void DebugMessageCallback(DebugProc callback, void* userParam)
    {
        nint pointer = callback is null ? 0 : Marshal.GetFunctionPointerForDelegate(callback);
        ((delegate* unmanaged<nint, void*, void>)Entry(ref debugMessageCallback, "glDebugMessageCallback"))(pointer, userParam);
        debugProc = callback;
    }

    public void ObjectLabel(ObjectIdentifier identifier, uint name, uint length, byte* label)
        => ((delegate* unmanaged<ObjectIdentifier, uint, uint, byte*, void>)Entry(ref objectLabel, "glObjectLabel"))(identifier, name, length, label);

    public void ObjectLabel(ObjectIdentifier identifier, uint name, uint length, string label)
    {
        fixed (byte* text = Utf8(label))
        {
            ObjectLabel(identifier, name, length, text);
        }
    }
}
