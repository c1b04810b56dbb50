using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;

namespace DemoGame.Rendering;

/// <summary>A linked program of a vertex and a fragment shader, which are embedded in this assembly.</summary>
public sealed class GlProgram : IDisposable
{
    private readonly GL _gl;

    /// <summary>Compiles and links the two shaders; the context must be current.</summary>
    /// <param name="gl">The context.</param>
    /// <param name="vertexShader">The file name of the vertex shader, for example <c>sprite.vert</c>.</param>
    /// <param name="fragmentShader">The file name of the fragment shader.</param>
    /// <exception cref="GlProgramException">A shader does not compile, or the two do not link; the message has the driver's
    /// log.</exception>
    public GlProgram(GL gl, string vertexShader, string fragmentShader)
        : this(gl, vertexShader, Read(vertexShader), fragmentShader, Read(fragmentShader))
    {
    }

    /// <summary>Compiles and links two shaders from their source text; the names appear in error messages.</summary>
    internal GlProgram(GL gl, string vertexName, string vertexText, string fragmentName, string fragmentText)
    {
        ArgumentNullException.ThrowIfNull(gl);
        _gl = gl;
        uint vertex = Compile(ShaderType.VertexShader, vertexName, vertexText);
        uint fragment = 0;
        try
        {
            fragment = Compile(ShaderType.FragmentShader, fragmentName, fragmentText);
            Handle = Link(vertex, fragment, $"{vertexName} + {fragmentName}");
        }
        finally
        {
            _gl.DeleteShader(vertex);
            if (fragment != 0) _gl.DeleteShader(fragment);
        }
    }

    /// <summary>The OpenGL name of the program.</summary>
    public uint Handle { get; }

    /// <summary>Makes this the current program.</summary>
    public void Use() => _gl.UseProgram(Handle);

    /// <summary>Returns the location of a uniform.</summary>
    /// <exception cref="GlProgramException">The program has no such uniform, or it is unused.</exception>
    public int Uniform(string name)
    {
        int location = _gl.GetUniformLocation(Handle, name);
        return location >= 0 ? location : throw new GlProgramException($"The shader program has no active uniform '{name}'");
    }

    /// <summary>Deletes the program; its context must be current.</summary>
    public void Dispose() => _gl.DeleteProgram(Handle);

    private static string Read(string name)
    {
        using Stream stream = typeof(GlProgram).Assembly.GetManifestResourceStream(name)
            ?? throw new GlProgramException($"The assembly {typeof(GlProgram).Assembly.GetName().Name} has no embedded shader '{name}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private uint Compile(ShaderType type, string name, string text)
    {
        uint shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, text);
        _gl.CompileShader(shader);
        _gl.GetShader(shader, ShaderParameterName.CompileStatus, out int compiled);
        if (compiled != 0) return shader;
        string log = _gl.GetShaderInfoLog(shader);
        _gl.DeleteShader(shader);
        throw new GlProgramException(
            $"Shader {name} does not compile; the log and the source follow\n{log.Trim()}\n{ShaderCompilationException.NumberLines(text)}");
    }

    private uint Link(uint vertex, uint fragment, string names)
    {
        uint program = _gl.CreateProgram();
        _gl.AttachShader(program, vertex);
        _gl.AttachShader(program, fragment);
        _gl.LinkProgram(program);
        _gl.GetProgram(program, ProgramPropertyARB.LinkStatus, out int linked);
        if (linked != 0) return program;
        string log = _gl.GetProgramInfoLog(program);
        _gl.DeleteProgram(program);
        throw new GlProgramException($"Shaders {names} do not link: {log.Trim()}");
    }
}
