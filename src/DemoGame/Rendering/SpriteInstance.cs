using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>One sprite as the vertex shader reads it: an instance of 64 bytes, in target pixels. See sprite.vert.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SpriteInstance
{
    public float X;
    public float Y;
    public float Width;
    public float Height;
    public TextureArea Sheet;
    public ClipArea Clip;
    public Color Top;
    public Color Bottom;
    public float Radius;
    public float Rotation;
}
