using System.Text;

namespace ForeignHost;

/// <summary>
/// A game that knows nothing of Vision. It sets all its state once and relies on it in every frame: bound vertex array, pixel buffers and
/// textures, scissor, blending, pixel-store parameters, and different framebuffers for reading and drawing.
/// </summary>
internal sealed unsafe class HostScene
{
    private const int RowPadding = 3, SkippedRows = 1;

    private readonly RawGl _gl;
    private readonly Target _target;
    private readonly bool _compatibility;
    private readonly uint _draw, _read, _color, _resolved, _pack;
    private readonly int _angle;
    private int _program, _width, _height;

    public HostScene(RawGl gl, Target target, bool compatibility, int width, int height)
    {
        (_gl, _target, _compatibility) = (gl, target, compatibility);
        _draw = target.Format == 0 ? 0 : Name(gl.GenFramebuffers);
        _read = target.Samples == 0 ? _draw : Name(gl.GenFramebuffers);
        _color = Name(gl.GenRenderbuffers);
        _resolved = Name(gl.GenRenderbuffers);
        _pack = Name(gl.GenBuffers);
        Resize(width, height);
        _angle = Program();
        Vertices();
        Texture();
        if (target.IsSrgb) gl.Enable(RawGl.FramebufferSrgb);
        gl.Enable(RawGl.Blend);
        gl.BlendFunc(0x0302, 0x0303); // SRC_ALPHA, ONE_MINUS_SRC_ALPHA
        gl.PixelStore(RawGl.PackSkipRows, SkippedRows);
        gl.PixelStore(RawGl.PackAlignment, 1);
        gl.PixelStore(RawGl.UnpackRowLength, 8);
        gl.PixelStore(RawGl.UnpackSkipPixels, 2);
    }

    /// <summary>The framebuffer that is handed to Vision.</summary>
    public uint Framebuffer => _draw;

    /// <summary>Gives the framebuffer another size, with the same name.</summary>
    public void Resize(int width, int height)
    {
        (_width, _height) = (width, height);
        if (_draw != 0) Attach(_draw, _color, _target.Samples);
        if (_read != _draw) Attach(_read, _resolved, 0);
        _gl.BindFramebuffer(RawGl.ReadFramebuffer, _read);
        _gl.BindFramebuffer(RawGl.DrawFramebuffer, _draw);
        _gl.BindBuffer(RawGl.PixelPack, _pack);
        _gl.BufferData(RawGl.PixelPack, (nint)((width + RowPadding) * (height + SkippedRows) * 16), null, 0x88E1);
        _gl.PixelStore(RawGl.PackRowLength, width + RowPadding);
        _gl.Viewport(0, 0, width, height);
        // What lies outside of the scissor rectangle is drawn only here.
        _gl.Disable(RawGl.ScissorTest);
        _gl.ClearColor(0.1f, 0.6f, 0.2f, 1);
        _gl.Clear(RawGl.ColorBit);
        _gl.Enable(RawGl.ScissorTest);
        _gl.Scissor(3, 2, width - 5, height - 4);
    }

    /// <summary>Draws a frame.</summary>
    public void Draw(int frame)
    {
        _gl.ClearColor(frame % 4 * 0.25f, 0.3f, 1 - frame % 4 * 0.25f, 1);
        _gl.Clear(RawGl.ColorBit);
        _gl.TexSubImage2D(RawGl.Texture2D, 0, 0, 0, 4, 4, RawGl.Bgra, RawGl.UnsignedByte, (void*)(nint)(frame % 4 * 4));
        _gl.Uniform1f(_angle, frame * 0.3f);
        _gl.DrawArrays(RawGl.Triangles, 0, 3);
        if (!_compatibility) return;
        _gl.UseProgram(0);
        _gl.Rotatef(7, 0, 0, 1);
        _gl.Begin(RawGl.Triangles);
        _gl.Color3f(1, 0.8f, 0.1f);
        _gl.Vertex2f(-0.3f, -0.3f);
        _gl.Vertex2f(0.3f, -0.3f);
        _gl.Vertex2f(0, 0.4f);
        _gl.End();
        _gl.UseProgram((uint)_program);
    }

    /// <summary>Reads the picture back, in the order BGRA or as floats.</summary>
    public byte[] Read()
    {
        if (_read != _draw)
        {
            // The framebuffer that is read is bound for drawing only here.
            _gl.Disable(RawGl.ScissorTest);
            _gl.BindFramebuffer(RawGl.DrawFramebuffer, _read);
            _gl.BindFramebuffer(RawGl.ReadFramebuffer, _draw);
            _gl.BlitFramebuffer(0, 0, _width, _height, 0, 0, _width, _height, RawGl.ColorBit, RawGl.Nearest);
            _gl.BindFramebuffer(RawGl.ReadFramebuffer, _read);
            _gl.BindFramebuffer(RawGl.DrawFramebuffer, _draw);
            _gl.Enable(RawGl.ScissorTest);
        }
        bool wide = _target.Format is 0x881A or 0x8814 or 0x8C3A or 0x8059;
        int bytes = (_width + RowPadding) * (_height + SkippedRows) * (wide ? 16 : 4);
        _gl.ReadPixels(0, 0, _width, _height, wide ? RawGl.Rgba : RawGl.Bgra, wide ? RawGl.Float : RawGl.UnsignedByte, null);
        byte[] picture = new byte[bytes];
        fixed (byte* first = picture) _gl.GetBufferSubData(RawGl.PixelPack, 0, bytes, first);
        return picture;
    }

    private void Attach(uint framebuffer, uint renderbuffer, int samples)
    {
        _gl.BindRenderbuffer(RawGl.Renderbuffer, renderbuffer);
        _gl.RenderbufferStorageMultisample(RawGl.Renderbuffer, samples, _target.Format, _width, _height);
        _gl.BindFramebuffer(RawGl.Framebuffer, framebuffer);
        _gl.FramebufferRenderbuffer(RawGl.Framebuffer, RawGl.ColorAttachment0, RawGl.Renderbuffer, renderbuffer);
        if (_gl.CheckFramebufferStatus(RawGl.Framebuffer) != RawGl.Complete)
            throw new HostException($"the driver does not draw into {_target.Name}");
    }

    private int Program()
    {
        const string Vertex = """
            #version 330
            layout(location = 0) in vec2 place;
            uniform float angle;
            out vec2 at;
            void main()
            {
                at = place * 0.5 + 0.5;
                gl_Position = vec4(mat2(cos(angle), sin(angle), -sin(angle), cos(angle)) * place, 0, 1);
            }
            """;
        const string Fragment = """
            #version 330
            in vec2 at;
            uniform sampler2D picture;
            out vec4 color;
            void main() { color = vec4(texture(picture, at).rgb * 0.9, 0.7); }
            """;
        _program = (int)_gl.CreateProgram();
        foreach (var (type, source) in new[] { (0x8B31u, Vertex), (0x8B30u, Fragment) })
        {
            uint shader = _gl.CreateShader(type);
            byte[] text = Encoding.UTF8.GetBytes(source);
            int length = text.Length;
            fixed (byte* first = text)
            {
                byte* pointer = first;
                _gl.ShaderSource(shader, 1, &pointer, &length);
            }
            _gl.CompileShader(shader);
            _gl.AttachShader((uint)_program, shader);
        }
        _gl.LinkProgram((uint)_program);
        _gl.UseProgram((uint)_program);
        fixed (byte* name = "picture\0"u8) _gl.Uniform1i(_gl.GetUniformLocation((uint)_program, name), 3);
        fixed (byte* name = "angle\0"u8) return _gl.GetUniformLocation((uint)_program, name);
    }

    private void Vertices()
    {
        _gl.BindVertexArray(Name(_gl.GenVertexArrays));
        _gl.BindBuffer(RawGl.ArrayBuffer, Name(_gl.GenBuffers));
        float[] places = [-0.8f, -0.7f, 0.8f, -0.6f, 0.1f, 0.9f];
        fixed (float* first = places) _gl.BufferData(RawGl.ArrayBuffer, places.Length * sizeof(float), first, RawGl.StaticDraw);
        _gl.VertexAttribPointer(0, 2, RawGl.Float, 0, 0, null);
        _gl.EnableVertexAttribArray(0);
    }

    private void Texture()
    {
        _gl.ActiveTexture(0x84C0 + 3);
        _gl.BindTexture(RawGl.Texture2D, Name(_gl.GenTextures));
        _gl.TexParameter(RawGl.Texture2D, 0x2801, (int)RawGl.Nearest);
        _gl.TexParameter(RawGl.Texture2D, 0x2800, (int)RawGl.Nearest);
        _gl.TexImage2D(RawGl.Texture2D, 0, 0x8058, 4, 4, 0, RawGl.Rgba, RawGl.UnsignedByte, null);
        _gl.BindBuffer(RawGl.PixelUnpack, Name(_gl.GenBuffers));
        byte[] texels = new byte[512];
        for (int i = 0; i < texels.Length; i++) texels[i] = (byte)(i * 37);
        fixed (byte* first = texels) _gl.BufferData(RawGl.PixelUnpack, texels.Length, first, RawGl.StaticDraw);
    }

    private static uint Name(delegate* unmanaged<int, uint*, void> generate)
    {
        uint name;
        generate(1, &name);
        return name;
    }
}
