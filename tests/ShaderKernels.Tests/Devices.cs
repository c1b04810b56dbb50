using ShaderKernels.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Ilgpu;
using ShaderKernels.OpenGL;
using ShaderKernels.Tests.OpenGL;

namespace ShaderKernels.Tests;

/// <summary>The devices that the shared suite runs on, by name; each test opens the one it is given.</summary>
public static class TestDevices
{
    public static TheoryData<string> Names => ["Cpu-Scalar", "Cpu-Vector128", "Cpu-Vector256", "Cpu-Vector512", "OpenGL-Plain", "OpenGL-Tuned", "Ilgpu"];

    public static Device Open(string name)
    {
        string[] parts = name.Split('-');
        return parts[0] switch
        {
            "Cpu" => new CpuDevice(2, Enum.Parse<SimdWidth>(parts[1])),
            "OpenGL" => new OpenGLDevice(ThreadContext.Gl()) { Tuned = parts[1] == "Tuned" },
            "Ilgpu" => new IlgpuDevice("cpu") { Tiled = parts.Length > 1 },
            _ => throw new ArgumentException($"no test device is called {name}"),
        };
    }
}
