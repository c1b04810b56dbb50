using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Segments in native memory, which kernels refer to by pointer.</summary>
internal static unsafe class SegmentList
{
    public static CpuBuffer Allocate(int count) => new(Math.Max(1L, (long)count * sizeof(Segment) / sizeof(float)));

    public static Segment* Pointer(CpuBuffer buffer) => (Segment*)buffer.Pointer;

    /// <summary>Returns a pointer to the first element of a tensor in CPU memory.</summary>
    public static float* Pointer(this Tensor tensor) => ((CpuBuffer)tensor.Buffer).Pointer + tensor.Offset;
}
