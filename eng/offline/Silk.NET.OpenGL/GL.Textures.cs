namespace Silk.NET.OpenGL;

/// <content>Textures, images and samplers.</content>
public unsafe partial class GL
{
    private nint genTextures, deleteTextures, isTexture, bindTexture, activeTexture, texImage2D, texSubImage2D, texStorage2D;
    private nint texParameteri, texParameterf, texParameterfv, generateMipmap, getTexImage, getTexLevelParameteriv, getTexLevelParameterfv;
    private nint bindImageTexture, texBufferRange, copyTexSubImage2D, genSamplers, deleteSamplers, bindSampler, samplerParameteri, samplerParameterf;

    public void GenTextures(uint n, uint* textures)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genTextures, "glGenTextures"))(n, textures);

    public uint GenTexture()
    {
        uint texture = 0;
        GenTextures(1, &texture);
        return texture;
    }

    public void DeleteTextures(uint n, uint* textures)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteTextures, "glDeleteTextures"))(n, textures);

    public void DeleteTexture(uint textures) => DeleteTextures(1, &textures);

    public bool IsTexture(uint texture)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isTexture, "glIsTexture"))(texture) != 0;

    public void BindTexture(TextureTarget target, uint texture)
        => ((delegate* unmanaged<TextureTarget, uint, void>)Entry(ref bindTexture, "glBindTexture"))(target, texture);

    public void ActiveTexture(TextureUnit texture)
        => ((delegate* unmanaged<TextureUnit, void>)Entry(ref activeTexture, "glActiveTexture"))(texture);

    public void TexImage2D(TextureTarget target, int level, int internalformat, uint width, uint height, int border, PixelFormat format, PixelType type, void* pixels)
        => ((delegate* unmanaged<TextureTarget, int, int, uint, uint, int, PixelFormat, PixelType, void*, void>)Entry(ref texImage2D, "glTexImage2D"))(target, level, internalformat, width, height, border, format, type, pixels);

    public void TexImage2D(TextureTarget target, int level, InternalFormat internalformat, uint width, uint height, int border, PixelFormat format, PixelType type, void* pixels)
        => TexImage2D(target, level, (int)internalformat, width, height, border, format, type, pixels);

    public void TexImage2D<T0>(
        TextureTarget target, int level, InternalFormat internalformat, uint width, uint height, int border, PixelFormat format,
        PixelType type, ref readonly T0 pixels)
        where T0 : unmanaged
    {
        fixed (T0* first = &pixels)
        {
            TexImage2D(target, level, (int)internalformat, width, height, border, format, type, (void*)first);
        }
    }

    public void TexSubImage2D(TextureTarget target, int level, int xoffset, int yoffset, uint width, uint height, PixelFormat format, PixelType type, void* pixels)
        => ((delegate* unmanaged<TextureTarget, int, int, int, uint, uint, PixelFormat, PixelType, void*, void>)Entry(ref texSubImage2D, "glTexSubImage2D"))(target, level, xoffset, yoffset, width, height, format, type, pixels);

    public void TexSubImage2D<T0>(
        TextureTarget target, int level, int xoffset, int yoffset, uint width, uint height, PixelFormat format,
        PixelType type, ref readonly T0 pixels)
        where T0 : unmanaged
    {
        fixed (T0* first = &pixels)
        {
            TexSubImage2D(target, level, xoffset, yoffset, width, height, format, type, (void*)first);
        }
    }

    /// <summary>Gives the bound texture storage of a fixed size and format.</summary>
    public void TexStorage2D(TextureTarget target, uint levels, SizedInternalFormat internalformat, uint width, uint height)
        => ((delegate* unmanaged<TextureTarget, uint, SizedInternalFormat, uint, uint, void>)Entry(ref texStorage2D, "glTexStorage2D"))(target, levels, internalformat, width, height);

    public void TexParameter(TextureTarget target, TextureParameterName pname, int param)
        => ((delegate* unmanaged<TextureTarget, TextureParameterName, int, void>)Entry(ref texParameteri, "glTexParameteri"))(target, pname, param);

    public void TexParameter(TextureTarget target, TextureParameterName pname, float param)
        => ((delegate* unmanaged<TextureTarget, TextureParameterName, float, void>)Entry(ref texParameterf, "glTexParameterf"))(target, pname, param);

    public void TexParameter(TextureTarget target, TextureParameterName pname, float* @params)
        => ((delegate* unmanaged<TextureTarget, TextureParameterName, float*, void>)Entry(ref texParameterfv, "glTexParameterfv"))(target, pname, @params);

    public void GenerateMipmap(TextureTarget target)
        => ((delegate* unmanaged<TextureTarget, void>)Entry(ref generateMipmap, "glGenerateMipmap"))(target);

    public void GetTexImage(TextureTarget target, int level, PixelFormat format, PixelType type, void* pixels)
        => ((delegate* unmanaged<TextureTarget, int, PixelFormat, PixelType, void*, void>)Entry(ref getTexImage, "glGetTexImage"))(target, level, format, type, pixels);

    public void GetTexLevelParameter(TextureTarget target, int level, GetTextureParameter pname, out int @params)
    {
        int value = 0;
        ((delegate* unmanaged<TextureTarget, int, GetTextureParameter, int*, void>)Entry(ref getTexLevelParameteriv, "glGetTexLevelParameteriv"))(target, level, pname, &value);
        @params = value;
    }

    public void GetTexLevelParameter(TextureTarget target, int level, GetTextureParameter pname, out float @params)
    {
        float value = 0;
        ((delegate* unmanaged<TextureTarget, int, GetTextureParameter, float*, void>)Entry(ref getTexLevelParameterfv, "glGetTexLevelParameterfv"))(target, level, pname, &value);
        @params = value;
    }

    /// <summary>Attaches a range of a buffer to the buffer texture that is bound.</summary>
    public void TexBufferRange(TextureTarget target, SizedInternalFormat internalformat, uint buffer, nint offset, nuint size)
        => ((delegate* unmanaged<TextureTarget, SizedInternalFormat, uint, nint, nuint, void>)Entry(ref texBufferRange, "glTexBufferRange"))(target, internalformat, buffer, offset, size);

    /// <summary>Binds a level of a texture to an image unit, for shaders to load from and store to.</summary>
    public void BindImageTexture(uint unit, uint texture, int level, bool layered, int layer, BufferAccessARB access, InternalFormat format)
        => ((delegate* unmanaged<uint, uint, int, byte, int, BufferAccessARB, InternalFormat, void>)Entry(ref bindImageTexture, "glBindImageTexture"))(unit, texture, level, Flag(layered), layer, access, format);

    public void BindImageTexture(uint unit, uint texture, int level, bool layered, int layer, GLEnum access, GLEnum format)
        => BindImageTexture(unit, texture, level, layered, layer, (BufferAccessARB)access, (InternalFormat)format);

    public void CopyTexSubImage2D(TextureTarget target, int level, int xoffset, int yoffset, int x, int y, uint width, uint height)
        => ((delegate* unmanaged<TextureTarget, int, int, int, int, int, uint, uint, void>)Entry(ref copyTexSubImage2D, "glCopyTexSubImage2D"))(target, level, xoffset, yoffset, x, y, width, height);

    public void GenSamplers(uint count, uint* samplers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref genSamplers, "glGenSamplers"))(count, samplers);

    public uint GenSampler()
    {
        uint sampler = 0;
        GenSamplers(1, &sampler);
        return sampler;
    }

    public void DeleteSamplers(uint count, uint* samplers)
        => ((delegate* unmanaged<uint, uint*, void>)Entry(ref deleteSamplers, "glDeleteSamplers"))(count, samplers);

    public void DeleteSampler(uint samplers) => DeleteSamplers(1, &samplers);

    public void BindSampler(uint unit, uint sampler)
        => ((delegate* unmanaged<uint, uint, void>)Entry(ref bindSampler, "glBindSampler"))(unit, sampler);

    public void SamplerParameter(uint sampler, SamplerParameterI pname, int param)
        => ((delegate* unmanaged<uint, SamplerParameterI, int, void>)Entry(ref samplerParameteri, "glSamplerParameteri"))(sampler, pname, param);

    public void SamplerParameter(uint sampler, SamplerParameterF pname, float param)
        => ((delegate* unmanaged<uint, SamplerParameterF, float, void>)Entry(ref samplerParameterf, "glSamplerParameterf"))(sampler, pname, param);
}
