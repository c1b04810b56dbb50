using System.Runtime.Intrinsics;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// A kernel that is written once over <see cref="ISimd{TVector}"/> and compiled for every SIMD width. One that can be split runs its parts
/// by <see cref="RunParts"/> and prepares what all of them read only if <see cref="BeginsRun"/>.
/// </summary>
internal abstract class SimdKernel(CpuDevice device) : Kernel, IParallelWork
{
    private int _slice, _slices = 1, _firstPart;

    protected CpuDevice Device { get; } = device;

    /// <summary>Whether this is a complete run, or the first slice of one.</summary>
    protected bool BeginsRun => _slice == 0;

    public sealed override void RunSlice(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, int slice, int slices)
    {
        (_slice, _slices) = (slice, slices);
        try
        {
            Run(inputs, outputs);
        }
        finally
        {
            (_slice, _slices) = (0, 1);
        }
    }

    /// <summary>Runs one part of the work at the SIMD width of the device.</summary>
    public void Execute(int part)
    {
        part += _firstPart;
        switch (Device.Width)
        {
            case SimdWidth.Vector512: Execute<Simd512, Vector512<float>>(part); break;
            case SimdWidth.Vector256: Execute<Simd256, Vector256<float>>(part); break;
            case SimdWidth.Vector128: Execute<Simd128, Vector128<float>>(part); break;
            default: Execute<SimdScalar, float>(part); break;
        }
    }

    /// <summary>Runs those of the parts that belong to the current slice on all threads.</summary>
    /// <param name="parts">The number of parts of this stage.</param>
    /// <param name="before">The number of parts of the stages before it.</param>
    /// <param name="all">The number of parts of all stages; 0 for those of this one.</param>
    protected void RunParts(int parts, int before = 0, int all = 0)
    {
        var (first, end) = ShareOf(all == 0 ? parts : all);
        (first, end) = (Math.Max(first - before, 0), Math.Min(end - before, parts));
        if (first >= end) return;
        _firstPart = first;
        Device.Team.Run(this, end - first);
        _firstPart = 0;
    }

    /// <summary>
    /// Returns the first of <paramref name="count"/> items that belongs to the current slice, and the first after it that does not.
    /// </summary>
    protected (int First, int End) ShareOf(int count) =>
        ((int)((long)count * _slice / _slices), (int)((long)count * (_slice + 1) / _slices));

    /// <summary>Runs one part of the work with the given vectors.</summary>
    protected abstract void Execute<TSimd, TVector>(int part) where TSimd : struct, ISimd<TVector> where TVector : unmanaged;
}
