using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShaderKernels.Backends.Cpu;

/// <summary>How vectors of one width are taken out of 8-bit RGBA.</summary>
internal unsafe interface IPixelPlanes<TVector> where TVector : unmanaged
{
    /// <summary>Reads as many pixels as a vector has lanes: red, green and blue as levels from 0 to 255.</summary>
    static abstract (TVector Red, TVector Green, TVector Blue) Load(byte* pixels);

    /// <summary>Adds neighbors of two vectors, such as the first two elements, each times the weight.</summary>
    static abstract TVector AddPairs(TVector first, TVector second, float weight);
}

internal readonly unsafe struct PixelPlanes512 : IPixelPlanes<Vector512<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Red, Vector512<float> Green, Vector512<float> Blue) Load(byte* pixels)
    {
        var (levels, mask) = (Vector512.Load((uint*)pixels), Vector512.Create(255u));
        return (Level(levels & mask), Level(levels >>> 8 & mask), Level(levels >>> 16 & mask));

        static Vector512<float> Level(Vector512<uint> level) => Vector512.ConvertToSingle(level.AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> AddPairs(Vector512<float> first, Vector512<float> second, float weight)
    {
        var even = Avx512F.PermuteVar16x32x2(first, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), second);
        var odd = Avx512F.PermuteVar16x32x2(first, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), second);
        return even * weight + odd * weight;
    }
}

internal readonly unsafe struct PixelPlanes256 : IPixelPlanes<Vector256<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Red, Vector256<float> Green, Vector256<float> Blue) Load(byte* pixels)
    {
        var (levels, mask) = (Vector256.Load((uint*)pixels), Vector256.Create(255u));
        return (Level(levels & mask), Level(levels >>> 8 & mask), Level(levels >>> 16 & mask));

        static Vector256<float> Level(Vector256<uint> level) => Vector256.ConvertToSingle(level.AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AddPairs(Vector256<float> first, Vector256<float> second, float weight)
    {
        var (even, odd) = (Avx.Shuffle(first, second, 0b_10_00_10_00), Avx.Shuffle(first, second, 0b_11_01_11_01));
        return Avx2.Permute4x64((even * weight + odd * weight).AsDouble(), 0b_11_01_10_00).AsSingle();
    }
}

internal readonly unsafe struct PixelPlanes128 : IPixelPlanes<Vector128<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> Red, Vector128<float> Green, Vector128<float> Blue) Load(byte* pixels)
    {
        var (levels, mask) = (Vector128.Load((uint*)pixels), Vector128.Create(255u));
        return (Level(levels & mask), Level(levels >>> 8 & mask), Level(levels >>> 16 & mask));

        static Vector128<float> Level(Vector128<uint> level) => Vector128.ConvertToSingle(level.AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> AddPairs(Vector128<float> first, Vector128<float> second, float weight) =>
        Vector128.Create(first[0], first[2], second[0], second[2]) * weight
            + Vector128.Create(first[1], first[3], second[1], second[3]) * weight;
}
