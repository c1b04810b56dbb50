using ILGPU;
using ILGPU.Runtime;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using Kernel = ShaderKernels.Devices.Kernel;

namespace ShaderKernels.Backends.Ilgpu;

/// <summary>Random numbers, one thread per block of four.</summary>
internal sealed class RandomNumbersKernel : Kernel
{
    private const float Unit = 1f / 16777216f;

    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, uint, uint, int, int> _compute;
    private readonly uint _key0, _key1;
    private readonly int _count, _normal;

    public RandomNumbersKernel(IlgpuDevice device, RandomNumbers random)
    {
        (_key0, _key1, _count, _normal) = ((uint)random.Stream, (uint)(random.Stream >> 32), (int)random.Shape.Count,
            random.Distribution == Distribution.Normal ? 1 : 0);
        _compute = device.Accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, uint, uint, int,
            int>(Compute);
    }

    public override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (_count > 0) _compute(RegisterBlocks.Count(_count), inputs[0].View(), outputs[0].View(), _key0, _key1, _count, _normal);
    }

    private static void Compute(Index1D block, ArrayView<float> counter, ArrayView<float> result, uint key0, uint key1, int count,
        int normal)
    {
        int offset = block * 4;
        uint a = (uint)(int)block, b = 0, c = (uint)(int)counter[0], d = (uint)(int)counter[1];
        Philox.Encrypt(ref a, ref b, ref c, ref d, key0, key1);
        float w, x, y, z;
        if (normal != 0)
        {
            float radius = Radius(a), angle = Fraction(b) * 6.283185307f;
            (w, x) = (radius * Functions.Cos(angle), radius * Functions.Sin(angle));
            radius = Radius(c);
            angle = Fraction(d) * 6.283185307f;
            (y, z) = (radius * Functions.Cos(angle), radius * Functions.Sin(angle));
        }
        else (w, x, y, z) = (Fraction(a), Fraction(b), Fraction(c), Fraction(d));
        result[offset] = w;
        if (offset + 1 < count) result[offset + 1] = x;
        if (offset + 2 < count) result[offset + 2] = y;
        if (offset + 3 < count) result[offset + 3] = z;
    }

    /// <summary>A uniform value in [0, 1), converted as a signed integer, since 24 bits are never negative.</summary>
    private static float Fraction(uint word) => (int)(word >> 8) * Unit;

    /// <summary>The radius of the Box-Muller transform, from a uniform value in (0, 1].</summary>
    private static float Radius(uint word) => MathF.Sqrt(-2f * Functions.Log(((int)(word >> 8) + 1) * Unit));
}
