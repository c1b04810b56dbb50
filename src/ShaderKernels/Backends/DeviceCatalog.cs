using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;

namespace ShaderKernels.Backends;

/// <summary>Finds the devices of this machine and chooses the one to run networks on.</summary>
public sealed class DeviceCatalog
{
    private static readonly Lazy<DeviceEntry> IlgpuFound = new(IlgpuEntry);
    private readonly GL? _gl;
    private readonly DeviceEntry _openGL;

    /// <summary>Looks around.</summary>
    /// <param name="gl">The game's context, current on this thread; null where there is none.</param>
    public DeviceCatalog(GL? gl)
    {
        _gl = gl;
        _openGL = OpenGLEntry(gl);
        Best = _openGL.Available && !Software
            ? new(DeviceKind.OpenGL, "the frame never leaves the GPU")
            : new(DeviceKind.Cpu, _openGL.Available ? "OpenGL here is drawn by software, which is slower than the CPU's own vector units" : "there is no usable OpenGL");
    }

    /// <summary>What was looked for, and what was found.</summary>
    /// <remarks>Looking for CUDA and OpenCL takes a moment, so it is done once, for the first who asks.</remarks>
    public IReadOnlyList<DeviceEntry> Entries =>
        field ??= [_openGL, new(DeviceKind.Cpu, true, $"{CpuDevice.WidestHere}, {Environment.ProcessorCount} threads"), IlgpuFound.Value];

    /// <summary>The device to use: a GPU in the game's own context where there is one, never a software rasterizer ahead of the CPU.</summary>
    public DeviceChoice Best { get; }

    private bool Software { get; set; }

    /// <summary>Opens the best device for a game's context; see <see cref="Best"/>.</summary>
    /// <param name="gl">The context, current on this thread; null where there is none.</param>
    public static Device OpenBest(GL? gl)
    {
        var catalog = new DeviceCatalog(gl);
        return catalog.Open(catalog.Best.Kind);
    }

    /// <summary>Opens a device of the given kind.</summary>
    /// <exception cref="OpenGLException">OpenGL was asked for and is missing or older than 4.3.</exception>
    /// <exception cref="IlgpuException">ILGPU was asked for and has neither CUDA nor OpenCL.</exception>
    public Device Open(DeviceKind kind) => kind switch
    {
        DeviceKind.Cpu => new CpuDevice(),
        DeviceKind.OpenGL => new OpenGLDevice(_gl ?? throw new OpenGLException("OpenGL was asked for, but there is no OpenGL context here; install libegl1 and libgl1-mesa-dri or use the Cpu device")),
        DeviceKind.Ilgpu => new IlgpuDevice(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an unknown kind of device"),
    };

    /// <summary>ILGPU's own simulation of a GPU on the processor does not count.</summary>
    private static DeviceEntry IlgpuEntry()
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

    private DeviceEntry OpenGLEntry(GL? gl)
    {
        if (gl is null) return new(DeviceKind.OpenGL, false, "no context");
        try
        {
            using var device = new OpenGLDevice(gl);
            Software = device.IsSoftware;
            return new(DeviceKind.OpenGL, true, device.Name);
        }
        catch (OpenGLException exception)
        {
            return new(DeviceKind.OpenGL, false, exception.Message);
        }
    }
}

/// <summary>A device that was looked for.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Available">Whether it can be used.</param>
/// <param name="Description">What it is, or why it cannot be used.</param>
public sealed record DeviceEntry(DeviceKind Kind, bool Available, string Description);

/// <summary>A device that was chosen.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Reason">Why.</param>
public sealed record DeviceChoice(DeviceKind Kind, string Reason);
