using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>Images and parameters in host memory, for the plain functions.</summary>
internal readonly unsafe struct CpuPixelSource(PixelRows source, PixelRows original, float* parameters, int width, int height)
    : IPixelSource
{
    public int Width => width;

    public int Height => height;

    public uint Load(int x, int y) => ((uint*)source.Row(Math.Clamp(y, 0, height - 1)))[Math.Clamp(x, 0, width - 1)];

    public uint Original(int x, int y) => ((uint*)original.Row(y))[x];

    public float Element(int index) => ((float*)source.Row(0))[index];

    public float Parameter(int index) => parameters[index];
}
