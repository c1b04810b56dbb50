using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using ShaderKernels.Tests.Reference;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Backends.OpenGL;

public sealed class KernelTunerTests : IDisposable
{
    private static readonly HostTensor Left = HostTensor.Random(new Random(1), [9, 36]), Right = HostTensor.Random(new Random(2), [36, 20]);

    private readonly string _folder = Directory.CreateTempSubdirectory("vision-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void A_choice_is_measured_once_and_remembered()
    {
        var first = new KernelTuner(_folder);
        Multiply(first);
        Assert.Equal((1, 0), (first.Measured, first.Loaded));
        Assert.Single(Directory.GetFiles(_folder, "*.choice"));
        var second = new KernelTuner(_folder);
        Multiply(second);
        Assert.Equal((0, 1), (second.Measured, second.Loaded));
    }

    [SkippableFact]
    public void A_damaged_file_is_measured_again()
    {
        Multiply(new KernelTuner(_folder));
        string file = Directory.GetFiles(_folder).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        var tuner = new KernelTuner(_folder);
        Multiply(tuner);
        Assert.Equal((1, 0), (tuner.Measured, tuner.Loaded));
    }

    [SkippableFact]
    public void Other_shapes_are_another_kernel()
    {
        var tuner = new KernelTuner(_folder);
        Multiply(tuner);
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Tuner = tuner };
        device.Prepare(new MatMul(), [[9, 36], [36, 24]]).Dispose();
        Assert.Equal((2, 0), (tuner.Measured, tuner.Loaded));
    }

    [SkippableFact]
    public void Algorithms_of_a_convolution_are_measured_with_their_tiles()
    {
        var tuner = new KernelTuner(_folder);
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Tuner = tuner };
        HostTensor x = HostTensor.Random(new Random(1), [1, 8, 9, 7]), w = HostTensor.Random(new Random(2), [8, 8, 3, 3]);
        var result = OperatorRunner.Run(device, new Convolution(new(3), new(3)), [x, w], [false, true])[0];
        Agreement.Compare(References.Run(new Convolution(new(3), new(3)), [x, w]), result.Values, 5e-5, "tuned convolution");
        Assert.Equal(1, tuner.Measured);
        Assert.Contains(device.ShaderSources, source => source.Contains("Winograd", StringComparison.Ordinal));
        Assert.Contains(device.ShaderSources, source => source.Contains("TAPS_OF_SEGMENT", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Without_a_tuner_the_choice_is_always_the_same()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        using var again = new OpenGLDevice(ThreadContext.Gl());
        device.Prepare(new MatMul(), [[9, 36], [36, 20]]).Dispose();
        again.Prepare(new MatMul(), [[9, 36], [36, 20]]).Dispose();
        Assert.Equal(device.ShaderSources, again.ShaderSources);
    }

    private static void Multiply(KernelTuner tuner)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Tuner = tuner };
        var result = OperatorRunner.Run(device, new MatMul(), Left, Right)[0];
        Agreement.Compare(References.Run(new MatMul(), [Left, Right]), result.Values, 1e-5, "tuned product");
        Assert.Equal(GLEnum.NoError, device.Gl.GetError());
    }
}
