using System.Runtime.Intrinsics;

namespace ShaderKernels.Backends.Cpu;

/// <summary>
/// Averages of pixels where an output is one or two pixels wide: red, green and blue are separated by masks and shifts and stay apart, with
/// as many pixels at a time as a vector has lanes. The sums are those of <see cref="PixelAverages"/>, bit for bit.
/// </summary>
internal static unsafe class PixelPlanes
{
    /// <summary>Adds up rows of pixels, each times its weight.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="rowStep">The distance between rows in bytes.</param>
    /// <param name="weights">The weight of each row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="planes">The sums: a row of red, <paramref name="planeSize"/> further one of green, then one of blue.</param>
    /// <param name="planeSize">The distance between the rows of sums.</param>
    /// <param name="count">The number of pixels, at least as many as a vector has lanes.</param>
    public static void Down<TSimd, TPlanes, TVector>(
        byte* source, nint rowStep, float* weights, int rows, float* planes, int planeSize, int count)
        where TSimd : struct, ISimd<TVector> where TPlanes : struct, IPixelPlanes<TVector> where TVector : unmanaged
    {
        for (int next = 0; next < count; next += TSimd.Count)
        {
            int x = Math.Min(next, count - TSimd.Count); // The last vector may have been written in part.
            byte* pixels = source + 4 * x;
            var (red, green, blue) = TPlanes.Load(pixels);
            var weight = TSimd.Broadcast(weights[0]);
            (red, green, blue) = (TSimd.Multiply(red, weight), TSimd.Multiply(green, weight), TSimd.Multiply(blue, weight));
            for (int j = 1; j < rows; j++)
            {
                var (r, g, b) = TPlanes.Load(pixels += rowStep);
                weight = TSimd.Broadcast(weights[j]);
                red = TSimd.Add(red, TSimd.Multiply(r, weight));
                green = TSimd.Add(green, TSimd.Multiply(g, weight));
                blue = TSimd.Add(blue, TSimd.Multiply(b, weight));
            }
            TSimd.Store(red, planes + x);
            TSimd.Store(green, planes + planeSize + x);
            TSimd.Store(blue, planes + 2 * planeSize + x);
        }
    }

    /// <summary>Adds pairs of neighbors, each times the weight.</summary>
    /// <param name="source">Twice as many values.</param>
    /// <param name="target">The sums.</param>
    /// <param name="count">The number of sums, at least as many as a vector has lanes.</param>
    /// <param name="weight">The weight.</param>
    public static void AddPairs<TSimd, TPlanes, TVector>(float* source, float* target, int count, float weight)
        where TSimd : struct, ISimd<TVector> where TPlanes : struct, IPixelPlanes<TVector> where TVector : unmanaged
    {
        for (int next = 0; next < count; next += TSimd.Count)
        {
            int x = Math.Min(next, count - TSimd.Count);
            TSimd.Store(TPlanes.AddPairs(TSimd.Load(source + 2 * x), TSimd.Load(source + 2 * x + TSimd.Count), weight), target + x);
        }
    }

    /// <summary>Replaces red by gray, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    /// <param name="red">The red levels.</param>
    /// <param name="green">The green levels.</param>
    /// <param name="blue">The blue levels.</param>
    /// <param name="count">The number of levels, a multiple of 8.</param>
    public static void Gray(float* red, float* green, float* blue, int count)
    {
        for (int i = 0; i < count; i += 8)
            (0.299f * Vector256.Load(red + i) + 0.587f * Vector256.Load(green + i) + 0.114f * Vector256.Load(blue + i)).Store(red + i);
    }

    /// <summary>Replaces levels from 0 to 255 by (level / 255) * scale + offset.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="count">The number of levels, a multiple of 8.</param>
    /// <param name="quantize">Whether to round levels to integers first; halves round up.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="offset">The offset.</param>
    public static void Normalize(float* levels, int count, bool quantize, float scale, float offset)
    {
        for (int i = 0; i < count; i += 8)
        {
            var level = Vector256.Load(levels + i);
            if (quantize) level = Vector256.Floor(level + Vector256.Create(0.5f));
            (level / 255 * scale + Vector256.Create(offset)).Store(levels + i);
        }
    }
}
