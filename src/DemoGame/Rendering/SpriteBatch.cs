using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>
/// Collects sprites and draws them from back to front with one instanced draw call. A frame is <see cref="Begin"/>, any number of
/// additions, <see cref="Draw"/>; from the second frame on, nothing is allocated.
/// </summary>
public sealed unsafe class SpriteBatch : IDisposable
{
    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly int _targetSize;
    private readonly uint _vertexArray;
    private readonly uint _buffer;
    private SpriteInstance[] _sprites;
    private int _targetWidth;
    private int _targetHeight;

    /// <summary>Compiles the shaders and creates the buffer; the context must be current.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="capacity">The initial capacity in sprites; it grows if needed.</param>
    public SpriteBatch(GL gl, int capacity = 1024)
    {
        ArgumentNullException.ThrowIfNull(gl);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _gl = gl;
        _sprites = new SpriteInstance[capacity];
        _program = new GlProgram(gl, "sprite.vert", "sprite.frag");
        _targetSize = _program.Uniform("targetSize");
        _vertexArray = gl.GenVertexArray();
        _buffer = gl.GenBuffer();
        gl.BindVertexArray(_vertexArray);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        Attribute(0, 4, VertexAttribPointerType.Float, 0);
        Attribute(1, 4, VertexAttribPointerType.Float, 16);
        Attribute(2, 4, VertexAttribPointerType.Float, 32);
        Attribute(3, 4, VertexAttribPointerType.UnsignedByte, 48);
        Attribute(4, 4, VertexAttribPointerType.UnsignedByte, 52);
        Attribute(5, 2, VertexAttribPointerType.Float, 56);
        gl.BindVertexArray(0);
    }

    /// <summary>The number of sprites collected since the last draw call.</summary>
    public int Count { get; private set; }

    /// <summary>The number of draw calls so far.</summary>
    public long DrawCalls { get; private set; }

    /// <summary>Begins a frame on a target of the given size in pixels.</summary>
    public void Begin(int targetWidth, int targetHeight)
    {
        _targetWidth = targetWidth;
        _targetHeight = targetHeight;
        Count = 0;
    }

    /// <summary>Ensures that the capacity is at least <paramref name="count"/> sprites.</summary>
    public void Reserve(int count)
    {
        if (count > _sprites.Length) Array.Resize(ref _sprites, Math.Max(count, _sprites.Length * 2));
    }

    /// <summary>Draws all collected sprites into the bound framebuffer and clears the batch.</summary>
    /// <param name="texture">The texture of the sprite sheet.</param>
    public void Draw(uint texture)
    {
        if (Count == 0) return;
        DrawState.Flat(_gl, _targetWidth, _targetHeight, blend: true);
        _program.Use();
        _gl.Uniform2(_targetSize, (float)_targetWidth, _targetHeight);
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, texture);
        _gl.BindSampler(0, 0);
        _gl.BindVertexArray(_vertexArray);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        _gl.BufferData(BufferTargetARB.ArrayBuffer, (ReadOnlySpan<SpriteInstance>)_sprites.AsSpan(0, Count), BufferUsageARB.StreamDraw);
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

    /// <summary>Adds a sprite in front of those added before.</summary>
    internal void Add(in SpriteInstance sprite)
    {
        Reserve(Count + 1);
        _sprites[Count++] = sprite;
    }

    private void Attribute(uint index, int components, VertexAttribPointerType type, int offset)
    {
        bool normalized = type == VertexAttribPointerType.UnsignedByte;
        _gl.EnableVertexAttribArray(index);
        _gl.VertexAttribPointer(index, components, type, normalized, (uint)sizeof(SpriteInstance), (void*)offset);
        _gl.VertexAttribDivisor(index, 1);
    }
}
