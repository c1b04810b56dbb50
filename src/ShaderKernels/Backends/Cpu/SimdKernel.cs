using System.Runtime.Intrinsics;
using ShaderKernels.Devices;

namespace ShaderKernels.Backends.Cpu;

/// <summary>A kernel that is written once over <see cref="ISimd{TVector}"/> and compiled for every SIMD width.</summary>
internal abstract class SimdKernel(CpuDevice device) : Kernel, IParallelWork
{
    protected CpuDevice Device { get; } = device;

    /// <summary>Runs one part of the work at the SIMD width of the device.</summary>
    public void Execute(int part)
    {
        switch (Device.Width)
        {
            case SimdWidth.Vector512: Execute<Simd512, Vector512<float>>(part); break;
            case SimdWidth.Vector256: Execute<Simd256, Vector256<float>>(part); break;
            case SimdWidth.Vector128: Execute<Simd128, Vector128<float>>(part); break;
            default: Execute<SimdScalar, float>(part); break;
        }
    }

    /// <summary>Runs one part of the work with the given vectors.</summary>
    protected abstract void Execute<TSimd, TVector>(int part) where TSimd : struct, ISimd<TVector> where TVector : unmanaged;
}
