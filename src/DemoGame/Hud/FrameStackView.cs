using DemoGame.Rendering;
using Silk.NET.OpenGL;

namespace DemoGame.Hud;

/// <summary>
/// A texture of an agent's observation: its frames, <c>[frames, height, width]</c> of gray values from 0 to 1 with the top row first, one
/// below the other in a single channel.
/// </summary>
public sealed class FrameStackView : IDisposable
{
    private readonly GL _gl;

    /// <summary>Creates the texture; the context must be current.</summary>
    public FrameStackView(GL gl, int frames, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(gl);
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        _gl = gl;
        Frames = frames;
        Width = width;
        Height = height;
        Texture = gl.GenTexture();
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.Texture2D, Texture);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMaxLevel, 0);
        DrawState.TightUpload(gl);
        float[] black = new float[frames * width * height];
        gl.TexImage2D<float>(
            TextureTarget.Texture2D, 0, InternalFormat.R8, (uint)width, (uint)(height * frames), 0,
            PixelFormat.Red, PixelType.Float, in black[0]);
        gl.BindTexture(TextureTarget.Texture2D, 0);
    }

    /// <summary>The OpenGL name of the texture.</summary>
    public uint Texture { get; }

    /// <summary>The number of frames, the oldest first.</summary>
    public int Frames { get; }

    /// <summary>The width of a frame in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of a frame in pixels.</summary>
    public int Height { get; }

    /// <summary>Uploads an observation. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The number of values is not frames x height x width.</exception>
    public void Upload(ReadOnlySpan<float> observation)
    {
        if (observation.Length != Frames * Width * Height)
        {
            throw new ArgumentException(
                $"An observation [{Frames}, {Height}, {Width}] has {Frames * Height * Width} values, not {observation.Length}",
                nameof(observation));
        }
        DrawState.TightUpload(_gl);
        _gl.ActiveTexture(TextureUnit.Texture0);
        _gl.BindTexture(TextureTarget.Texture2D, Texture);
        _gl.TexSubImage2D<float>(
            TextureTarget.Texture2D, 0, 0, 0, (uint)Width, (uint)(Height * Frames), PixelFormat.Red, PixelType.Float, in observation[0]);
    }

    /// <summary>Returns the part of the texture that holds one frame; frame 0 is the oldest.</summary>
    public TexturePart Part(int frame) =>
        new(new TextureArea(0, frame / (float)Frames, 1, (frame + 1) / (float)Frames), Width, Height, Gray: true);

    /// <summary>Deletes the texture; its context must be current.</summary>
    public void Dispose() => _gl.DeleteTexture(Texture);
}
