using System.Reflection;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.Ilgpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Tests.Backends.OpenGL;

namespace ShaderKernels.Tests;

/// <summary>The devices that the shared tests run on, by name; each test opens the given one.</summary>
public static class TestDevices
{
    public static TheoryData<string> Names =>
        ["Cpu-Scalar", "Cpu-Vector128", "Cpu-Vector256", "Cpu-Vector512", "OpenGL-Plain", "OpenGL-Tuned", "Ilgpu"];

    /// <summary>
    /// Skips a test that counts allocated bytes if they would include those of the launches of the real ILGPU. With the stand-in, whose
    /// launches allocate nothing, the test counts the allocations of the kernels.
    /// </summary>
    public static void SkipWhereLaunchesAllocate(string name)
    {
        var packages = typeof(TestDevices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(fact => fact.Key == "Packages").Value;
        Skip.If(name.StartsWith("Ilgpu", StringComparison.Ordinal) && packages == "nuget", "the launches of ILGPU allocate");
    }

    public static Device Open(string name)
    {
        string[] parts = name.Split('-');
        return parts[0] switch
        {
            "Cpu" => new CpuDevice(2, Enum.Parse<SimdWidth>(parts[1]))
            {
                ConvolutionAlgorithm = parts.Length > 2 ? Enum.Parse<ConvolutionAlgorithm>(parts[2]) : null,
            },
            "OpenGL" => new OpenGLDevice(ThreadContext.Gl()) { Tuned = parts[1] == "Tuned" },
            "Ilgpu" => new IlgpuDevice("cpu") { Tiled = parts.Length > 1 },
            _ => throw new ArgumentException($"the test device {name} is unknown"),
        };
    }
}
