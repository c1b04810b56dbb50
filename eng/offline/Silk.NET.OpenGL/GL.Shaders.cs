using System.Text;

namespace Silk.NET.OpenGL;

/// <content>Shaders and programs.</content>
public unsafe partial class GL
{
    private nint createShader, shaderSource, compileShader, getShader, getShaderInfoLog, deleteShader, isShader;
    private nint createProgram, attachShader, detachShader, linkProgram, programParameteri, programBinary, getProgramBinary, getProgram, getProgramInfoLog, useProgram;
    private nint deleteProgram, isProgram, validateProgram, getUniformLocation;

    public uint CreateShader(ShaderType type)
        => ((delegate* unmanaged<ShaderType, uint>)Entry(ref createShader, "glCreateShader"))(type);

    public void ShaderSource(uint shader, uint count, byte** @string, int* length)
        => ((delegate* unmanaged<uint, uint, byte**, int*, void>)Entry(ref shaderSource, "glShaderSource"))(shader, count, @string, length);

    /// <summary>
    /// Gives a shader its source. As in the package, the length handed on is counted in characters while the text is
    /// UTF-8, so a source that is not plain ASCII loses its end.
    /// </summary>
    public void ShaderSource(uint shader, string @string)
    {
        int length = @string.Length;
        fixed (byte* text = Utf8(@string))
        {
            byte* first = text;
            ShaderSource(shader, 1, &first, &length);
        }
    }

    public void CompileShader(uint shader)
        => ((delegate* unmanaged<uint, void>)Entry(ref compileShader, "glCompileShader"))(shader);

    public void GetShader(uint shader, ShaderParameterName pname, int* @params)
        => ((delegate* unmanaged<uint, ShaderParameterName, int*, void>)Entry(ref getShader, "glGetShaderiv"))(shader, pname, @params);

    public void GetShader(uint shader, ShaderParameterName pname, out int @params)
    {
        int value = 0;
        GetShader(shader, pname, &value);
        @params = value;
    }

    public int GetShader(uint shader, ShaderParameterName pname)
    {
        GetShader(shader, pname, out int value);
        return value;
    }

    public void GetShaderInfoLog(uint shader, uint bufSize, uint* length, byte* infoLog)
        => ((delegate* unmanaged<uint, uint, uint*, byte*, void>)Entry(ref getShaderInfoLog, "glGetShaderInfoLog"))(shader, bufSize, length, infoLog);

    public void GetShaderInfoLog(uint shader, out string info)
    {
        byte[] log = new byte[GetShader(shader, ShaderParameterName.InfoLogLength) + 1];
        uint length = 0;
        fixed (byte* text = log)
        {
            GetShaderInfoLog(shader, (uint)log.Length, &length, text);
        }

        info = Encoding.UTF8.GetString(log, 0, (int)length);
    }

    /// <summary>What the compiler said about a shader; empty where it said nothing.</summary>
    public string GetShaderInfoLog(uint shader)
    {
        GetShaderInfoLog(shader, out string info);
        return info;
    }

    public void DeleteShader(uint shader)
        => ((delegate* unmanaged<uint, void>)Entry(ref deleteShader, "glDeleteShader"))(shader);

    public bool IsShader(uint shader)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isShader, "glIsShader"))(shader) != 0;

    public uint CreateProgram()
        => ((delegate* unmanaged<uint>)Entry(ref createProgram, "glCreateProgram"))();

    public void AttachShader(uint program, uint shader)
        => ((delegate* unmanaged<uint, uint, void>)Entry(ref attachShader, "glAttachShader"))(program, shader);

    public void DetachShader(uint program, uint shader)
        => ((delegate* unmanaged<uint, uint, void>)Entry(ref detachShader, "glDetachShader"))(program, shader);

    public void LinkProgram(uint program)
        => ((delegate* unmanaged<uint, void>)Entry(ref linkProgram, "glLinkProgram"))(program);

    public void ProgramParameter(uint program, ProgramParameterPName pname, int value)
        => ((delegate* unmanaged<uint, ProgramParameterPName, int, void>)Entry(ref programParameteri, "glProgramParameteri"))(program, pname, value);

    public void ProgramBinary(uint program, GLEnum binaryFormat, void* binary, uint length)
        => ((delegate* unmanaged<uint, GLEnum, void*, uint, void>)Entry(ref programBinary, "glProgramBinary"))(program, binaryFormat, binary, length);

    public void GetProgramBinary(uint program, uint bufSize, uint* length, GLEnum* binaryFormat, void* binary)
        => ((delegate* unmanaged<uint, uint, uint*, GLEnum*, void*, void>)Entry(ref getProgramBinary, "glGetProgramBinary"))(
            program, bufSize, length, binaryFormat, binary);

    public void ValidateProgram(uint program)
        => ((delegate* unmanaged<uint, void>)Entry(ref validateProgram, "glValidateProgram"))(program);

    public void GetProgram(uint program, ProgramPropertyARB pname, int* @params)
        => ((delegate* unmanaged<uint, ProgramPropertyARB, int*, void>)Entry(ref getProgram, "glGetProgramiv"))(program, pname, @params);

    public void GetProgram(uint program, ProgramPropertyARB pname, out int @params)
    {
        int value = 0;
        GetProgram(program, pname, &value);
        @params = value;
    }

    public int GetProgram(uint program, ProgramPropertyARB pname)
    {
        GetProgram(program, pname, out int value);
        return value;
    }

    public void GetProgramInfoLog(uint program, uint bufSize, uint* length, byte* infoLog)
        => ((delegate* unmanaged<uint, uint, uint*, byte*, void>)Entry(ref getProgramInfoLog, "glGetProgramInfoLog"))(program, bufSize, length, infoLog);

    public void GetProgramInfoLog(uint program, out string info)
    {
        byte[] log = new byte[GetProgram(program, ProgramPropertyARB.InfoLogLength) + 1];
        uint length = 0;
        fixed (byte* text = log)
        {
            GetProgramInfoLog(program, (uint)log.Length, &length, text);
        }

        info = Encoding.UTF8.GetString(log, 0, (int)length);
    }

    /// <summary>What the linker said about a program; empty where it said nothing.</summary>
    public string GetProgramInfoLog(uint program)
    {
        GetProgramInfoLog(program, out string info);
        return info;
    }

    public void UseProgram(uint program)
        => ((delegate* unmanaged<uint, void>)Entry(ref useProgram, "glUseProgram"))(program);

    public void DeleteProgram(uint program)
        => ((delegate* unmanaged<uint, void>)Entry(ref deleteProgram, "glDeleteProgram"))(program);

    public bool IsProgram(uint program)
        => ((delegate* unmanaged<uint, byte>)Entry(ref isProgram, "glIsProgram"))(program) != 0;

    public int GetUniformLocation(uint program, byte* name)
        => ((delegate* unmanaged<uint, byte*, int>)Entry(ref getUniformLocation, "glGetUniformLocation"))(program, name);

    /// <summary>The location of a uniform, or -1 where the program does not use it.</summary>
    public int GetUniformLocation(uint program, string name)
    {
        fixed (byte* text = Utf8(name))
        {
            return GetUniformLocation(program, text);
        }
    }
}
