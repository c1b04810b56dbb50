using System.Reflection;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Tests.Backends.OpenGL;

namespace ShaderKernels.Tests;

/// <summary>The devices that the shared suite runs on, by name; each test opens the one it is given.</summary>
public static class TestDevices
{
    public static TheoryData<string> Names => ["Cpu-Scalar", "Cpu-Vector128", "Cpu-Vector256", "Cpu-Vector512", "OpenGL-Plain", "OpenGL-Tuned", "Ilgpu"];

    /// <summary>
    /// Ends a test that counts allocated bytes where they would not be ours: the launches of the real ILGPU. With the stand-in, whose launches
    /// allocate nothing, the test counts what our kernels do.
    /// </summary>
    public static void SkipWhereLaunchesAllocate(string name)
    {
        var packages = typeof(TestDevices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == "Packages").Value;
        Skip.If(name.StartsWith("Ilgpu", StringComparison.Ordinal) && packages == "nuget", "what ILGPU's own launches allocate is not counted");
    }

    public static Device Open(string name)
    {
        string[] parts = name.Split('-');
        return parts[0] switch
        {
            "Cpu" => new CpuDevice(2, Enum.Parse<SimdWidth>(parts[1])) { ConvolutionAlgorithm = parts.Length > 2 ? Enum.Parse<ConvolutionAlgorithm>(parts[2]) : null },
            "OpenGL" => new OpenGLDevice(ThreadContext.Gl()) { Tuned = parts[1] == "Tuned" },
            "Ilgpu" => new IlgpuDevice("cpu") { Tiled = parts.Length > 1 },
            _ => throw new ArgumentException($"no test device is called {name}"),
        };
    }
}
