using System.Numerics;

namespace Silk.NET.OpenGL;

/// <content>Uniforms of the program in use.</content>
public unsafe partial class GL
{
    private nint uniform1i, uniform2i, uniform3i, uniform4i, uniform1iv, uniform2iv, uniform3iv, uniform4iv;
    private nint uniform1ui, uniform2ui, uniform3ui, uniform4ui, uniform1uiv, uniform2uiv, uniform3uiv, uniform4uiv;
    private nint uniform1f, uniform2f, uniform3f, uniform4f, uniform1fv, uniform2fv, uniform3fv, uniform4fv;
    private nint uniformMatrix4fv;

    public void Uniform1(int location, int v0)
        => ((delegate* unmanaged<int, int, void>)Entry(ref uniform1i, "glUniform1i"))(location, v0);

    public void Uniform1(int location, uint count, int* value)
        => ((delegate* unmanaged<int, uint, int*, void>)Entry(ref uniform1iv, "glUniform1iv"))(location, count, value);

    public void Uniform1(int location, ReadOnlySpan<int> value)
    {
        fixed (int* first = value)
        {
            Uniform1(location, (uint)value.Length, first);
        }
    }

    public void Uniform2(int location, int v0, int v1)
        => ((delegate* unmanaged<int, int, int, void>)Entry(ref uniform2i, "glUniform2i"))(location, v0, v1);

    public void Uniform2(int location, uint count, int* value)
        => ((delegate* unmanaged<int, uint, int*, void>)Entry(ref uniform2iv, "glUniform2iv"))(location, count, value);

    public void Uniform2(int location, ReadOnlySpan<int> value)
    {
        fixed (int* first = value)
        {
            Uniform2(location, (uint)value.Length / 2, first);
        }
    }

    public void Uniform3(int location, int v0, int v1, int v2)
        => ((delegate* unmanaged<int, int, int, int, void>)Entry(ref uniform3i, "glUniform3i"))(location, v0, v1, v2);

    public void Uniform3(int location, uint count, int* value)
        => ((delegate* unmanaged<int, uint, int*, void>)Entry(ref uniform3iv, "glUniform3iv"))(location, count, value);

    public void Uniform3(int location, ReadOnlySpan<int> value)
    {
        fixed (int* first = value)
        {
            Uniform3(location, (uint)value.Length / 3, first);
        }
    }

    public void Uniform4(int location, int v0, int v1, int v2, int v3)
        => ((delegate* unmanaged<int, int, int, int, int, void>)Entry(ref uniform4i, "glUniform4i"))(location, v0, v1, v2, v3);

    public void Uniform4(int location, uint count, int* value)
        => ((delegate* unmanaged<int, uint, int*, void>)Entry(ref uniform4iv, "glUniform4iv"))(location, count, value);

    public void Uniform4(int location, ReadOnlySpan<int> value)
    {
        fixed (int* first = value)
        {
            Uniform4(location, (uint)value.Length / 4, first);
        }
    }

    public void Uniform1(int location, uint v0)
        => ((delegate* unmanaged<int, uint, void>)Entry(ref uniform1ui, "glUniform1ui"))(location, v0);

    public void Uniform1(int location, uint count, uint* value)
        => ((delegate* unmanaged<int, uint, uint*, void>)Entry(ref uniform1uiv, "glUniform1uiv"))(location, count, value);

    public void Uniform1(int location, ReadOnlySpan<uint> value)
    {
        fixed (uint* first = value)
        {
            Uniform1(location, (uint)value.Length, first);
        }
    }

    public void Uniform2(int location, uint v0, uint v1)
        => ((delegate* unmanaged<int, uint, uint, void>)Entry(ref uniform2ui, "glUniform2ui"))(location, v0, v1);

    public void Uniform2(int location, uint count, uint* value)
        => ((delegate* unmanaged<int, uint, uint*, void>)Entry(ref uniform2uiv, "glUniform2uiv"))(location, count, value);

    public void Uniform2(int location, ReadOnlySpan<uint> value)
    {
        fixed (uint* first = value)
        {
            Uniform2(location, (uint)value.Length / 2, first);
        }
    }

    public void Uniform3(int location, uint v0, uint v1, uint v2)
        => ((delegate* unmanaged<int, uint, uint, uint, void>)Entry(ref uniform3ui, "glUniform3ui"))(location, v0, v1, v2);

    public void Uniform3(int location, uint count, uint* value)
        => ((delegate* unmanaged<int, uint, uint*, void>)Entry(ref uniform3uiv, "glUniform3uiv"))(location, count, value);

    public void Uniform3(int location, ReadOnlySpan<uint> value)
    {
        fixed (uint* first = value)
        {
            Uniform3(location, (uint)value.Length / 3, first);
        }
    }

    public void Uniform4(int location, uint v0, uint v1, uint v2, uint v3)
        => ((delegate* unmanaged<int, uint, uint, uint, uint, void>)Entry(ref uniform4ui, "glUniform4ui"))(location, v0, v1, v2, v3);

    public void Uniform4(int location, uint count, uint* value)
        => ((delegate* unmanaged<int, uint, uint*, void>)Entry(ref uniform4uiv, "glUniform4uiv"))(location, count, value);

    public void Uniform4(int location, ReadOnlySpan<uint> value)
    {
        fixed (uint* first = value)
        {
            Uniform4(location, (uint)value.Length / 4, first);
        }
    }

    public void Uniform1(int location, float v0)
        => ((delegate* unmanaged<int, float, void>)Entry(ref uniform1f, "glUniform1f"))(location, v0);

    public void Uniform1(int location, uint count, float* value)
        => ((delegate* unmanaged<int, uint, float*, void>)Entry(ref uniform1fv, "glUniform1fv"))(location, count, value);

    public void Uniform1(int location, ReadOnlySpan<float> value)
    {
        fixed (float* first = value)
        {
            Uniform1(location, (uint)value.Length, first);
        }
    }

    public void Uniform2(int location, float v0, float v1)
        => ((delegate* unmanaged<int, float, float, void>)Entry(ref uniform2f, "glUniform2f"))(location, v0, v1);

    public void Uniform2(int location, uint count, float* value)
        => ((delegate* unmanaged<int, uint, float*, void>)Entry(ref uniform2fv, "glUniform2fv"))(location, count, value);

    public void Uniform2(int location, ReadOnlySpan<float> value)
    {
        fixed (float* first = value)
        {
            Uniform2(location, (uint)value.Length / 2, first);
        }
    }

    public void Uniform3(int location, float v0, float v1, float v2)
        => ((delegate* unmanaged<int, float, float, float, void>)Entry(ref uniform3f, "glUniform3f"))(location, v0, v1, v2);

    public void Uniform3(int location, uint count, float* value)
        => ((delegate* unmanaged<int, uint, float*, void>)Entry(ref uniform3fv, "glUniform3fv"))(location, count, value);

    public void Uniform3(int location, ReadOnlySpan<float> value)
    {
        fixed (float* first = value)
        {
            Uniform3(location, (uint)value.Length / 3, first);
        }
    }

    public void Uniform4(int location, float v0, float v1, float v2, float v3)
        => ((delegate* unmanaged<int, float, float, float, float, void>)Entry(ref uniform4f, "glUniform4f"))(location, v0, v1, v2, v3);

    public void Uniform4(int location, uint count, float* value)
        => ((delegate* unmanaged<int, uint, float*, void>)Entry(ref uniform4fv, "glUniform4fv"))(location, count, value);

    public void Uniform4(int location, ReadOnlySpan<float> value)
    {
        fixed (float* first = value)
        {
            Uniform4(location, (uint)value.Length / 4, first);
        }
    }

    public void Uniform2(int location, Vector2 vector) => Uniform2(location, vector.X, vector.Y);

    public void Uniform3(int location, Vector3 vector) => Uniform3(location, vector.X, vector.Y, vector.Z);

    public void Uniform4(int location, Vector4 vector) => Uniform4(location, vector.X, vector.Y, vector.Z, vector.W);

    public void UniformMatrix4(int location, uint count, bool transpose, float* value)
        => ((delegate* unmanaged<int, uint, byte, float*, void>)Entry(ref uniformMatrix4fv, "glUniformMatrix4fv"))(location, count, Flag(transpose), value);

    public void UniformMatrix4(int location, uint count, bool transpose, ref readonly float value)
    {
        fixed (float* first = &value)
        {
            UniformMatrix4(location, count, transpose, first);
        }
    }

    public void UniformMatrix4(int location, bool transpose, ReadOnlySpan<float> value)
    {
        fixed (float* first = value)
        {
            UniformMatrix4(location, (uint)value.Length / 16, transpose, first);
        }
    }
}
