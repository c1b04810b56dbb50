using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>Draws sprites.</summary>
internal sealed class SpriteBatch : InstanceBatch<SpriteInstance>
{
    /// <summary>Compiles the shaders and creates the buffer; the context must be current.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="capacity">The initial capacity in sprites; it grows if needed.</param>
    public SpriteBatch(GL gl, int capacity = 1024)
        : base(gl, new GlProgram(gl, "sprite.vert", "sprite.frag"), capacity, blend: true,
            (4, VertexAttribPointerType.Float, 0),
            (4, VertexAttribPointerType.Float, 16),
            (4, VertexAttribPointerType.Float, 32),
            (4, VertexAttribPointerType.UnsignedByte, 48),
            (4, VertexAttribPointerType.UnsignedByte, 52),
            (2, VertexAttribPointerType.Float, 56))
    {
    }

    /// <summary>Adds a sprite in front of those added before.</summary>
    internal new void Add(in SpriteInstance sprite) => base.Add(sprite);
}
