using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>
/// Draws textures to the window or another bound framebuffer: enlarged with nearest, reduced with linear filtering.
/// </summary>
public sealed class FramePresenter : IDisposable
{
    private readonly GL _gl;
    private readonly GlProgram _program;
    private readonly int _rectangle;
    private readonly int _source;
    private readonly int _targetSize;
    private readonly int _gray;
    private readonly uint _vertexArray;
    private readonly uint _nearest;
    private readonly uint _linear;

    /// <summary>Compiles the shaders; the context must be current.</summary>
    public FramePresenter(GL gl)
    {
        ArgumentNullException.ThrowIfNull(gl);
        _gl = gl;
        _program = new GlProgram(gl, "picture.vert", "picture.frag");
        _rectangle = _program.Uniform("rectangle");
        _source = _program.Uniform("source");
        _targetSize = _program.Uniform("targetSize");
        _gray = _program.Uniform("gray");
        _vertexArray = gl.GenVertexArray();
        _nearest = Sampler(TextureMinFilter.Nearest, TextureMagFilter.Nearest);
        _linear = Sampler(TextureMinFilter.Linear, TextureMagFilter.Linear);
    }

    /// <summary>
    /// Draws a whole frame of a game (a framebuffer's texture, its first row at the bottom) in the center of the target, at the largest
    /// integer multiple of its size that fits.
    /// </summary>
    /// <returns>The rectangle that it covers.</returns>
    public PixelRectangle Present(uint texture, int width, int height, int targetWidth, int targetHeight)
    {
        PixelRectangle place = new PixelRectangle(0, 0, targetWidth, targetHeight).Letterbox(width, height);
        Draw(texture, TexturePart.Frame(width, height), place, targetWidth, targetHeight);
        return place;
    }

    /// <summary>Draws a part of a texture into a rectangle of the target.</summary>
    /// <param name="texture">The OpenGL name of the texture.</param>
    /// <param name="part">The part of the texture.</param>
    /// <param name="place">The rectangle that it covers.</param>
    /// <param name="targetWidth">The width of the target in pixels.</param>
    /// <param name="targetHeight">The height of the target in pixels.</param>
    /// <param name="maximum">Whether each pixel becomes the maximum of its old and new value instead of the new one.</param>
    public void Draw(uint texture, in TexturePart part, PixelRectangle place, int targetWidth, int targetHeight, bool maximum = false)
    {
        DrawState.Flat(_gl, targetWidth, targetHeight, blend: false);
        if (maximum)
        {
            _gl.Enable(EnableCap.Blend);
            _gl.BlendEquation(BlendEquationModeEXT.Max);
        }
        _program.Use();
        _gl.Uniform4(_rectangle, (float)place.X, place.Y, place.Width, place.Height);
        _gl.Uniform4(_source, part.Area.Left, part.Area.Top, part.Area.Right, part.Area.Bottom);
        _gl.Uniform2(_targetSize, (float)targetWidth, targetHeight);
        _gl.Uniform1(_gray, part.Gray ? 1 : 0);
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, texture);
        _gl.BindSampler(0, place.Width < part.Width || place.Height < part.Height ? _linear : _nearest);
        _gl.BindVertexArray(_vertexArray);
        _gl.DrawArrays(PrimitiveType.TriangleStrip, 0, 4);
        _gl.BindSampler(0, 0);
    }

    /// <summary>Deletes all OpenGL objects; their context must be current.</summary>
    public void Dispose()
    {
        _gl.DeleteSampler(_nearest);
        _gl.DeleteSampler(_linear);
        _gl.DeleteVertexArray(_vertexArray);
        _program.Dispose();
    }

    private uint Sampler(TextureMinFilter minification, TextureMagFilter magnification)
    {
        uint sampler = _gl.GenSampler();
        _gl.SamplerParameter(sampler, SamplerParameterI.MinFilter, (int)minification);
        _gl.SamplerParameter(sampler, SamplerParameterI.MagFilter, (int)magnification);
        _gl.SamplerParameter(sampler, SamplerParameterI.WrapS, (int)TextureWrapMode.ClampToEdge);
        _gl.SamplerParameter(sampler, SamplerParameterI.WrapT, (int)TextureWrapMode.ClampToEdge);
        return sampler;
    }
}
