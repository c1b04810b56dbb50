using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends.OpenGL;

/// <summary>
/// A GPU, used through the compute shaders of an OpenGL 4.3 context. The device is a guest in the context of the host: it uses the context
/// that is current on the thread, modifies only its own objects, and between <see cref="Begin"/> and <see cref="End"/> preserves the state
/// of the host.
/// </summary>
public sealed partial class OpenGLDevice : Device
{
    private static readonly string[] SoftwareRenderers = ["llvmpipe", "softpipe", "SwiftShader", "Software"];

    private readonly Dictionary<string, ShaderProgram> _programs = new(StringComparer.Ordinal);
    private readonly OpenGLState _state;

    /// <summary>Creates a device in the context that is current on this thread.</summary>
    /// <exception cref="OpenGLException">The OpenGL version of the context is older than 4.3.</exception>
    public OpenGLDevice(GL gl)
    {
        Gl = gl;
        Renderer = gl.GetStringS(StringName.Renderer);
        RequireVersion(gl.GetInteger(GLEnum.MajorVersion), gl.GetInteger(GLEnum.MinorVersion), Renderer);
        MaximumMapOperands = Math.Min(gl.GetInteger(GLEnum.MaxComputeShaderStorageBlocks),
            gl.GetInteger(GLEnum.MaxShaderStorageBufferBindings));
        OffsetAlignment = Math.Max(4, Math.Max(gl.GetInteger(GLEnum.ShaderStorageBufferOffsetAlignment),
            gl.GetInteger(GLEnum.TextureBufferOffsetAlignment)) / sizeof(float));
        MaximumTexels = gl.GetInteger(GLEnum.MaxTextureBufferSize);
        MaximumTensorBytes = gl.GetInteger64(GLEnum.MaxShaderStorageBlockSize);
        _state = new(gl, MaximumMapOperands);
    }

    /// <summary>Gets the OpenGL functions of the context.</summary>
    public GL Gl { get; }

    /// <summary>Gets the name of the renderer as reported by the driver.</summary>
    public string Renderer { get; }

    /// <summary>Gets whether the renderer is a software rasterizer; the Cpu device is faster then.</summary>
    public bool IsSoftware => SoftwareRenderers.Any(name => Renderer.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets the alignment of bindings in elements. Tensors at other offsets are copied before and after each run.</summary>
    internal int OffsetAlignment { get; }

    /// <summary>Gets the maximum number of texels of a buffer texture.</summary>
    internal long MaximumTexels { get; }

    /// <summary>Gets the maximum size of a tensor in bytes, the limit of the driver for storage buffers.</summary>
    public long MaximumTensorBytes { get; }

    /// <inheritdoc/>
    public override string Name => $"OpenGL ({Renderer})";

    /// <inheritdoc/>
    public override DeviceKind Kind => DeviceKind.OpenGL;

    /// <summary>The maximum number of work groups along an axis; tests lower it to exercise the folding of dispatches.</summary>
    internal int MaximumWorkGroups { get; init; } = WorkGroups.Maximum;

    /// <summary>Gets whether tuned shaders are used; the plain ones are their reference.</summary>
    public bool Tuned { get; init; } = true;

    /// <summary>
    /// Gets where linked shaders are kept for the next start; null, the default, keeps none. See <see cref="DeviceCatalog"/>.
    /// </summary>
    public ProgramCache? ProgramCache { get; init; }

    /// <summary>Chooses the variant of each product in tests; null to choose by the cost model.</summary>
    internal Func<MatrixProduct, ProductTile>? ChooseTile { get; init; }

    /// <summary>
    /// Gets whether convolutions with filters of 3 x 3, stride 1 and constant weights may use Winograd's algorithms where these are faster.
    /// They need more memory, and their rounding errors are larger than those of the direct algorithm.
    /// </summary>
    public bool Winograd { get; init; } = true;

    /// <summary>The only algorithm of Winograd that is used, and wherever it can be, in tests; null to choose by the cost model.</summary>
    internal WinogradTransform? Transform { get; init; }

    /// <summary>
    /// Gets what measures the variants of a kernel when it is prepared; null, the default, chooses them by a cost model, always the same.
    /// See <see cref="DeviceCatalog"/>.
    /// </summary>
    public KernelTuner? Tuner { get; init; }

    /// <summary>The sources of the programs compiled so far.</summary>
    internal IReadOnlyCollection<string> ShaderSources => _programs.Keys;

    /// <summary>The number of shader storage bindings that the kernels prepared so far use.</summary>
    internal int BindingsInUse { get; private set; }

    /// <inheritdoc/>
    public override DeviceBuffer Allocate(long length) => new OpenGLBuffer(Gl, Name, length);

    /// <summary>Returns the specialized and compiled program of a shader; the same program for the same shader and defines.</summary>
    /// <param name="shader">A file in OpenGL/Shaders, for example <c>Convolution.comp</c>.</param>
    /// <param name="defines">The defines that specialize it.</param>
    /// <param name="shared">Files shared with other shaders, inserted between the defines and the text of the shader.</param>
    /// <exception cref="ShaderCompilationException">The driver cannot compile or link the shader.</exception>
    internal ShaderProgram Program(string shader, ShaderDefines defines, params ReadOnlySpan<string> shared)
    {
        string source = ShaderProgram.Assemble(shader, defines.ToString(), shared);
        if (!_programs.TryGetValue(source, out var program))
            _programs.Add(source, program = new(Gl, Renderer, shader, source, ProgramCache));
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
            if (program.Handle == current) Gl.UseProgram(0); // A program in use would stay alive without a name.
            program.Dispose();
        }
        _programs.Clear();
    }

    /// <summary>
    /// Records that a kernel uses the first <paramref name="count"/> shader storage bindings, so that <see cref="Begin"/> saves them.
    /// </summary>
    internal void ReserveBindings(int count) => BindingsInUse = Math.Max(BindingsInUse, count);

    /// <summary>Throws if the version is older than 4.3.</summary>
    internal static void RequireVersion(int major, int minor, string renderer)
    {
        if (major < 4 || major == 4 && minor < 3)
            throw new OpenGLException(
                $"OpenGL {major}.{minor} is not supported (renderer {renderer}); compute shaders need 4.3 or later: update the driver, " +
                "request a 4.3 core context, or use the Cpu device");
    }
}
