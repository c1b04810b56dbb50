using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests.Backends.OpenGL;

namespace ShaderKernels.Tests.Operators;

/// <summary>Kernels that are split, so that one long kernel does not fill a frame.</summary>
public sealed class SliceTests
{
    private static readonly Window Same = new(3, 1, 1, 1), Five = new(5, 1, 2, 2), One = new(1);

    /// <summary>Operators that are long enough to be split, with and without weights that are packed before the run.</summary>
    private static readonly (Operator Operator, Shape[] Shapes)[] Long =
    [
        (new Convolution(Same, Same, 1, Activation.Relu), [[1, 16, 40, 36], [24, 16, 3, 3], [24], [1, 24, 40, 36]]),
        (new Convolution(Same, Same), [[2, 32, 13, 13], [64, 32, 3, 3]]),
        (new Convolution(Five, Five), [[1, 3, 50, 47], [5, 3, 5, 5], [5]]),
        (new Convolution(Five, Five), [[1, 4, 50, 47], [3, 4, 5, 5], [3]]),
        (new Convolution(One, One), [[1, 40, 30, 30], [80, 40, 1, 1], [80]]),
        (new MatMul(), [[1, 700], [700, 900]]),
        (new MatMul(false, true, Activation.Relu), [[40, 50], [400, 50], [400]]),
    ];

    [SkippableTheory]
    [InlineData("Cpu-Scalar")]
    [InlineData("Cpu-Vector256")]
    [InlineData("Cpu-Vector512")]
    [InlineData("OpenGL-Plain")]
    [InlineData("OpenGL-Tuned")]
    public void Slices_give_the_bits_of_a_complete_run(string name)
    {
        using var device = TestDevices.Open(name);
        // The plain shaders of most samples are the tuned ones, too.
        (Operator Operator, Shape[] Shapes)[] samples = name == "OpenGL-Plain" ? [] : OperatorSamples.All;
        foreach (var (@operator, shapes) in samples.Concat(Long)) Check(device, @operator, shapes);
    }

    [SkippableTheory]
    [InlineData(ConvolutionAlgorithm.Gather)]
    [InlineData(ConvolutionAlgorithm.Winograd2)]
    [InlineData(ConvolutionAlgorithm.Winograd4)]
    public void Every_algorithm_of_convolutions_can_be_split(ConvolutionAlgorithm algorithm)
    {
        using var device = new CpuDevice(2) { ConvolutionAlgorithm = algorithm };
        foreach (var (@operator, shapes) in Long.Take(2))
        {
            using var kernel = device.Prepare(@operator, shapes, [false, true, true, false]);
            Assert.InRange(kernel.MaximumSlices, 2, 10_000);
            Check(device, @operator, shapes);
        }
    }

    [SkippableTheory]
    [InlineData("Cpu-Vector128")]
    [InlineData("OpenGL-Plain")]
    [InlineData("OpenGL-Tuned")]
    public void Long_kernels_can_be_split(string name)
    {
        using var device = TestDevices.Open(name);
        foreach (var (@operator, shapes) in Long)
        {
            using var kernel = device.Prepare(@operator, shapes);
            Assert.True(kernel.MaximumSlices >= 2, $"{@operator.Name} of {string.Join(", ", shapes.AsEnumerable())} cannot be split");
        }
    }

    [Fact]
    public void A_kernel_that_cannot_be_split_says_so()
    {
        using var device = new CpuDevice(1);
        using var kernel = device.Prepare(new Softmax(1), [[2, 3]]);
        Assert.Equal(1, kernel.MaximumSlices);
        var tensor = device.AllocateTensor([2, 3]);
        var result = device.AllocateTensor([2, 3]);
        kernel.RunSlice([tensor], [result], 0, 1);
        Assert.Equal(1f / 3, result.ToArray()[0], 5);
    }

    /// <summary>Runs a kernel as a whole and in slices, on random values in the layouts that it reads.</summary>
    private static void Check(Device device, Operator @operator, Shape[] shapes)
    {
        var random = new Random(7);
        bool[] constant = [.. shapes.Select((_, i) => @operator.InputRole(i) == InputRole.Weight)];
        using var kernel = device.Prepare(@operator, shapes, constant);
        if (kernel.MaximumSlices == 1) return;
        Tensor[] inputs = [.. shapes.Select((shape, i) => device.AllocateTensor(@operator.InputLayout(i).Apply(shape)))];
        Tensor[] outputs =
            [.. @operator.InferShapes(shapes).Select((shape, i) => device.AllocateTensor(@operator.OutputLayout(i).Apply(shape)))];
        foreach (var input in inputs) input.Write([.. Enumerable.Range(0, (int)input.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        var whole = Run(1);
        foreach (int slices in new[] { 3, 50 })
        {
            int count = Math.Min(slices, kernel.MaximumSlices);
            var split = Run(count);
            for (int i = 0; i < whole.Length; i++)
                Assert.True(whole[i].AsSpan().SequenceEqual(split[i]), $"{@operator.Name} of "
                    + $"{string.Join(", ", shapes.AsEnumerable())} in {count} slices on {device.Name} differs from a complete run");
        }
        foreach (var tensor in inputs.Concat(outputs)) tensor.Buffer.Dispose();

        float[][] Run(int slices)
        {
            foreach (var output in outputs) output.Write(new float[output.Shape.Count]);
            device.Begin();
            kernel.Prepack(inputs);
            if (slices == 1) kernel.Run(inputs, outputs);
            else for (int slice = 0; slice < slices; slice++) kernel.RunSlice(inputs, outputs, slice, slices);
            device.End();
            return [.. outputs.Select(output => output.ToArray())];
        }
    }
}
