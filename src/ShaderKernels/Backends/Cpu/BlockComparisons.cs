using System.Numerics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>Comparisons over blocks of values: 1 if the comparison holds, otherwise 0.</summary>
internal static class BlockComparisons
{
    /// <summary>A comparison of vectors, with all bits set where it holds.</summary>
    public interface IComparison
    {
        static abstract Vector<int> Compare(Vector<float> x, Vector<float> y);
    }

    public static void Run<TComparison>(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result) where TComparison : IComparison
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
            Ones<TComparison>(new(x[i..]), new(y[i..])).CopyTo(result[i..]);
        for (; i < x.Length; i++) result[i] = Ones<TComparison>(new(x[i]), new(y[i]))[0];
    }

    public static void Run<TComparison>(ReadOnlySpan<float> x, float y, Span<float> result) where TComparison : IComparison
    {
        int i = 0;
        for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count) Ones<TComparison>(new(x[i..]), new(y)).CopyTo(result[i..]);
        for (; i < x.Length; i++) result[i] = Ones<TComparison>(new(x[i]), new(y))[0];
    }

    private static Vector<float> Ones<TComparison>(Vector<float> x, Vector<float> y) where TComparison : IComparison =>
        Vector.ConditionalSelect(TComparison.Compare(x, y), Vector<float>.One, Vector<float>.Zero);

    /// <summary>x &gt; y.</summary>
    public readonly struct Greater : IComparison
    {
        public static Vector<int> Compare(Vector<float> x, Vector<float> y) => Vector.GreaterThan(x, y);
    }

    /// <summary>x &lt; y.</summary>
    public readonly struct Less : IComparison
    {
        public static Vector<int> Compare(Vector<float> x, Vector<float> y) => Vector.LessThan(x, y);
    }

    /// <summary>x = y.</summary>
    public readonly struct Equal : IComparison
    {
        public static Vector<int> Compare(Vector<float> x, Vector<float> y) => Vector.Equals(x, y);
    }

    /// <summary>x and y are not equal, or one of them is NaN.</summary>
    public readonly struct Unequal : IComparison
    {
        public static Vector<int> Compare(Vector<float> x, Vector<float> y) => ~Vector.Equals(x, y);
    }
}
