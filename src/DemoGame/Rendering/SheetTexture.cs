using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>Uploads a sprite sheet as a texture.</summary>
internal static class SheetTexture
{
    /// <summary>
    /// With one mipmap level the texture is sampled with nearest filtering, for bitmap fonts; with more, with trilinear filtering.
    /// </summary>
    public static uint Create(GL gl, SheetImage image, int levels)
    {
        uint texture = gl.GenTexture();
        gl.ActiveTexture(TextureUnit.Texture0);
        gl.BindTexture(TextureTarget.Texture2D, texture);
        Parameter(
            gl, TextureParameterName.TextureMinFilter, (int)(levels > 1 ? TextureMinFilter.LinearMipmapLinear : TextureMinFilter.Nearest));
        Parameter(gl, TextureParameterName.TextureMagFilter, (int)(levels > 1 ? TextureMagFilter.Linear : TextureMagFilter.Nearest));
        Parameter(gl, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        Parameter(gl, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
        Parameter(gl, TextureParameterName.TextureMaxLevel, levels - 1);
        DrawState.TightUpload(gl);
        for (int level = 0; level < levels; level++)
        {
            if (level > 0) image = image.Halved();
            gl.TexImage2D<byte>(
                TextureTarget.Texture2D, level, InternalFormat.Rgba8, (uint)image.Width, (uint)image.Height, 0,
                PixelFormat.Rgba, PixelType.UnsignedByte, in image.Pixels[0]);
        }
        gl.BindTexture(TextureTarget.Texture2D, 0);
        return texture;
    }

    private static void Parameter(GL gl, TextureParameterName name, int value) => gl.TexParameter(TextureTarget.Texture2D, name, value);
}
