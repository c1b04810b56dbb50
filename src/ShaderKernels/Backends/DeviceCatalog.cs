using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends;

/// <summary>Enumerates the compute devices of this machine, selects the best one, and opens devices by kind.</summary>
public sealed class DeviceCatalog
{
    private static readonly Lazy<DeviceEntry> IlgpuDiscovery = new(DiscoverIlgpu);
    private readonly GL? _gl;
    private readonly DeviceEntry _openGL;
    private readonly bool _software;

    /// <summary>Creates a catalog for the given OpenGL context and selects the best device.</summary>
    /// <param name="gl">The game's OpenGL context, current on this thread, or null if there is none.</param>
    public DeviceCatalog(GL? gl)
    {
        _gl = gl;
        (_openGL, _software) = DiscoverOpenGL(gl);
        Best = (_openGL.Available, _software) switch
        {
            (true, false) => new(DeviceKind.OpenGL, "a hardware OpenGL context: frames never leave the GPU"),
            (true, true) => new(DeviceKind.Cpu, "this OpenGL is a software rasterizer, which is slower than the CPU's SIMD kernels"),
            _ => new(DeviceKind.Cpu, "no usable OpenGL context"),
        };
    }

    /// <summary>Gets every kind of device, with whether it is available and its name or the reason why it is not.</summary>
    /// <remarks>Discovery of CUDA and OpenCL devices takes some time and runs once for the process, on first access.</remarks>
    public IReadOnlyList<DeviceEntry> Entries => field ??=
    [
        _openGL,
        new(DeviceKind.Cpu, true, $"{CpuDevice.WidestSupported}, {Environment.ProcessorCount} threads"),
        IlgpuDiscovery.Value,
    ];

    /// <summary>
    /// Gets the recommended device: OpenGL on a hardware context, otherwise the CPU. A software rasterizer is never preferred over the
    /// CPU, and ILGPU is used only on request.
    /// </summary>
    public DeviceChoice Best { get; }

    /// <summary>Enumerates the devices of this machine, available or not.</summary>
    /// <param name="gl">The game's OpenGL context, current on this thread, or null if there is none.</param>
    public static IReadOnlyList<DeviceEntry> Enumerate(GL? gl) => new DeviceCatalog(gl).Entries;

    /// <summary>Opens the recommended device for an OpenGL context (see <see cref="Best"/>).</summary>
    /// <param name="gl">The game's OpenGL context, current on this thread, or null if there is none.</param>
    /// <returns>The device, which the caller disposes.</returns>
    public static Device OpenBest(GL? gl)
    {
        var catalog = new DeviceCatalog(gl);
        return catalog.Open(catalog.Best.Kind);
    }

    /// <summary>
    /// Opens a device of the given kind. The OpenGL device keeps compiled shaders in <see cref="ProgramCache.Default"/>, and measures the
    /// variants of kernels with <see cref="KernelTuner.Default"/> unless it is a software renderer.
    /// </summary>
    /// <param name="kind">The kind of device.</param>
    /// <returns>The device, which the caller disposes.</returns>
    /// <exception cref="OpenGLException">OpenGL is requested, but there is no context or its version is older than 4.3.</exception>
    /// <exception cref="IlgpuException">ILGPU is requested, but there is no CUDA or OpenCL device.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown.</exception>
    public Device Open(DeviceKind kind) => kind switch
    {
        DeviceKind.Cpu => new CpuDevice(),
        DeviceKind.OpenGL => new OpenGLDevice(_gl ?? throw new OpenGLException(
            "The OpenGL device needs an OpenGL context, and none is available; "
            + "install libegl1 and libgl1-mesa-dri, or use the Cpu device"))
        {
            ProgramCache = ProgramCache.Default,
            Tuner = _software ? null : KernelTuner.Default,
        },
        DeviceKind.Ilgpu => new IlgpuDevice(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind of device is unknown; use Cpu, OpenGL or Ilgpu"),
    };

    /// <summary>ILGPU's CPU accelerator, a simulator for debugging, does not count as a device.</summary>
    private static DeviceEntry DiscoverIlgpu()
    {
        try
        {
            using var device = new IlgpuDevice();
            return new(DeviceKind.Ilgpu, true, device.Name);
        }
        catch (IlgpuException exception)
        {
            return new(DeviceKind.Ilgpu, false, exception.Message);
        }
    }

    private static (DeviceEntry Entry, bool Software) DiscoverOpenGL(GL? gl)
    {
        if (gl is null) return (new(DeviceKind.OpenGL, false, "no OpenGL context"), false);
        try
        {
            using var device = new OpenGLDevice(gl);
            return (new(DeviceKind.OpenGL, true, device.Name), device.IsSoftware);
        }
        catch (OpenGLException exception)
        {
            return (new(DeviceKind.OpenGL, false, exception.Message), false);
        }
    }
}

/// <summary>A device found by <see cref="DeviceCatalog"/>.</summary>
/// <param name="Kind">The kind of device.</param>
/// <param name="Available">Whether the device can be opened.</param>
/// <param name="Description">The name of the device, or the reason why it is not available.</param>
public sealed record DeviceEntry(DeviceKind Kind, bool Available, string Description);

/// <summary>The device recommended by <see cref="DeviceCatalog.Best"/>.</summary>
/// <param name="Kind">The kind of device.</param>
/// <param name="Reason">Why it is recommended.</param>
public sealed record DeviceChoice(DeviceKind Kind, string Reason);
