using ShaderKernels.Operators.Filters;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>A weight of a kernel that is not 0, and where it is.</summary>
/// <param name="Row">The row of the kernel.</param>
/// <param name="Column">The column of the kernel.</param>
/// <param name="Plane">The channel, for <see cref="KernelInput.Color"/>.</param>
/// <param name="Weight">The weight.</param>
internal readonly record struct KernelTap(int Row, int Column, int Plane, float Weight)
{
    /// <summary>Returns the taps of each kernel of a filter.</summary>
    public static KernelTap[][] Of(KernelFilter filter)
    {
        var kernels = new KernelTap[filter.Kernels][];
        int area = filter.Width * filter.Height;
        for (int kernel = 0; kernel < kernels.Length; kernel++)
        {
            var taps = new List<KernelTap>();
            for (int i = 0; i < area * filter.Planes; i++)
            {
                float weight = filter.Weights[kernel * area * filter.Planes + i];
                if (weight != 0) taps.Add(new(i % area / filter.Width, i % filter.Width, i / area, weight));
            }
            kernels[kernel] = [.. taps];
        }
        return kernels;
    }
}

/// <summary>
/// Weights as integers with a common factor, so that sums of bytes are exact in 16 bits.
/// </summary>
internal static class IntegerWeights
{
    /// <summary>Returns the factor of the weights of a filter; null if they have none with which the sums fit in 16 bits.</summary>
    public static float? FactorOf(KernelFilter filter)
    {
        if (filter.Input == KernelInput.Color || filter.Output == KernelOutput.Sigmoid) return null;
        float factor = float.MaxValue;
        foreach (float weight in filter.Weights)
            if (weight != 0) factor = MathF.Min(factor, MathF.Abs(weight));
        if (factor == float.MaxValue) return 1;
        foreach (float candidate in (ReadOnlySpan<float>)[factor, factor / 2, factor / 3, 1])
            if (Fits(filter, candidate)) return candidate;
        return null;
    }

    private static bool Fits(KernelFilter filter, float factor)
    {
        int area = filter.Width * filter.Height;
        for (int first = 0; first < filter.Weights.Length; first += area)
        {
            float sum = 0;
            for (int i = first; i < first + area; i++)
            {
                float multiple = filter.Weights[i] / factor;
                if (MathF.Abs(multiple - MathF.Round(multiple)) > 1e-5f) return false;
                sum += MathF.Abs(multiple);
            }
            if (sum * 255 > short.MaxValue) return false;
        }
        return true;
    }
}
