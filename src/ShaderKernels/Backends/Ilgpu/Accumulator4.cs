using System.Runtime.CompilerServices;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Accumulator4 neighboring sums that a thread keeps in registers.</summary>
internal struct Accumulator4
{
    public float X, Y, Z, W;

    /// <summary>Adds the product of a scalar and a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float factor, float x, float y, float z, float w)
    {
        X += factor * x;
        Y += factor * y;
        Z += factor * z;
        W += factor * w;
    }
}
