using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators.Filters;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>One function of <see cref="PixelFunctions"/> over all pixels, one thread a pixel.</summary>
internal sealed class FilterPass
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int> _compute;
    private readonly int _width, _height;

    public FilterPass(IlgpuDevice device, int width, int height,
        Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int> function)
    {
        (_width, _height) = (width, height);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>,
            ArrayView<float>, int, int>(function);
    }

    public void Run(Tensor source, Tensor original, Tensor parameters, Tensor result) =>
        _compute(_width * _height, source.View(), original.View(), parameters.View(), result.View(), _width, _height);

    public static void Kernel(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Kernel(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void BlurAcross(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.BlurAcross(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void BlurDown(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.BlurDown(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Table(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Table(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Cube(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Cube(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Median(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Median(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Bilateral(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Bilateral(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void SquareMean(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.SquareMean(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void FillSquare(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.FillSquare(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Vignette(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Vignette(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void ChannelShift(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.ChannelShift(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void CathodeRay(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.CathodeRay(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Blend(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Blend(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void CannyClass(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.CannyClass(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void FromTensor(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.FromTensor(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));

    public static void Copy(Index1D i, ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters,
        ArrayView<float> result, int width, int height) =>
        result[i] = Interop.IntAsFloat(PixelFunctions.Copy(new IlgpuPixelSource(source, original, parameters, width, height),
            i % width, i / width));
}
