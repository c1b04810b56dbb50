using ShaderKernels.Devices;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>A picture in a texture (GL_TEXTURE_2D, level 0) of the context that the device shares. The texture is its owner's to free.</summary>
/// <remarks>
/// Any format that a shader reads as numbers from 0 to 1 will do. An sRGB format is decoded when it is read, so its numbers are
/// linear light and not the bytes that a screenshot shows.
/// </remarks>
public sealed class OpenGLImage : DeviceImage
{
    /// <summary>Views a texture.</summary>
    /// <param name="texture">Its name in OpenGL.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="bottomUp">Whether the texture's row 0 is the picture's lowest, as whatever OpenGL drew has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no texture 0, or a size is not positive.</exception>
    public OpenGLImage(uint texture, int width, int height, bool bottomUp = true)
    {
        ArgumentOutOfRangeException.ThrowIfZero(texture);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (Texture, Width, Height, BottomUp) = (texture, width, height, bottomUp);
    }

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override int Height { get; }

    /// <summary>The texture's name in OpenGL.</summary>
    public uint Texture { get; }

    /// <summary>Whether the texture's row 0 is the picture's lowest.</summary>
    public bool BottomUp { get; }
}
