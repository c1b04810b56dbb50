using System.CommandLine;
using DemoGame.Rendering;
using ShaderKernels.Backends;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Devices;

namespace DemoGame.Commands;

/// <summary>Where commands compute that draw nothing.</summary>
internal static class ComputeOptions
{
    private static readonly string[] Choices = ["auto", "cpu", "opengl", "ilgpu", "ilgpu-cpu"];

    /// <summary>The device, in whatever case it is written.</summary>
    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where to compute: auto, cpu, opengl, ilgpu (CUDA or OpenCL) or ilgpu-cpu (ILGPU's slow simulation of a GPU, for tests).",
            DefaultValueFactory = _ => "auto",
        };
        option.Validators.Add(result =>
        {
            string given = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (given.Length > 0 && !Choices.Contains(given, StringComparer.OrdinalIgnoreCase)) result.AddError($"--device '{given}' is not there; choose {string.Join(" or ", Choices)}");
        });
        return option;
    }

    /// <summary>Opens the device, with a context of its own where it needs one.</summary>
    public static OpenDevice Open(string name)
    {
        switch (name.ToLowerInvariant())
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

/// <summary>A device and the context that it lives in.</summary>
internal sealed record OpenDevice(Device Device, GraphicsHost? Host) : IDisposable
{
    public void Dispose()
    {
        Device.Dispose();
        Host?.Dispose();
    }
}
