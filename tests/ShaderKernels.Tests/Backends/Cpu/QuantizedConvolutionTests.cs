using System.Runtime.Intrinsics.X86;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Reference;

namespace ShaderKernels.Tests.Backends.Cpu;

/// <summary>Convolutions of 8-bit integers against sums of 64-bit integers, with all instructions that the processor has.</summary>
public class QuantizedConvolutionTests
{
    private static readonly QuantizedRange Unsigned = new(93, 0, 255), Signed = new(-7, -128, 127);

    private static readonly (Window Height, Window Width, int[] Input, int Outputs, int Groups, QuantizedRange Range)[] Geometries =
    [
        (Window.One, Window.One, [2, 64, 5, 7], 37, 1, Unsigned),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [1, 3, 9, 8], 16, 1, Unsigned),
        (new(3, 2, 1, 0), new(5, 2, 2, 1), [2, 6, 8, 10], 33, 1, Signed),
        (new(2, 1, 1, 2, 2), new(3, 1, 0, 3, 2), [1, 5, 6, 6], 9, 1, Signed),
        (Window.One, Window.One, [3, 600, 1, 1], 10, 1, Unsigned),
        (new(3, 1, 1, 1), new(3, 1, 1, 1), [2, 21, 6, 5], 21, 21, Unsigned),
        (new(3, 2, 1, 0), new(3, 2, 1, 0), [1, 16, 8, 8], 16, 16, new(0, 0, 255)),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string instructions in Enum.GetNames<ByteInstructions>())
        {
            for (int i = 0; i < Geometries.Length; i++) cases.Add(instructions, i);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Results_are_exact(string instructions, int geometry)
    {
        var kind = Enum.Parse<ByteInstructions>(instructions);
        Skip.IfNot(kind switch
        {
            ByteInstructions.Vnni => AvxVnni.IsSupported,
            ByteInstructions.Vector512 => Avx512BW.IsSupported,
            ByteInstructions.Vector256 => Avx2.IsSupported,
            ByteInstructions.Vector128 => Sse2.IsSupported,
            _ => true,
        }, $"the processor has no {instructions}");
        var (height, width, input, outputs, groups, range) = Geometries[geometry];
        var random = new Random(geometry);
        HostTensor x = Integers(random, Shape.Of(input), range.Least, range.Most),
            w = Integers(random, [outputs, input[1] / groups, height.Size, width.Size], -128, 127);
        float[] scale = [.. Enumerable.Range(0, outputs).Select(i => 1f / (64 << i % 5))], offset = [.. scale.Select((s, i) => i * s)];
        foreach (QuantizedRange? output in (QuantizedRange?[])[null, new(120, 0, 255), new(3, -128, 127)])
        {
            var @operator = new QuantizedConvolution(height, width, range, groups, output);
            float[] actual = Run(@operator, x, w, scale, offset, kind);
            double[] expected = Expected(@operator, x, w, scale, offset);
            Assert.Equal(expected, actual.Select(value => (double)value));
        }
    }

    [Fact]
    public void Groups_of_several_channels_are_rejected()
    {
        var exception = Assert.Throws<ShapeException>(() => new QuantizedConvolution(Window.One, Window.One, Unsigned, 2)
            .InferShapes([[1, 4, 2, 2], [6, 2, 1, 1], [6], [6]]));
        Assert.Contains("one for each channel", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_of_another_length_are_rejected() => Assert.Contains("one value for each output", Assert.Throws<ShapeException>(() =>
        new QuantizedConvolution(Window.One, Window.One, Unsigned).InferShapes([[1, 4, 2, 2], [6, 4, 1, 1], [4], [6]])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Running_allocates_nothing()
    {
        using var device = new CpuDevice(2);
        Shape[] shapes = [[1, 16, 8, 8], [16, 1, 3, 3], [16], [16]];
        using var kernel = device.Prepare(new QuantizedConvolution(new(3, 1, 1, 1), new(3, 1, 1, 1), Unsigned, 16), shapes,
            [false, true, false, false]);
        Tensor[] inputs = [.. shapes.Select(device.AllocateTensor)], outputs = [device.AllocateTensor([1, 16, 8, 8])];
        for (int i = 0; i < 50; i++) kernel.Run(inputs, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        kernel.Run(inputs, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static HostTensor Integers(Random random, Shape shape, int least, int most) =>
        new(shape, [.. Enumerable.Range(0, (int)shape.Count)
            .Select(i => (double)(i == 0 ? most : i == 1 ? least : random.Next(least, most + 1)))]);

    private static float[] Run(QuantizedConvolution @operator, HostTensor x, HostTensor w, float[] scale, float[] offset,
        ByteInstructions kind)
    {
        using var device = new CpuDevice(2);
        Shape[] shapes = [x.Shape, w.Shape, [scale.Length], [offset.Length]];
        var result = @operator.InferShapes(shapes)[0];
        using var kernel = new QuantizedConvolutionKernel(device, @operator, shapes, constantFilters: true, kind);
        Tensor[] inputs = [Upload(x.Permute(0, 2, 3, 1)), Upload(w.Permute(2, 3, 1, 0)), Upload(new(shapes[2], scale)),
            Upload(new(shapes[3], offset))];
        Shape stored = [result[0], result[2], result[3], result[1]];
        var output = device.AllocateTensor(stored);
        kernel.Prepack(inputs);
        kernel.Run(inputs, [output]);
        return [.. new HostTensor(stored, output.ToArray()).Permute(0, 3, 1, 2).Values.Select(value => (float)value)];

        Tensor Upload(HostTensor values)
        {
            var tensor = device.AllocateTensor(values.Shape);
            tensor.Write([.. values.Values.Select(value => (float)value)]);
            return tensor;
        }
    }

    private static double[] Expected(QuantizedConvolution @operator, HostTensor x, HostTensor w, float[] scale, float[] offset)
    {
        var shape = @operator.InferShapes([x.Shape, w.Shape, [scale.Length], [offset.Length]])[0];
        var results = new List<double>();
        int perGroup = shape[1] / @operator.Groups, channels = w.Shape[1];
        for (int n = 0; n < shape[0]; n++)
        for (int o = 0; o < shape[1]; o++)
        for (int y = 0; y < shape[2]; y++)
        for (int at = 0; at < shape[3]; at++)
        {
            long sum = 0;
            for (int c = 0; c < channels; c++)
            for (int ky = 0; ky < w.Shape[2]; ky++)
            for (int kx = 0; kx < w.Shape[3]; kx++)
            {
                int row = y * @operator.Height.Stride - @operator.Height.PadBegin + ky * @operator.Height.Dilation;
                int column = at * @operator.Width.Stride - @operator.Width.PadBegin + kx * @operator.Width.Dilation;
                if (row < 0 || row >= x.Shape[2] || column < 0 || column >= x.Shape[3]) continue;
                int channel = o / perGroup * channels + c;
                long pixel = (long)x.Values[((n * x.Shape[1] + channel) * x.Shape[2] + row) * x.Shape[3] + column];
                sum += (pixel - @operator.Input.ZeroPoint) * (long)w.Values[((o * channels + c) * w.Shape[2] + ky) * w.Shape[3] + kx];
            }
            // Scales are powers of two and offsets their multiples, so that float32 is exact as well.
            double real = sum * (double)scale[o] + offset[o];
            results.Add(@operator.Output is not { } range ? real
                : Math.Clamp(Math.Round(real, MidpointRounding.ToEven) + range.ZeroPoint, range.Least, range.Most));
        }
        return [.. results];
    }
}
