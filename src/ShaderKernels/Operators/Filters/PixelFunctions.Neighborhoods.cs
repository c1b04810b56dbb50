namespace ShaderKernels.Operators.Filters;

internal static partial class PixelFunctions
{
    public static uint Median<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        uint a = s.Load(x - 1, y - 1), b = s.Load(x, y - 1), c = s.Load(x + 1, y - 1);
        uint d = s.Load(x - 1, y), e = s.Load(x, y), f = s.Load(x + 1, y);
        uint g = s.Load(x - 1, y + 1), h = s.Load(x, y + 1), i = s.Load(x + 1, y + 1);
        uint result = e & 0xFF000000u;
        for (int bit = 0; bit < 24; bit += 8)
            result |= (uint)Middle(Byte(a, bit), Byte(b, bit), Byte(c, bit), Byte(d, bit), Byte(e, bit), Byte(f, bit), Byte(g, bit),
                Byte(h, bit), Byte(i, bit)) << bit;
        return result;
    }

    private static int Byte(uint pixel, int bit) => (int)((pixel >> bit) & 255u);

    /// <summary>The median of nine: of the largest minimum, the middle median and the smallest maximum of three sorted columns.</summary>
    private static int Middle(int a, int b, int c, int d, int e, int f, int g, int h, int i)
    {
        int low = Max(Min(Min(a, d), g), Max(Min(Min(b, e), h), Min(Min(c, f), i)));
        int middle = Median3(Median3(a, d, g), Median3(b, e, h), Median3(c, f, i));
        int high = Min(Max(Max(a, d), g), Min(Max(Max(b, e), h), Max(Max(c, f), i)));
        return Median3(low, middle, high);
    }

    private static int Median3(int a, int b, int c) => Max(Min(a, b), Min(Max(a, b), c));

    private static int Min(int a, int b) => a < b ? a : b;

    private static int Max(int a, int b) => a > b ? a : b;

    public static uint Bilateral<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int radius = (int)s.Parameter(0);
        uint center = s.Load(x, y);
        float red = 0f, green = 0f, blue = 0f, sum = 0f;
        for (int j = -radius; j <= radius; j++)
            for (int i = -radius; i <= radius; i++)
            {
                if (i * i + j * j > radius * radius) continue;
                uint pixel = s.Load(x + i, y + j);
                int difference = Distance(Red(pixel), Red(center)) + Distance(Green(pixel), Green(center))
                    + Distance(Blue(pixel), Blue(center));
                float weight = MathF.Exp(difference * difference * s.Parameter(1) + (i * i + j * j) * s.Parameter(2));
                red += weight * Red(pixel);
                green += weight * Green(pixel);
                blue += weight * Blue(pixel);
                sum += weight;
            }
        return Pack(red / sum, green / sum, blue / sum, center);
    }

    private static int Distance(int a, int b) => a > b ? a - b : b - a;

    /// <summary>The mean color of a square, at the square's first pixel; other pixels are not computed.</summary>
    public static uint SquareMean<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int size = (int)s.Parameter(0);
        if (x % size != 0 || y % size != 0) return 0u;
        int endX = Min(x + size, s.Width), endY = Min(y + size, s.Height), red = 0, green = 0, blue = 0;
        for (int j = y; j < endY; j++)
            for (int i = x; i < endX; i++)
            {
                uint pixel = s.Load(i, j);
                red += Red(pixel);
                green += Green(pixel);
                blue += Blue(pixel);
            }
        int count = (endX - x) * (endY - y), half = count / 2;
        return (uint)((red + half) / count) | ((uint)((green + half) / count) << 8) | ((uint)((blue + half) / count) << 16);
    }

    /// <summary>Fills the squares with the means from the first pass; the original is the image before it.</summary>
    public static uint FillSquare<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int size = (int)s.Parameter(0);
        return (s.Load(x - x % size, y - y % size) & 0xFFFFFFu) | (s.Original(x, y) & 0xFF000000u);
    }

    /// <summary>2 for an edge above the high threshold, 1 for one between the thresholds, 0 for none.</summary>
    public static uint CannyClass<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int gx = GradientX(s, x, y), gy = GradientY(s, x, y);
        int length = Distance(gx, 0) + Distance(gy, 0);
        if (length <= (int)s.Parameter(0)) return 0u;
        // tan(22.5°) is 13573 / 2^15, and tan(67.5°) is 2 more.
        int across = Distance(gx, 0), down = Distance(gy, 0) << 15, low = across * 13573, high = low + (across << 16);
        bool largest;
        if (down < low) largest = length > Length(s, x - 1, y) && length >= Length(s, x + 1, y);
        else if (down > high) largest = length > Length(s, x, y - 1) && length >= Length(s, x, y + 1);
        else
        {
            int step = (gx ^ gy) < 0 ? -1 : 1;
            largest = length > Length(s, x - step, y - 1) && length > Length(s, x + step, y + 1);
        }
        if (!largest) return 0u;
        return length > (int)s.Parameter(1) ? 2u : 1u;
    }

    /// <summary>The length of the gradient, |gx| + |gy|; 0 outside the image.</summary>
    private static int Length<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        if (x < 0 || y < 0 || x >= s.Width || y >= s.Height) return 0;
        return Distance(GradientX(s, x, y), 0) + Distance(GradientY(s, x, y), 0);
    }

    private static int GradientX<T>(T s, int x, int y) where T : struct, IPixelSource =>
        Luma(s.Load(x + 1, y - 1)) - Luma(s.Load(x - 1, y - 1)) + 2 * (Luma(s.Load(x + 1, y)) - Luma(s.Load(x - 1, y)))
        + Luma(s.Load(x + 1, y + 1)) - Luma(s.Load(x - 1, y + 1));

    private static int GradientY<T>(T s, int x, int y) where T : struct, IPixelSource =>
        Luma(s.Load(x - 1, y + 1)) - Luma(s.Load(x - 1, y - 1)) + 2 * (Luma(s.Load(x, y + 1)) - Luma(s.Load(x, y - 1)))
        + Luma(s.Load(x + 1, y + 1)) - Luma(s.Load(x + 1, y - 1));
}
