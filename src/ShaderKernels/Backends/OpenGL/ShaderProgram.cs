using System.Reflection;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A specialized, compiled and linked compute shader. Created by <see cref="OpenGLDevice.Program"/>, which keeps one program for each
/// shader and set of defines; the device disposes it.
/// </summary>
internal sealed class ShaderProgram : IDisposable
{
    private readonly GL _gl;

    /// <param name="gl">The context.</param>
    /// <param name="renderer">The name of the renderer, for messages.</param>
    /// <param name="shader">The file of the shader, for messages.</param>
    /// <param name="source">The source.</param>
    /// <param name="cache">Where linked programs are kept; null to keep none.</param>
    internal ShaderProgram(GL gl, string renderer, string shader, string source, ProgramCache? cache = null)
    {
        _gl = gl;
        Handle = gl.CreateProgram();
        if (cache?.TryLoad(gl, Handle, source) == true) return;
        Compile(renderer, shader, source, cache is not null);
        cache?.Store(gl, Handle, source);
    }

    /// <summary>Gets the OpenGL name of the program.</summary>
    public uint Handle { get; }

    /// <summary>Returns the location of a uniform, for values that change from run to run; -1 if the driver found it unused.</summary>
    public int Uniform(string name) => _gl.GetUniformLocation(Handle, name);

    /// <summary>
    /// Assembles the source of a shader: its <c>#version</c> line, the defines, the shared files in the given order, then the rest of the
    /// shader. A shared file declares what it needs from the shader, and the shader defines it.
    /// </summary>
    internal static string Assemble(string shader, string defines, ReadOnlySpan<string> shared)
    {
        string text = Load(shader);
        int body = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        string source = text[..body] + defines;
        foreach (string file in shared) source += Load(file);
        return source + text[body..];
    }

    private static string Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new OpenGLException($"{name}: the shader does not exist in this build; shaders are the files in OpenGL/Shaders");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _gl.DeleteProgram(Handle);

    private void Compile(string renderer, string shader, string source, bool keepsBinary)
    {
        var gl = _gl;
        uint stage = gl.CreateShader(ShaderType.ComputeShader);
        try
        {
            gl.ShaderSource(stage, source);
            gl.CompileShader(stage);
            gl.GetShader(stage, ShaderParameterName.CompileStatus, out int compiled);
            if (compiled == 0) throw new ShaderCompilationException(shader, renderer, "compile", gl.GetShaderInfoLog(stage), source);
            if (keepsBinary) gl.ProgramParameter(Handle, ProgramParameterPName.ProgramBinaryRetrievableHint, 1);
            gl.AttachShader(Handle, stage);
            gl.LinkProgram(Handle);
            gl.GetProgram(Handle, ProgramPropertyARB.LinkStatus, out int linked);
            if (linked != 0)
            {
                gl.DetachShader(Handle, stage);
                return;
            }
            throw new ShaderCompilationException(shader, renderer, "link", gl.GetProgramInfoLog(Handle), source);
        }
        catch
        {
            gl.DeleteProgram(Handle);
            throw;
        }
        finally
        {
            gl.DeleteShader(stage);
        }
    }
}
