namespace ShaderKernels.Operators.Filters;

internal static partial class PixelFunctions
{
    public static uint Kernel<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        if ((int)s.Parameter(3) == (int)KernelInput.Channels)
            return Pack(Combine(s, x, y, 0), Combine(s, x, y, 8), Combine(s, x, y, 16), s.Load(x, y));
        return Gray(Level(Combine(s, x, y, 0)), s.Load(x, y));
    }

    /// <summary>Computes one value: of luma, of all channels, or of the channel that begins at the given bit.</summary>
    private static float Combine<T>(T s, int x, int y, int bit) where T : struct, IPixelSource
    {
        int kernels = (int)s.Parameter(2), output = (int)s.Parameter(4);
        float result = output == (int)KernelOutput.Maximum ? -1e30f : 0f;
        for (int kernel = 0; kernel < kernels; kernel++)
        {
            float sum = Sum(s, x, y, bit, kernel);
            if (output == (int)KernelOutput.Magnitude) result += sum * sum;
            else if (output == (int)KernelOutput.Maximum) result = MathF.Max(result, sum);
            else result = sum;
        }
        if (output == (int)KernelOutput.Sigmoid) return 255f / (1f + MathF.Exp(-(result * s.Parameter(5) + s.Parameter(6))));
        if (output == (int)KernelOutput.Absolute) result = MathF.Abs(result);
        if (output == (int)KernelOutput.Magnitude) result = MathF.Sqrt(result);
        return result * s.Parameter(5) + s.Parameter(6);
    }

    private static float Sum<T>(T s, int x, int y, int bit, int kernel) where T : struct, IPixelSource
    {
        int width = (int)s.Parameter(0), height = (int)s.Parameter(1), input = (int)s.Parameter(3);
        int planes = input == (int)KernelInput.Color ? 3 : 1, area = width * height;
        int first = KernelFilter.HeaderLength + kernel * planes * area;
        float sum = 0f;
        for (int j = 0; j < height; j++)
            for (int i = 0; i < width; i++)
            {
                uint pixel = s.Load(x + i - width / 2, y + j - height / 2);
                int at = first + j * width + i;
                if (input == (int)KernelInput.Luma) sum += s.Parameter(at) * Luma(pixel);
                else if (input == (int)KernelInput.Channels) sum += s.Parameter(at) * (int)((pixel >> bit) & 255u);
                else
                    sum += s.Parameter(at) * Red(pixel) + s.Parameter(at + area) * Green(pixel) + s.Parameter(at + 2 * area) * Blue(pixel);
            }
        return sum;
    }

    /// <summary>The first pass of a blur, along rows: three values in units of a quarter of a level, in 10 bits each.</summary>
    public static uint BlurAcross<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int size = (int)s.Parameter(0);
        float red = 0f, green = 0f, blue = 0f;
        for (int i = 0; i < size; i++)
        {
            uint pixel = s.Load(x + i - size / 2, y);
            float factor = s.Parameter(2 + i);
            red += factor * Red(pixel);
            green += factor * Green(pixel);
            blue += factor * Blue(pixel);
        }
        return Quarters(red) | (Quarters(green) << 10) | (Quarters(blue) << 20);
    }

    /// <summary>The second pass of a blur, along columns; the original is the image before the first pass.</summary>
    public static uint BlurDown<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int across = (int)s.Parameter(0), size = (int)s.Parameter(1);
        float red = 0f, green = 0f, blue = 0f;
        for (int i = 0; i < size; i++)
        {
            uint values = s.Load(x, y + i - size / 2);
            float factor = 0.25f * s.Parameter(2 + across + i);
            red += factor * (int)(values & 1023u);
            green += factor * (int)((values >> 10) & 1023u);
            blue += factor * (int)((values >> 20) & 1023u);
        }
        return Pack(red, green, blue, s.Original(x, y));
    }

    private static uint Quarters(float value) => (uint)(int)(MathF.Min(MathF.Max(value, 0f), 255f) * 4f + 0.5f);
}
