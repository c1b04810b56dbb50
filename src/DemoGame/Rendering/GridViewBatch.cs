using System.Runtime.InteropServices;
using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>Collects views into grids and draws them with one instanced draw call: a quad for each view, a ray for each pixel.</summary>
internal sealed unsafe class GridViewBatch : IDisposable
{
    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly int _targetSize;
    private readonly int _perspective;
    private readonly uint _vertexArray;
    private readonly uint _buffer;
    private Instance[] _views = new Instance[16];
    private int _targetWidth;
    private int _targetHeight;

    /// <summary>Compiles the shaders and creates the buffer; the context must be current.</summary>
    public GridViewBatch(GL gl)
    {
        _gl = gl;
        _program = new GlProgram(gl, "gridview.vert", "gridview.frag");
        _targetSize = _program.Uniform("targetSize");
        _perspective = _program.Uniform("perspective");
        _program.Use();
        Area("bricks", SpriteShape.Bricks);
        Area("stones", SpriteShape.Stones);
        gl.Uniform1(_program.Uniform("texels"), (float)SpriteArt.Size);
        _vertexArray = gl.GenVertexArray();
        _buffer = gl.GenBuffer();
        gl.BindVertexArray(_vertexArray);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        for (uint index = 0; index < 4; index++)
        {
            gl.EnableVertexAttribArray(index);
            gl.VertexAttribDivisor(index, 1);
        }
        gl.VertexAttribPointer(0, 4, VertexAttribPointerType.Float, false, (uint)sizeof(Instance), (void*)0);
        gl.VertexAttribPointer(1, 4, VertexAttribPointerType.Float, false, (uint)sizeof(Instance), (void*)16);
        gl.VertexAttribPointer(2, 3, VertexAttribPointerType.Float, false, (uint)sizeof(Instance), (void*)32);
        gl.VertexAttribIPointer(3, 4, VertexAttribIType.UnsignedInt, (uint)sizeof(Instance), (void*)48);
        gl.BindVertexArray(0);
    }

    /// <summary>The number of views collected since the last draw call.</summary>
    public int Count { get; private set; }

    /// <summary>The number of draw calls so far.</summary>
    public long DrawCalls { get; private set; }

    /// <summary>Begins a frame on a target of the given size in pixels.</summary>
    public void Begin(int targetWidth, int targetHeight)
    {
        (_targetWidth, _targetHeight) = (targetWidth, targetHeight);
        Count = 0;
    }

    /// <summary>Adds a view that covers a rectangle of the target.</summary>
    public void Add(in GridView view, PixelRectangle place)
    {
        if (view.Cells > GridView.MaxCells)
            throw new ArgumentException($"A grid may have up to {GridView.MaxCells} cells in a row, not {view.Cells}", nameof(view));
        if (Count == _views.Length) Array.Resize(ref _views, Count * 2);
        _views[Count++] = new Instance
        {
            Left = place.X, Top = place.Y, Width = place.Width, Height = place.Height,
            X = view.X, Y = view.Y, Cosine = MathF.Cos(view.Angle), Sine = MathF.Sin(view.Angle),
            LightX = view.LightX, LightY = view.LightY, Cells = view.Cells, Walls = view.Walls,
        };
    }

    /// <summary>Draws all collected views into the bound framebuffer and clears the batch.</summary>
    /// <param name="texture">The texture of the sprite sheet, with the walls.</param>
    public void Draw(uint texture)
    {
        if (Count == 0) return;
        DrawState.Flat(_gl, _targetWidth, _targetHeight, blend: false);
        _program.Use();
        _gl.Uniform2(_targetSize, (float)_targetWidth, _targetHeight);
        _gl.Uniform2(_perspective, GridView.HalfWidth, GridView.WallHeight);
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, texture);
        _gl.BindSampler(0, 0);
        _gl.BindVertexArray(_vertexArray);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        _gl.BufferData(BufferTargetARB.ArrayBuffer, (ReadOnlySpan<Instance>)_views.AsSpan(0, Count), BufferUsageARB.StreamDraw);
        _gl.DrawArraysInstanced(PrimitiveType.TriangleStrip, 0, 4, (uint)Count);
        DrawCalls++;
        Count = 0;
    }

    /// <summary>Deletes the buffer and the shaders; their context must be current.</summary>
    public void Dispose()
    {
        _gl.DeleteVertexArray(_vertexArray);
        _gl.DeleteBuffer(_buffer);
        _program.Dispose();
    }

    private void Area(string uniform, SpriteShape shape)
    {
        var area = SpriteSheet.Area(shape);
        _gl.Uniform4(_program.Uniform(uniform), area.Left, area.Top, area.Right, area.Bottom);
    }

    /// <summary>The instance data of a view, 64 bytes. See gridview.vert.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Instance
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
