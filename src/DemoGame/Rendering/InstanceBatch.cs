using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>
/// Collects instances and draws a quad for each of them, from back to front, with one draw call. A frame is <see cref="Begin"/>, any
/// number of additions, <see cref="Draw"/>; from the second frame on, nothing is allocated.
/// </summary>
/// <typeparam name="T">The instance data, as the vertex shader reads it.</typeparam>
internal abstract unsafe class InstanceBatch<T> : IDisposable where T : unmanaged
{
    private readonly GL _gl;
    private readonly int _targetSize;
    private readonly uint _vertexArray;
    private readonly uint _buffer;
    private readonly bool _blend;
    private T[] _instances;
    private int _targetWidth;
    private int _targetHeight;

    /// <summary>Creates the buffer.</summary>
    /// <param name="gl">The context, which must be current.</param>
    /// <param name="program">The shaders; disposed with the batch.</param>
    /// <param name="capacity">The initial capacity in instances; it grows if needed.</param>
    /// <param name="blend">Whether instances are blended with what is behind them.</param>
    /// <param name="attributes">
    /// The attributes of <typeparamref name="T"/> in the order of their locations. Unsigned bytes are normalized; unsigned integers stay
    /// integers.
    /// </param>
    private protected InstanceBatch(
        GL gl, GlProgram program, int capacity, bool blend,
        params ReadOnlySpan<(int Components, VertexAttribPointerType Type, int Offset)> attributes)
    {
        (_gl, Program, _blend, _instances) = (gl, program, blend, new T[capacity]);
        _targetSize = program.Uniform("targetSize");
        _vertexArray = gl.GenVertexArray();
        _buffer = gl.GenBuffer();
        gl.BindVertexArray(_vertexArray);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        for (int i = 0; i < attributes.Length; i++) Attribute((uint)i, attributes[i].Components, attributes[i].Type, attributes[i].Offset);
        gl.BindVertexArray(0);
    }

    /// <summary>The number of instances collected since the last draw call.</summary>
    public int Count { get; private set; }

    /// <summary>The number of draw calls so far.</summary>
    public long DrawCalls { get; private set; }

    private protected GlProgram Program { get; }

    /// <summary>Begins a frame on a target of the given size in pixels.</summary>
    public void Begin(int targetWidth, int targetHeight)
    {
        (_targetWidth, _targetHeight) = (targetWidth, targetHeight);
        Count = 0;
    }

    /// <summary>Ensures that the capacity is at least <paramref name="count"/> instances.</summary>
    public void Reserve(int count)
    {
        if (count > _instances.Length) Array.Resize(ref _instances, Math.Max(count, _instances.Length * 2));
    }

    /// <summary>Draws all collected instances into the bound framebuffer and clears the batch.</summary>
    /// <param name="texture">The texture of the sprite sheet.</param>
    public void Draw(uint texture)
    {
        if (Count == 0) return;
        DrawState.Flat(_gl, _targetWidth, _targetHeight, _blend);
        Program.Use();
        _gl.Uniform2(_targetSize, (float)_targetWidth, _targetHeight);
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, texture);
        _gl.BindSampler(0, 0);
        _gl.BindVertexArray(_vertexArray);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        _gl.BufferData(BufferTargetARB.ArrayBuffer, (ReadOnlySpan<T>)_instances.AsSpan(0, Count), BufferUsageARB.StreamDraw);
        _gl.DrawArraysInstanced(PrimitiveType.TriangleStrip, 0, 4, (uint)Count);
        DrawCalls++;
        Count = 0;
    }

    /// <summary>Deletes the buffer and the shaders; their context must be current.</summary>
    public void Dispose()
    {
        _gl.DeleteVertexArray(_vertexArray);
        _gl.DeleteBuffer(_buffer);
        Program.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds an instance in front of those added before.</summary>
    private protected void Add(in T instance)
    {
        Reserve(Count + 1);
        _instances[Count++] = instance;
    }

    private void Attribute(uint index, int components, VertexAttribPointerType type, int offset)
    {
        _gl.EnableVertexAttribArray(index);
        if (type == VertexAttribPointerType.UnsignedInt)
            _gl.VertexAttribIPointer(index, components, VertexAttribIType.UnsignedInt, (uint)sizeof(T), (void*)offset);
        else
            _gl.VertexAttribPointer(
                index, components, type, type == VertexAttribPointerType.UnsignedByte, (uint)sizeof(T), (void*)offset);
        _gl.VertexAttribDivisor(index, 1);
    }
}
