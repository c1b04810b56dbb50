namespace Silk.NET.OpenGL;

/// <summary>Calls that take spans where the functions take pointers. The span must be as long as the function reads or writes.</summary>
public static unsafe class GLOverloads
{
    public static void GetInteger(this GL thisApi, GetPName pname, Span<int> data)
    {
        fixed (int* first = data)
        {
            thisApi.GetInteger(pname, first);
        }
    }

    public static void GetInteger(this GL thisApi, GLEnum pname, Span<int> data)
        => thisApi.GetInteger((GetPName)pname, data);

    public static void GetFloat(this GL thisApi, GetPName pname, Span<float> data)
    {
        fixed (float* first = data)
        {
            thisApi.GetFloat(pname, first);
        }
    }

    public static void GetFloat(this GL thisApi, GLEnum pname, Span<float> data)
        => thisApi.GetFloat((GetPName)pname, data);

    public static void GetBoolean(this GL thisApi, GetPName pname, Span<bool> data)
    {
        fixed (bool* first = data)
        {
            thisApi.GetBoolean(pname, first);
        }
    }

    public static void ReadPixels<T0>(this GL thisApi, int x, int y, uint width, uint height, PixelFormat format, PixelType type, Span<T0> pixels)
        where T0 : unmanaged
    {
        fixed (T0* first = pixels)
        {
            thisApi.ReadPixels(x, y, width, height, format, type, (void*)first);
        }
    }

    public static void GetTexImage<T0>(this GL thisApi, TextureTarget target, int level, PixelFormat format, PixelType type, Span<T0> pixels)
        where T0 : unmanaged
    {
        fixed (T0* first = pixels)
        {
            thisApi.GetTexImage(target, level, format, type, (void*)first);
        }
    }

    public static void TexImage2D<T0>(this GL thisApi, TextureTarget target, int level, InternalFormat internalformat, uint width, uint height, int border, PixelFormat format, PixelType type, ReadOnlySpan<T0> pixels)
        where T0 : unmanaged
    {
        fixed (T0* first = pixels)
        {
            thisApi.TexImage2D(target, level, internalformat, width, height, border, format, type, (void*)first);
        }
    }

    public static void TexSubImage2D<T0>(this GL thisApi, TextureTarget target, int level, int xoffset, int yoffset, uint width, uint height, PixelFormat format, PixelType type, ReadOnlySpan<T0> pixels)
        where T0 : unmanaged
    {
        fixed (T0* first = pixels)
        {
            thisApi.TexSubImage2D(target, level, xoffset, yoffset, width, height, format, type, (void*)first);
        }
    }
}
