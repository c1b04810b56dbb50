using System.Numerics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>How pooling joins pixels: for one channel, and for as many as a vector holds.</summary>
internal interface IPoolRule
{
    static abstract float Nothing { get; }

    /// <summary>A pixel joins a row of the window.</summary>
    static abstract float Join(float row, float pixel);

    static abstract Vector<float> Join(Vector<float> row, Vector<float> pixel);

    /// <summary>A row joins the window; long sums stay accurate that way.</summary>
    static abstract float Merge(float window, float row);

    static abstract Vector<float> Merge(Vector<float> window, Vector<float> row);

    static abstract float Finish(float window, float scale);

    static abstract Vector<float> Finish(Vector<float> window, float scale);
}

internal readonly struct MaxRule : IPoolRule
{
    public static float Nothing => float.NegativeInfinity;

    public static float Join(float row, float pixel) => MathF.Max(row, pixel);

    public static Vector<float> Join(Vector<float> row, Vector<float> pixel) => Vector.Max(row, pixel);

    public static float Merge(float window, float row) => MathF.Max(window, row);

    public static Vector<float> Merge(Vector<float> window, Vector<float> row) => Vector.Max(window, row);

    public static float Finish(float window, float scale) => window;

    public static Vector<float> Finish(Vector<float> window, float scale) => window;
}

internal readonly struct MinRule : IPoolRule
{
    public static float Nothing => float.PositiveInfinity;

    public static float Join(float row, float pixel) => MathF.Min(row, pixel);

    public static Vector<float> Join(Vector<float> row, Vector<float> pixel) => Vector.Min(row, pixel);

    public static float Merge(float window, float row) => MathF.Min(window, row);

    public static Vector<float> Merge(Vector<float> window, Vector<float> row) => Vector.Min(window, row);

    public static float Finish(float window, float scale) => window;

    public static Vector<float> Finish(Vector<float> window, float scale) => window;
}

/// <summary>Sums, and averages by their scale.</summary>
internal readonly struct SumRule : IPoolRule
{
    public static float Nothing => 0;

    public static float Join(float row, float pixel) => row + pixel;

    public static Vector<float> Join(Vector<float> row, Vector<float> pixel) => row + pixel;

    public static float Merge(float window, float row) => window + row;

    public static Vector<float> Merge(Vector<float> window, Vector<float> row) => window + row;

    public static float Finish(float window, float scale) => window * scale;

    public static Vector<float> Finish(Vector<float> window, float scale) => window * scale;
}

internal readonly struct NormRule : IPoolRule
{
    public static float Nothing => 0;

    public static float Join(float row, float pixel) => row + pixel * pixel;

    public static Vector<float> Join(Vector<float> row, Vector<float> pixel) => row + pixel * pixel;

    public static float Merge(float window, float row) => window + row;

    public static Vector<float> Merge(Vector<float> window, Vector<float> row) => window + row;

    public static float Finish(float window, float scale) => MathF.Sqrt(window);

    public static Vector<float> Finish(Vector<float> window, float scale) => Vector.SquareRoot(window);
}
