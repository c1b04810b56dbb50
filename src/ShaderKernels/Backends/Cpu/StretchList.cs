using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Stretches in memory that does not move, so that kernels may point at them.</summary>
internal static unsafe class StretchList
{
    public static CpuBuffer Allocate(int count) => new(Math.Max(1L, (long)count * sizeof(Stretch) / sizeof(float)));

    public static Stretch* Of(CpuBuffer buffer) => (Stretch*)buffer.Pointer;

    /// <summary>A CPU tensor's first float.</summary>
    public static float* Pointer(this Tensor tensor) => ((CpuBuffer)tensor.Buffer).Pointer + tensor.Offset;
}
