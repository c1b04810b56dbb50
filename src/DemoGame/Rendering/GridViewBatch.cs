using System.Runtime.InteropServices;
using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>Draws views into grids: a quad for each view, a ray for each pixel.</summary>
internal sealed unsafe class GridViewBatch : InstanceBatch<GridViewBatch.Instance>
{
    private readonly GL _gl;

    /// <summary>Compiles the shaders and creates the buffer; the context must be current.</summary>
    public GridViewBatch(GL gl)
        : base(gl, new GlProgram(gl, "gridview.vert", "gridview.frag"), capacity: 16, blend: false,
            (4, VertexAttribPointerType.Float, 0),
            (4, VertexAttribPointerType.Float, 16),
            (3, VertexAttribPointerType.Float, 32),
            (4, VertexAttribPointerType.UnsignedInt, 48))
    {
        _gl = gl;
        Program.Use();
        Area("bricks", SpriteShape.Bricks);
        Area("stones", SpriteShape.Stones);
        gl.Uniform1(Program.Uniform("texels"), (float)SpriteArt.Size);
        gl.Uniform2(Program.Uniform("perspective"), GridView.HalfWidth, GridView.WallHeight);
    }

    /// <summary>Adds a view that covers a rectangle of the target.</summary>
    public void Add(in GridView view, PixelRectangle place)
    {
        if (view.Cells > GridView.MaxCells)
            throw new ArgumentException($"A grid may have up to {GridView.MaxCells} cells in a row, not {view.Cells}", nameof(view));
        Add(new Instance
        {
            Left = place.X, Top = place.Y, Width = place.Width, Height = place.Height,
            X = view.X, Y = view.Y, Cosine = MathF.Cos(view.Angle), Sine = MathF.Sin(view.Angle),
            LightX = view.LightX, LightY = view.LightY, Cells = view.Cells, Walls = view.Walls,
        });
    }

    private void Area(string uniform, SpriteShape shape)
    {
        var area = SpriteSheet.Area(shape);
        _gl.Uniform4(Program.Uniform(uniform), area.Left, area.Top, area.Right, area.Bottom);
    }

    /// <summary>The instance data of a view, 64 bytes. See gridview.vert.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    internal struct Instance
    {
        [FieldOffset(0)] public float Left;
        [FieldOffset(4)] public float Top;
        [FieldOffset(8)] public float Width;
        [FieldOffset(12)] public float Height;
        [FieldOffset(16)] public float X;
        [FieldOffset(20)] public float Y;
        [FieldOffset(24)] public float Cosine;
        [FieldOffset(28)] public float Sine;
        [FieldOffset(32)] public float LightX;
        [FieldOffset(36)] public float LightY;
        [FieldOffset(40)] public float Cells;

        // Four words of 32 bits, the lowest first, as the CPUs that .NET runs on store it.
        [FieldOffset(48)] public UInt128 Walls;
    }
}
