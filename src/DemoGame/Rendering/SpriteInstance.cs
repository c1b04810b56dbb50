using System.Runtime.InteropServices;

namespace DemoGame.Rendering;

/// <summary>The instance data of one sprite, 64 bytes, in pixels of the target. See sprite.vert.</summary>
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
