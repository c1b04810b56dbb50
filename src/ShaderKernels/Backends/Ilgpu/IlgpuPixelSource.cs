using ILGPU;
using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// Images and parameters in the memory of an accelerator. Pixels are the bits of 32-bit elements of float buffers, which are the only
/// buffers of a device.
/// </summary>
internal readonly struct IlgpuPixelSource(ArrayView<float> source, ArrayView<float> original, ArrayView<float> parameters, int width,
    int height) : IPixelSource
{
    private readonly ArrayView<float> _source = source, _original = original, _parameters = parameters;
    private readonly int _width = width, _height = height;

    public int Width => _width;

    public int Height => _height;

    public uint Load(int x, int y)
    {
        int column = IntrinsicMath.Clamp(x, 0, _width - 1), row = IntrinsicMath.Clamp(y, 0, _height - 1);
        return Interop.FloatAsInt(_source[row * _width + column]);
    }

    public uint Original(int x, int y) => Interop.FloatAsInt(_original[y * _width + x]);

    public float Element(int index) => _source[index];

    public float Parameter(int index) => _parameters[index];
}
