using System.Runtime.CompilerServices;
using ShaderKernels.Operators;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The activation function that a kernel applies to its results before it stores them.</summary>
/// <param name="Activation">The function.</param>
/// <param name="NegativeSlope">The slope of ReLU for negative values.</param>
internal readonly record struct Epilogue(Activation Activation, float NegativeSlope)
{
    public bool IsNone => Activation == Activation.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TSimd, TVector>(TVector value) where TSimd : struct, ISimd<TVector> where TVector : unmanaged
    {
        if (Activation == Activation.None) return value;
        TVector zero = TSimd.Broadcast(0), positive = TSimd.Max(value, zero);
        if (Activation == Activation.Relu6) return TSimd.Min(positive, TSimd.Broadcast(6));
        return NegativeSlope == 0 ? positive : TSimd.MultiplyAdd(TSimd.Broadcast(NegativeSlope), TSimd.Min(value, zero), positive);
    }
}
