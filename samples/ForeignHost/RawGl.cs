namespace ForeignHost;

/// <summary>The functions of OpenGL that the host itself calls, by their pointers.</summary>
internal sealed unsafe class RawGl
{
    // Names of the registry, without the prefix GL_.
    public const uint Texture2D = 0x0DE1, ScissorTest = 0x0C11, Blend = 0x0BE2, FramebufferSrgb = 0x8DB9, Rgba = 0x1908, Bgra = 0x80E1,
        UnsignedByte = 0x1401, Float = 0x1406, ArrayBuffer = 0x8892, PixelPack = 0x88EB, PixelUnpack = 0x88EC, Framebuffer = 0x8D40,
        ReadFramebuffer = 0x8CA8, DrawFramebuffer = 0x8CA9, Renderbuffer = 0x8D41, ColorAttachment0 = 0x8CE0, ColorBit = 0x4000,
        PackRowLength = 0x0D02, PackSkipRows = 0x0D03, PackAlignment = 0x0D05, UnpackRowLength = 0x0CF2, UnpackSkipPixels = 0x0CF4,
        Triangles = 4, StaticDraw = 0x88E4, Nearest = 0x2600, Complete = 0x8CD5, DebugOutput = 0x92E0, DebugSynchronous = 0x8242;

    public readonly delegate* unmanaged<uint, void> Enable = (delegate* unmanaged<uint, void>)Load("glEnable");
    public readonly delegate* unmanaged<uint, void> Disable = (delegate* unmanaged<uint, void>)Load("glDisable");
    public readonly delegate* unmanaged<uint> GetError = (delegate* unmanaged<uint>)Load("glGetError");
    public readonly delegate* unmanaged<int, int, int, int, void> Scissor = (delegate* unmanaged<int, int, int, int, void>)Load("glScissor");
    public readonly delegate* unmanaged<int, int, int, int, void> Viewport = (delegate* unmanaged<int, int, int, int, void>)Load("glViewport");
    public readonly delegate* unmanaged<float, float, float, float, void> ClearColor =
        (delegate* unmanaged<float, float, float, float, void>)Load("glClearColor");
    public readonly delegate* unmanaged<uint, void> Clear = (delegate* unmanaged<uint, void>)Load("glClear");
    public readonly delegate* unmanaged<uint, uint, void> BlendFunc = (delegate* unmanaged<uint, uint, void>)Load("glBlendFunc");
    public readonly delegate* unmanaged<uint, int, void> PixelStore = (delegate* unmanaged<uint, int, void>)Load("glPixelStorei");
    public readonly delegate* unmanaged<int, int, int, int, uint, uint, void*, void> ReadPixels =
        (delegate* unmanaged<int, int, int, int, uint, uint, void*, void>)Load("glReadPixels");
    public readonly delegate* unmanaged<int, uint*, void> GenTextures = (delegate* unmanaged<int, uint*, void>)Load("glGenTextures");
    public readonly delegate* unmanaged<uint, uint, void> BindTexture = (delegate* unmanaged<uint, uint, void>)Load("glBindTexture");
    public readonly delegate* unmanaged<uint, void> ActiveTexture = (delegate* unmanaged<uint, void>)Load("glActiveTexture");
    public readonly delegate* unmanaged<uint, uint, int, void> TexParameter = (delegate* unmanaged<uint, uint, int, void>)Load("glTexParameteri");
    public readonly delegate* unmanaged<uint, int, int, int, int, int, uint, uint, void*, void> TexImage2D =
        (delegate* unmanaged<uint, int, int, int, int, int, uint, uint, void*, void>)Load("glTexImage2D");
    public readonly delegate* unmanaged<uint, int, int, int, int, int, uint, uint, void*, void> TexSubImage2D =
        (delegate* unmanaged<uint, int, int, int, int, int, uint, uint, void*, void>)Load("glTexSubImage2D");
    public readonly delegate* unmanaged<int, uint*, void> GenBuffers = (delegate* unmanaged<int, uint*, void>)Load("glGenBuffers");
    public readonly delegate* unmanaged<uint, uint, void> BindBuffer = (delegate* unmanaged<uint, uint, void>)Load("glBindBuffer");
    public readonly delegate* unmanaged<uint, nint, void*, uint, void> BufferData = (delegate* unmanaged<uint, nint, void*, uint, void>)Load("glBufferData");
    public readonly delegate* unmanaged<uint, nint, nint, void*, void> GetBufferSubData =
        (delegate* unmanaged<uint, nint, nint, void*, void>)Load("glGetBufferSubData");
    public readonly delegate* unmanaged<int, uint*, void> GenFramebuffers = (delegate* unmanaged<int, uint*, void>)Load("glGenFramebuffers");
    public readonly delegate* unmanaged<uint, uint, void> BindFramebuffer = (delegate* unmanaged<uint, uint, void>)Load("glBindFramebuffer");
    public readonly delegate* unmanaged<uint, uint, uint, uint, void> FramebufferRenderbuffer =
        (delegate* unmanaged<uint, uint, uint, uint, void>)Load("glFramebufferRenderbuffer");
    public readonly delegate* unmanaged<uint, uint> CheckFramebufferStatus = (delegate* unmanaged<uint, uint>)Load("glCheckFramebufferStatus");
    public readonly delegate* unmanaged<int, int, int, int, int, int, int, int, uint, uint, void> BlitFramebuffer =
        (delegate* unmanaged<int, int, int, int, int, int, int, int, uint, uint, void>)Load("glBlitFramebuffer");
    public readonly delegate* unmanaged<int, uint*, void> GenRenderbuffers = (delegate* unmanaged<int, uint*, void>)Load("glGenRenderbuffers");
    public readonly delegate* unmanaged<uint, uint, void> BindRenderbuffer = (delegate* unmanaged<uint, uint, void>)Load("glBindRenderbuffer");
    public readonly delegate* unmanaged<uint, int, uint, int, int, void> RenderbufferStorageMultisample =
        (delegate* unmanaged<uint, int, uint, int, int, void>)Load("glRenderbufferStorageMultisample");
    public readonly delegate* unmanaged<int, uint*, void> GenVertexArrays = (delegate* unmanaged<int, uint*, void>)Load("glGenVertexArrays");
    public readonly delegate* unmanaged<uint, void> BindVertexArray = (delegate* unmanaged<uint, void>)Load("glBindVertexArray");
    public readonly delegate* unmanaged<uint, int, uint, byte, int, void*, void> VertexAttribPointer =
        (delegate* unmanaged<uint, int, uint, byte, int, void*, void>)Load("glVertexAttribPointer");
    public readonly delegate* unmanaged<uint, void> EnableVertexAttribArray = (delegate* unmanaged<uint, void>)Load("glEnableVertexAttribArray");
    public readonly delegate* unmanaged<uint, int, int, void> DrawArrays = (delegate* unmanaged<uint, int, int, void>)Load("glDrawArrays");
    public readonly delegate* unmanaged<uint, uint> CreateShader = (delegate* unmanaged<uint, uint>)Load("glCreateShader");
    public readonly delegate* unmanaged<uint, int, byte**, int*, void> ShaderSource = (delegate* unmanaged<uint, int, byte**, int*, void>)Load("glShaderSource");
    public readonly delegate* unmanaged<uint, void> CompileShader = (delegate* unmanaged<uint, void>)Load("glCompileShader");
    public readonly delegate* unmanaged<uint> CreateProgram = (delegate* unmanaged<uint>)Load("glCreateProgram");
    public readonly delegate* unmanaged<uint, uint, void> AttachShader = (delegate* unmanaged<uint, uint, void>)Load("glAttachShader");
    public readonly delegate* unmanaged<uint, void> LinkProgram = (delegate* unmanaged<uint, void>)Load("glLinkProgram");
    public readonly delegate* unmanaged<uint, void> UseProgram = (delegate* unmanaged<uint, void>)Load("glUseProgram");
    public readonly delegate* unmanaged<uint, byte*, int> GetUniformLocation = (delegate* unmanaged<uint, byte*, int>)Load("glGetUniformLocation");
    public readonly delegate* unmanaged<int, float, void> Uniform1f = (delegate* unmanaged<int, float, void>)Load("glUniform1f");
    public readonly delegate* unmanaged<int, int, void> Uniform1i = (delegate* unmanaged<int, int, void>)Load("glUniform1i");
    public readonly delegate* unmanaged<nint, nint, void> DebugMessageCallback = (delegate* unmanaged<nint, nint, void>)Load("glDebugMessageCallback");
    public readonly delegate* unmanaged<uint, uint, uint, int, uint*, byte, void> DebugMessageControl =
        (delegate* unmanaged<uint, uint, uint, int, uint*, byte, void>)Load("glDebugMessageControl");

    // Only in the compatibility profile.
    public readonly delegate* unmanaged<uint, void> Begin = (delegate* unmanaged<uint, void>)Load("glBegin");
    public readonly delegate* unmanaged<void> End = (delegate* unmanaged<void>)Load("glEnd");
    public readonly delegate* unmanaged<float, float, float, void> Color3f = (delegate* unmanaged<float, float, float, void>)Load("glColor3f");
    public readonly delegate* unmanaged<float, float, void> Vertex2f = (delegate* unmanaged<float, float, void>)Load("glVertex2f");
    public readonly delegate* unmanaged<float, float, float, float, void> Rotatef =
        (delegate* unmanaged<float, float, float, float, void>)Load("glRotatef");

    private static nint Load(string name) => EglContext.GetProcAddress(name);
}
