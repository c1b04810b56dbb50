using System.Numerics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>The reduction of a kind of pooling, for one channel and for a vector of channels.</summary>
internal interface IPoolRule
{
    static abstract float Identity { get; }

    /// <summary>Begins a row of the window with its first pixel.</summary>
    static abstract Vector<float> First(Vector<float> pixel);

    /// <summary>Accumulates a pixel in a row of the window.</summary>
    static abstract float Accumulate(float row, float pixel);

    static abstract Vector<float> Accumulate(Vector<float> row, Vector<float> pixel);

    /// <summary>Combines a row with the window; partial sums per row keep long sums accurate.</summary>
    static abstract float Combine(float window, float row);

    static abstract Vector<float> Combine(Vector<float> window, Vector<float> row);

    static abstract float Epilogue(float window, float scale);

    static abstract Vector<float> Epilogue(Vector<float> window, float scale);
}

internal readonly struct MaxRule : IPoolRule
{
    public static float Identity => float.NegativeInfinity;

    public static Vector<float> First(Vector<float> pixel) => pixel;

    public static float Accumulate(float row, float pixel) => MathF.Max(row, pixel);

    public static Vector<float> Accumulate(Vector<float> row, Vector<float> pixel) => Max(row, pixel);

    public static float Combine(float window, float row) => MathF.Max(window, row);

    public static Vector<float> Combine(Vector<float> window, Vector<float> row) => Max(window, row);

    public static float Epilogue(float window, float scale) => window;

    public static Vector<float> Epilogue(Vector<float> window, float scale) => window;

    /// <summary>The native maximum returns the second operand if either is NaN; a NaN in the first stays as well.</summary>
    private static Vector<float> Max(Vector<float> x, Vector<float> y) =>
        Vector.ConditionalSelect(Vector.Equals(x, x), Vector.MaxNative(x, y), x);
}

internal readonly struct MinRule : IPoolRule
{
    public static float Identity => float.PositiveInfinity;

    public static Vector<float> First(Vector<float> pixel) => pixel;

    public static float Accumulate(float row, float pixel) => MathF.Min(row, pixel);

    public static Vector<float> Accumulate(Vector<float> row, Vector<float> pixel) => Min(row, pixel);

    public static float Combine(float window, float row) => MathF.Min(window, row);

    public static Vector<float> Combine(Vector<float> window, Vector<float> row) => Min(window, row);

    public static float Epilogue(float window, float scale) => window;

    public static Vector<float> Epilogue(Vector<float> window, float scale) => window;

    private static Vector<float> Min(Vector<float> x, Vector<float> y) =>
        Vector.ConditionalSelect(Vector.Equals(x, x), Vector.MinNative(x, y), x);
}

/// <summary>Sums, and averages, which are scaled sums.</summary>
internal readonly struct SumRule : IPoolRule
{
    public static float Identity => 0;

    public static Vector<float> First(Vector<float> pixel) => pixel;

    public static float Accumulate(float row, float pixel) => row + pixel;

    public static Vector<float> Accumulate(Vector<float> row, Vector<float> pixel) => row + pixel;

    public static float Combine(float window, float row) => window + row;

    public static Vector<float> Combine(Vector<float> window, Vector<float> row) => window + row;

    public static float Epilogue(float window, float scale) => window * scale;

    public static Vector<float> Epilogue(Vector<float> window, float scale) => window * scale;
}

internal readonly struct NormRule : IPoolRule
{
    public static float Identity => 0;

    public static Vector<float> First(Vector<float> pixel) => pixel * pixel;

    public static float Accumulate(float row, float pixel) => row + pixel * pixel;

    public static Vector<float> Accumulate(Vector<float> row, Vector<float> pixel) => row + pixel * pixel;

    public static float Combine(float window, float row) => window + row;

    public static Vector<float> Combine(Vector<float> window, Vector<float> row) => window + row;

    public static float Epilogue(float window, float scale) => MathF.Sqrt(window);

    public static Vector<float> Epilogue(Vector<float> window, float scale) => Vector.SquareRoot(window);
}
