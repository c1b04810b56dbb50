using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.OpenGL;

public class WinogradTests
{
    private static readonly bool[] FiltersAreConstant = [false, true, false, false];

    /// <summary>Paddings of the height and the width, input [N, C, H, W] and output channels; tiles are cut off in every way.</summary>
    private static readonly (Window Height, Window Width, Shape Input, int Outputs)[] Geometries =
    [
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 8, 12, 8], 12),
        (new(3, 1, 0, 2), new(3, 1, 2, 1), [3, 5, 7, 10], 6),
        (new(3), new(3), [1, 3, 3, 9], 4),
        (new(3, 1, 4, 3), new(3, 1, 1, 0), [2, 16, 2, 5], 33),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [17, 4, 1, 1], 8),
    ];

    public static TheoryData<int, int> Cases()
    {
        var cases = new TheoryData<int, int>();
        foreach (int outputs in (int[])[2, 4])
            for (int geometry = 0; geometry < Geometries.Length; geometry++) cases.Add(outputs, geometry);
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Both_algorithms_agree_with_the_reference(int outputs, int geometry)
    {
        var transform = outputs == 2 ? WinogradTransform.Two : WinogradTransform.Four;
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Transform = transform };
        var (height, width, input, channels) = Geometries[geometry];
        var random = new Random(geometry);
        HostTensor x = HostTensor.Random(random, input), w = HostTensor.Random(random, [channels, input[1], 3, 3]),
            bias = HostTensor.Random(random, [channels]);
        Check(new Convolution(height, width), x, w);
        Check(new Convolution(height, width, 1, Activation.Relu) { NegativeSlope = 0.1f }, x, w, bias);
        var convolution = new Convolution(height, width, 1, Activation.Relu6);
        Check(convolution, x, w, bias, HostTensor.Random(random, convolution.InferShapes([x.Shape, w.Shape])[0]));
        Assert.Contains(device.ShaderSources, IsWinograd);

        void Check(Convolution convolution, params HostTensor[] inputs)
        {
            var result = OperatorRunner.Run(device, convolution, inputs, FiltersAreConstant[..inputs.Length])[0];
            Agreement.Compare(References.Run(convolution, inputs), result.Values, outputs == 2 ? 1e-5 : 5e-5, $"{transform}");
        }
    }

    [SkippableTheory]
    [InlineData(true, true, 1, 128, 28)]  // A layer of ResNet-18.
    [InlineData(false, true, 1, 128, 28)] // Switched off.
    [InlineData(true, false, 1, 128, 28)] // Filters that may change with every run.
    [InlineData(true, true, 2, 128, 28)]  // Stride 2.
    [InlineData(true, true, 1, 4, 28)]    // Few channels: the transforms cost more than they save.
    public void It_is_chosen_for_constant_filters_of_many_channels(bool allowed, bool constant, int stride, int channels, int side)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Winograd = allowed };
        Skip.IfNot(device.IsSoftware, "the cost model of a GPU is another one");
        var window = new Window(3, stride, 1, 1, 1, RoundingMode.Floor);
        device.Prepare(new Convolution(window, window), [[1, channels, side, side], [channels, channels, 3, 3]], [false, constant])
            .Dispose();
        Assert.Equal(allowed && constant && stride == 1 && channels > 4, device.ShaderSources.Any(IsWinograd));
    }

    [SkippableFact]
    public void An_empty_batch_runs()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { Transform = WinogradTransform.Four };
        HostTensor x = HostTensor.Random(new Random(1), [0, 8, 6, 6]), w = HostTensor.Random(new Random(2), [8, 8, 3, 3]);
        Assert.Equal([0, 8, 4, 4], OperatorRunner.Run(device, new Convolution(new(3), new(3)), [x, w], [false, true])[0].Shape.ToArray());
    }

    private static bool IsWinograd(string source) => source.Contains("Winograd", StringComparison.Ordinal);
}
