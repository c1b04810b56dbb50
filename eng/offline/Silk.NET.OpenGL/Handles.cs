namespace Silk.NET.OpenGL;

// The package wraps object names in structs, whose own names (Buffer, Texture, Program...) can clash with those of other
// namespaces. They are here so that a clash shows with the stand-in too; the calls take plain numbers.

public struct Buffer
{
    public uint Handle;

    public Buffer(uint? handle = null) => Handle = handle ?? 0;
}

public struct Framebuffer
{
    public uint Handle;

    public Framebuffer(uint? handle = null) => Handle = handle ?? 0;
}

public struct Program
{
    public uint Handle;

    public Program(uint? handle = null) => Handle = handle ?? 0;
}

public struct ProgramPipeline
{
    public uint Handle;

    public ProgramPipeline(uint? handle = null) => Handle = handle ?? 0;
}

public struct Query
{
    public uint Handle;

    public Query(uint? handle = null) => Handle = handle ?? 0;
}

public struct Renderbuffer
{
    public uint Handle;

    public Renderbuffer(uint? handle = null) => Handle = handle ?? 0;
}

public struct Sampler
{
    public uint Handle;

    public Sampler(uint? handle = null) => Handle = handle ?? 0;
}

public struct Shader
{
    public uint Handle;

    public Shader(uint? handle = null) => Handle = handle ?? 0;
}

public struct Texture
{
    public uint Handle;

    public Texture(uint? handle = null) => Handle = handle ?? 0;
}

public struct TransformFeedback
{
    public uint Handle;

    public TransformFeedback(uint? handle = null) => Handle = handle ?? 0;
}

public struct VertexArray
{
    public uint Handle;

    public VertexArray(uint? handle = null) => Handle = handle ?? 0;
}
