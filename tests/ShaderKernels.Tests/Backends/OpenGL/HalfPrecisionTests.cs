using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.OpenGL;

public class HalfPrecisionTests
{
    private static readonly bool[] WeightsAreConstant = [false, true];

    [SkippableFact]
    public void Weights_are_rounded_to_half_precision_and_data_is_not()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        HostTensor x = HostTensor.Random(new Random(1), [2, 5, 9, 7]), w = HostTensor.Random(new Random(2), [6, 5, 3, 3]);
        HostTensor rounded = new(w.Shape, [.. w.Values.Select(value => (double)(Half)(float)value)]);
        var convolution = new Convolution(new(3, 1, 1, 1), new(3, 1, 1, 1));
        Check(device, convolution, x, w, References.Run(convolution, [x, rounded]));

        HostTensor a = HostTensor.Random(new Random(3), [4, 33]), b = HostTensor.Random(new Random(4), [10, 33]);
        HostTensor half = new(b.Shape, [.. b.Values.Select(value => (double)(Half)(float)value)]);
        var product = new MatMul(false, true);
        Check(device, product, a, b, References.Run(product, [a, half]));
    }

    [Fact]
    public void A_device_without_half_precision_refuses_it()
    {
        using var device = new CpuDevice(1);
        var exception = Assert.Throws<NotSupportedException>(() =>
            device.Prepare(new MatMul(), [[4, 8], [8, 8]], WeightsAreConstant, WeightPrecision.Half));
        Assert.Contains("does not support weights in Half precision; use WeightPrecision.Single", exception.Message,
            StringComparison.Ordinal);
    }

    private static void Check(OpenGLDevice device, Operator @operator, HostTensor x, HostTensor w, double[] expected)
    {
        var result = OperatorRunner.Run(device, @operator, [x, w], WeightsAreConstant, WeightPrecision.Half)[0];
        Agreement.Compare(expected, result.Values, 1e-5, $"{@operator.Name} of weights in half precision");
    }
}
