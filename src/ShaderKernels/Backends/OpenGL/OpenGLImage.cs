using ShaderKernels.Devices;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// An image in a texture (GL_TEXTURE_2D, level 0) of the context that the device shares. The texture belongs to the caller.
/// </summary>
/// <remarks>
/// Any format that shaders read as values from 0 to 1 is supported. An sRGB format is decoded when sampled, so that its values are linear
/// light and not the bytes of a screenshot.
/// </remarks>
public sealed class OpenGLImage : DeviceImage
{
    /// <summary>Creates a view of a texture.</summary>
    /// <param name="texture">The OpenGL name of the texture.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="bottomUp">Whether row 0 of the texture is the bottom row of the image, as in everything drawn with OpenGL.</param>
    /// <exception cref="ArgumentOutOfRangeException">The texture is 0, or a size is not positive.</exception>
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

    /// <summary>Gets the OpenGL name of the texture.</summary>
    public uint Texture { get; }

    /// <summary>Gets whether row 0 of the texture is the bottom row of the image.</summary>
    public bool BottomUp { get; }
}
