using System.Diagnostics;
using ShaderKernels.Devices;
using ShaderKernels.Operators;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace Vision.Bench.Profile;

/// <summary>Passes everything on to another device, and remembers how long each kernel ran, each waited for.</summary>
internal sealed class ProfilingDevice(Device device) : Device
{
    public override string Name => device.Name;

    public override DeviceKind Kind => device.Kind;

    public override bool MultipliesIntegers => device.MultipliesIntegers;

    public override bool ReducesMap(Map map) => device.ReducesMap(map);

    /// <summary>The kernels in the order in which they were prepared, which is a plan's order of steps.</summary>
    public List<TimedKernel> Kernels { get; } = [];

    public override DeviceBuffer Allocate(long length) => device.Allocate(length);

    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs) => Prepare(@operator, inputs, new bool[inputs.Count]);

    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant) => Prepare(@operator, inputs, constant, WeightPrecision.Single);

    public override Kernel Prepare(Operator @operator, IReadOnlyList<Shape> inputs, IReadOnlyList<bool> constant, WeightPrecision precision)
    {
        var kernel = new TimedKernel(device, device.Prepare(@operator, inputs, constant, precision), @operator, [.. inputs]);
        Kernels.Add(kernel);
        return kernel;
    }

    public override ImageKernel Prepare(ImageToTensor @operator, int imageWidth, int imageHeight) => device.Prepare(@operator, imageWidth, imageHeight);

    public override FilterKernel Prepare(ImageFilter filter, int width, int height) => device.Prepare(filter, width, height);

    public override TensorImageKernel Prepare(TensorToImage @operator, Shape tensor) => device.Prepare(@operator, tensor);

    public override void Begin() => device.Begin();

    public override void End() => device.End();

    public override void Finish() => device.Finish();

    public override void Dispose() => device.Dispose();
}

/// <summary>A kernel with the times of its runs.</summary>
internal sealed class TimedKernel(Device device, Kernel kernel, Operator @operator, Shape[] inputs) : Kernel
{
    public Operator Operator => @operator;

    public IReadOnlyList<Shape> Inputs => inputs;

    public Measured Times { get; } = new();

    /// <summary>Multiplications and additions of one run; 0 where the operator only moves or adds.</summary>
    public double Operations => 2.0 * @operator.Multiplications(inputs);

    /// <summary>What one run reads and writes if it reads and writes everything once.</summary>
    public double Bytes => sizeof(float) * (double)(inputs.Sum(shape => shape.Count) + @operator.InferShapes(inputs).Sum(shape => shape.Count));

    public override void Prepack(ReadOnlySpan<Tensor> inputs) => kernel.Prepack(inputs);

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        long begin = Stopwatch.GetTimestamp();
        kernel.Run(inputs, outputs);
        device.Finish();
        Times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }

    public override void Dispose()
    {
        kernel.Dispose();
        base.Dispose();
    }
}
