using System.Runtime.CompilerServices;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Four neighboring sums that a kernel's thread keeps in registers.</summary>
internal struct Four
{
    public float X, Y, Z, W;

    /// <summary>Adds one number times four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float factor, float x, float y, float z, float w)
    {
        X += factor * x;
        Y += factor * y;
        Z += factor * z;
        W += factor * w;
    }
}
