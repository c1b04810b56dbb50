using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// The GPU behind an OpenGL 4.3 context, through compute shaders. The device is a guest: it works in the context that is current
/// when it is made and used, touches only its own objects, and between <see cref="Begin"/> and <see cref="End"/> leaves the host's state as it was.
/// </summary>
public sealed partial class OpenGLDevice : Device
{
    private static readonly string[] SoftwareRenderers = ["llvmpipe", "softpipe", "SwiftShader", "Software"];

    private readonly Dictionary<string, ShaderProgram> _programs = new(StringComparer.Ordinal);
    private readonly OpenGLState _state;

    /// <summary>Takes the context that is current on this thread.</summary>
    /// <exception cref="OpenGLException">The context is older than OpenGL 4.3.</exception>
    public OpenGLDevice(GL gl)
    {
        Gl = gl;
        Renderer = gl.GetStringS(StringName.Renderer);
        RequireVersion(gl.GetInteger(GLEnum.MajorVersion), gl.GetInteger(GLEnum.MinorVersion), Renderer);
        MaximumMapOperands = Math.Min(gl.GetInteger(GLEnum.MaxComputeShaderStorageBlocks), gl.GetInteger(GLEnum.MaxShaderStorageBufferBindings));
        OffsetAlignment = Math.Max(1, gl.GetInteger(GLEnum.ShaderStorageBufferOffsetAlignment) / sizeof(float));
        MaximumTensorBytes = gl.GetInteger64(GLEnum.MaxShaderStorageBlockSize);
        _state = new(gl, MaximumMapOperands);
    }

    /// <summary>The functions of the context.</summary>
    public GL Gl { get; }

    /// <summary>What the driver calls the GPU.</summary>
    public string Renderer { get; }

    /// <summary>Whether the driver draws on the CPU; <c>Cpu</c> is the faster device then.</summary>
    public bool IsSoftware => SoftwareRenderers.Any(name => Renderer.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Tensors that begin at a multiple of so many floats are bound where they lie; others are copied before and after each run.</summary>
    public int OffsetAlignment { get; }

    /// <summary>The largest tensor, in bytes, that the driver lets a shader see.</summary>
    public long MaximumTensorBytes { get; }

    /// <inheritdoc/>
    public override string Name => $"OpenGL ({Renderer})";

    /// <inheritdoc/>
    public override DeviceKind Kind => DeviceKind.OpenGL;

    /// <summary>The largest number of work-groups along an axis; tests lower it to see dispatches fold.</summary>
    internal int MaximumWorkGroups { get; init; } = WorkGroups.Maximum;

    /// <summary>Whether tuned shaders are used where there are any; the plain ones serve as their reference.</summary>
    public bool Tuned { get; init; } = true;

    /// <summary>The sources of the programs compiled so far.</summary>
    internal IReadOnlyCollection<string> ShaderSources => _programs.Keys;

    /// <summary>How many shader storage bindings the kernels prepared so far use.</summary>
    internal int BindingsInUse { get; private set; }

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(long length) => new OpenGLBuffer(Gl, Name, length);

    /// <summary>
    /// The shader of the given file name, specialized and compiled; the same program for the same shader and defines.
    /// </summary>
    /// <param name="shader">A file in OpenGL/Shaders, for example <c>Convolution.comp</c>.</param>
    /// <param name="defines">What specializes it.</param>
    /// <param name="shared">Files that it shares with other shaders, placed between its defines and its own text.</param>
    /// <exception cref="ShaderCompilationException">The driver does not accept it.</exception>
    public ShaderProgram Program(string shader, ShaderDefines defines, params ReadOnlySpan<string> shared)
    {
        string source = ShaderProgram.Assemble(shader, defines.ToString(), shared);
        if (!_programs.TryGetValue(source, out var program))
            _programs.Add(source, program = new(Gl, Renderer, shader, source));
        return program;
    }

    /// <inheritdoc/>
    public override void Begin() => _state.Save(BindingsInUse);

    /// <inheritdoc/>
    public override void End()
    {
        _state.Restore();
        Gl.Flush();
    }

    /// <inheritdoc/>
    public override void Finish() => Gl.Finish();

    /// <inheritdoc/>
    public override void Dispose()
    {
        uint current = (uint)Gl.GetInteger(GLEnum.CurrentProgram);
        foreach (var program in _programs.Values)
        {
            if (program.Handle == current) Gl.UseProgram(0); // A program in use would linger without a name that can be restored.
            program.Dispose();
        }
        _programs.Clear();
    }

    /// <summary>Says that a kernel uses the first <paramref name="count"/> shader storage bindings, so that <see cref="Begin"/> saves them.</summary>
    internal void UseBindings(int count) => BindingsInUse = Math.Max(BindingsInUse, count);

    /// <summary>Throws unless the version is 4.3 or later.</summary>
    internal static void RequireVersion(int major, int minor, string renderer)
    {
        if (major < 4 || major == 4 && minor < 3)
            throw new OpenGLException($"OpenGL {major}.{minor} found (renderer {renderer}); Vision's shaders need 4.3 or later: update the driver, ask for a 4.3 core context, or use the device Cpu");
    }
}
