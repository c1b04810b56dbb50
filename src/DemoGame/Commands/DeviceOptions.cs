using System.CommandLine;
using DemoGame.Rendering;
using ShaderKernels.Backends;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;

namespace DemoGame.Commands;

/// <summary>The option that chooses the device on which networks run.</summary>
internal static class DeviceOptions
{
    /// <summary>For commands that play a game.</summary>
    public static Option<string> ForGames() => Options.Choice(
        "--device", "The device that runs the network: auto, cpu, opengl or ilgpu (CUDA or OpenCL).",
        "auto", "auto", "cpu", "opengl", "ilgpu");

    /// <summary>For commands that only run a network.</summary>
    public static Option<string> ForModels() => Options.Choice(
        "--device",
        "The device that runs the network: auto, cpu, opengl, ilgpu (CUDA or OpenCL) or ilgpu-cpu (ILGPU's slow emulator, for tests).",
        "auto", "auto", "cpu", "opengl", "ilgpu", "ilgpu-cpu");

    /// <summary>Returns the kind of device that a name means; null for the best one.</summary>
    public static DeviceKind? KindOf(string name) => name switch
    {
        "cpu" => DeviceKind.Cpu,
        "ilgpu" => DeviceKind.Ilgpu,
        "opengl" => DeviceKind.OpenGL,
        _ => null,
    };

    /// <summary>Opens a device beside a context that already exists.</summary>
    public static Device Open(string name, GL gl) => name switch
    {
        "cpu" => new DeviceCatalog(null).Open(DeviceKind.Cpu),
        "ilgpu" => new DeviceCatalog(null).Open(DeviceKind.Ilgpu),
        "opengl" => new DeviceCatalog(gl).Open(DeviceKind.OpenGL),
        _ => DeviceCatalog.OpenBest(gl),
    };

    /// <summary>Opens a device, with an OpenGL context of its own if it needs one.</summary>
    public static OpenDevice Open(string name)
    {
        switch (name)
        {
            case "cpu": return new(new DeviceCatalog(null).Open(DeviceKind.Cpu), null);
            case "ilgpu": return new(new DeviceCatalog(null).Open(DeviceKind.Ilgpu), null);
            case "ilgpu-cpu": return new(new IlgpuDevice("cpu"), null);
            case "opengl":
                var host = GraphicsHost.OpenHeadless();
                return new(new DeviceCatalog(host.Gl).Open(DeviceKind.OpenGL), host);
            default:
                GraphicsHost.TryOpen(out var found, out _);
                return new(DeviceCatalog.OpenBest(found?.Gl), found);
        }
    }
}

/// <summary>A device, and the OpenGL context that was opened for it.</summary>
internal sealed record OpenDevice(Device Device, GraphicsHost? Host) : IDisposable
{
    public void Dispose()
    {
        Device.Dispose();
        Host?.Dispose();
    }
}
