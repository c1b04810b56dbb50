using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Expressions;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;
using Silk.NET.OpenGL;

namespace ShaderKernels.Tests.Backends.OpenGL;

public class DispatchTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, OperatorSamples.All.Length)];

    [SkippableTheory, MemberData(nameof(Samples))]
    public void Folded_dispatches_agree_with_the_reference(int sample)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl()) { MaximumWorkGroups = 3 };
        Check(device, sample);
    }

    [SkippableTheory, MemberData(nameof(Samples))]
    public void Plain_and_tuned_shaders_agree_with_the_reference(int sample)
    {
        using var plain = new OpenGLDevice(ThreadContext.Gl()) { Tuned = false };
        Check(plain, sample);
        using var tuned = new OpenGLDevice(ThreadContext.Gl());
        Check(tuned, sample);
    }

    [SkippableFact]
    public void More_than_65535_work_groups_are_folded()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        int length = 65535 * 256 + 77;
        Skip.If(length * 4L > device.MaximumTensorBytes, "the storage buffers of this driver are too small");
        var results = OperatorRunner.Run(device, StridedCopy.Expand([1], [length]), new HostTensor([1], [3.0]));
        Assert.DoesNotContain(results[0].Values, value => value != 3);
    }

    [SkippableFact]
    public void Tensors_may_start_at_any_offset()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        Shape shape = [8, 9], other = [9, 12], product = [8, 12];
        var a = HostTensor.Random(new Random(1), shape);
        var b = HostTensor.Random(new Random(2), other);
        using var buffer = device.Allocate(1000);
        Tensor left = new(buffer, 3, shape), right = new(buffer, 201, other), output = new(buffer, 499, product);
        left.Write([.. a.Values.Select(value => (float)value)]);
        right.Write([.. b.Values.Select(value => (float)value)]);
        using var kernel = device.Prepare(new MatMul(), [shape, other]);
        device.Begin();
        kernel.Run([left, right], [output]);
        kernel.Run([left, right], [output]);
        device.End();
        Agreement.Compare(References.Run(new MatMul(), [a, b]), [.. output.ToArray()], 1e-5, "unaligned product");
        var around = new float[1000];
        buffer.Read(around, 0);
        Assert.Equal(0, around[498]);
        Assert.Equal(0, around[499 + 96]);
    }

    [SkippableTheory]
    [InlineData(64, 0)]
    [InlineData(63, 0)]
    [InlineData(64, 5)]
    public void A_map_may_write_over_its_input(int length, int offset)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        using var buffer = device.Allocate(100);
        Tensor x = new(buffer, offset, [length]);
        float[] values = [.. HostTensor.Random(new Random(1), [length]).Values.Select(value => (float)value)];
        x.Write(values);
        using var kernel = device.Prepare(new Map(Expression.Input(0) * 2 + Expression.Input(1)), [[length], [length]]);
        device.Begin();
        kernel.Run([x, x], [x]);
        device.End();
        Assert.Equal([.. values.Select(value => value * 2 + value)], x.ToArray());
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Convolutions_of_random_geometry_agree_with_the_reference(int seed)
    {
        var random = new Random(seed);
        using var device = new OpenGLDevice(ThreadContext.Gl());
        int[] channels = [1, 3, 4, 5, 8, 13, 16, 20];
        Window Draw() => new(random.Next(1, 5), random.Next(1, 5), random.Next(3), random.Next(3), random.Next(1, 3), RoundingMode.Floor);
        for (int i = 0; i < 4; i++)
        {
            Window height = Draw(), width = Draw();
            int c = channels[random.Next(channels.Length)], o = channels[random.Next(channels.Length)];
            Shape x = [random.Next(1, 4), c, height.EffectiveSize + random.Next(12), width.EffectiveSize + random.Next(12)],
                w = [o, c, height.Size, width.Size];
            var convolution = new Convolution(height, width);
            var y = convolution.InferShapes([x, w])[0];
            Check(device, convolution, x, w, [o]);
            Check(device, new ConvolutionInputGradient(height, width, x[2], x[3]), y, w);
            Check(device, new ConvolutionFilterGradient(height, width), x, y);
        }
    }

    [SkippableTheory]
    [InlineData(1, 3136, 5)]
    [InlineData(17, 20000, 3)]
    [InlineData(4, 70000, 8)]
    public void Long_products_are_split_and_stay_accurate(int m, int k, int n)
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        Check(device, new MatMul(false, false, Activation.Relu), [m, k], [k, n], [n]);
        Check(device, new MatMul(true, true), [k, m], [n, k]);
    }

    [SkippableFact]
    public void Long_filter_gradients_of_groups_stay_accurate()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        var window = new Window(3, 1, 1, 1);
        Check(device, new ConvolutionFilterGradient(window, window, 2), [5, 2, 130, 120], [5, 2, 130, 120]);
    }

    [SkippableFact]
    public void Empty_tensors_are_supported()
    {
        using var device = new OpenGLDevice(ThreadContext.Gl());
        var window = new Window(3);
        Check(device, new Convolution(window, window), [0, 4, 5, 5], [8, 4, 3, 3], [8]);
        Check(device, new ConvolutionInputGradient(window, window, 5, 5), [0, 8, 3, 3], [8, 4, 3, 3]);
        Check(device, new ConvolutionFilterGradient(window, window), [0, 4, 5, 5], [0, 8, 3, 3]);
        Check(device, new MatMul(), [0, 5], [5, 3]);
        Check(device, new MatMul(), [3, 0], [0, 5]);
        Check(device, new Softmax(1), [0, 100]);
        Check(device, new Reduce(Reduction.Sum, 0), [0, 100]);
        Check(device, new Reduce(Reduction.Sum, 1), [0, 100]);
        Check(device, StridedCopy.Concatenate(0, [0, 3], [2, 3]), [0, 3], [2, 3]);
        OperatorRunner.Run(device, new Map(Expression.Input(0) + 1), new HostTensor([0, 4], Array.Empty<double>()));
        Assert.Equal(GLEnum.NoError, device.Gl.GetError());
    }

    private static void Check(OpenGLDevice device, int sample) =>
        Check(device, OperatorSamples.All[sample].Operator, OperatorSamples.All[sample].Shapes);

    private static void Check(OpenGLDevice device, Operator @operator, params Shape[] shapes)
    {
        var random = new Random(7);
        HostTensor[] inputs = [.. shapes.Select(shape => HostTensor.Random(random, shape))];
        var results = OperatorRunner.Run(device, @operator, inputs);
        for (int output = 0; output < results.Length; output++)
        {
            double[] expected = References.Run(@operator, output, inputs);
            Agreement.Compare(expected, results[output].Values, 1e-5, $"{@operator.Name} of {string.Join(", ", shapes.AsEnumerable())}");
        }
        Assert.Equal(GLEnum.NoError, device.Gl.GetError());
    }
}
