namespace ShaderKernels.Operators.Filters;

internal static partial class PixelFunctions
{
    public static uint Cube<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        uint pixel = s.Load(x, y);
        int size = (int)s.Parameter(0);
        float red = CubeIndex(s, 0, Red(pixel), size), green = CubeIndex(s, 1, Green(pixel), size),
            blue = CubeIndex(s, 2, Blue(pixel), size);
        int r = Min((int)red, size - 2), g = Min((int)green, size - 2), b = Min((int)blue, size - 2);
        int first = CubeFilter.HeaderLength + 3 * ((b * size + g) * size + r);
        float fr = red - r, fg = green - g, fb = blue - b;
        return Pack(Corner(s, first, size, fr, fg, fb), Corner(s, first + 1, size, fr, fg, fb), Corner(s, first + 2, size, fr, fg, fb),
            pixel);
    }

    private static float CubeIndex<T>(T s, int channel, int level, int size) where T : struct, IPixelSource
    {
        float index = (level / 255f - s.Parameter(1 + channel)) * s.Parameter(4 + channel);
        return MathF.Min(MathF.Max(index, 0f), size - 1f);
    }

    /// <summary>Interpolates between the eight entries around a color, and returns a level from 0 to 255.</summary>
    private static float Corner<T>(T s, int first, int size, float fr, float fg, float fb) where T : struct, IPixelSource
    {
        int g = 3 * size, b = 3 * size * size;
        float near = Mix(Mix(s.Parameter(first), s.Parameter(first + 3), fr),
            Mix(s.Parameter(first + g), s.Parameter(first + g + 3), fr), fg);
        float far = Mix(Mix(s.Parameter(first + b), s.Parameter(first + b + 3), fr),
            Mix(s.Parameter(first + b + g), s.Parameter(first + b + g + 3), fr), fg);
        return 255f * Mix(near, far, fb);
    }

    private static float Mix(float a, float b, float amount) => a + amount * (b - a);

    public static uint CathodeRay<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        float u = (2f * x + 1f) / s.Width - 1f, v = (2f * y + 1f) / s.Height - 1f, curvature = s.Parameter(0);
        float sourceX = ((u * (1f + curvature * v * v) + 1f) * s.Width - 1f) * 0.5f;
        float sourceY = ((v * (1f + curvature * u * u) + 1f) * s.Height - 1f) * 0.5f;
        uint alpha = s.Load(x, y);
        if (sourceX < -0.5f || sourceY < -0.5f || sourceX > s.Width - 0.5f || sourceY > s.Height - 0.5f) return alpha & 0xFF000000u;
        float left = MathF.Floor(sourceX), top = MathF.Floor(sourceY), fx = sourceX - left, fy = sourceY - top;
        int x0 = (int)left, y0 = (int)top;
        uint a = s.Load(x0, y0), b = s.Load(x0 + 1, y0), c = s.Load(x0, y0 + 1), d = s.Load(x0 + 1, y0 + 1);
        float line = y % 2 != 0 ? 1f - s.Parameter(1) : 1f, dark = line * (1f - s.Parameter(2));
        float red = Mix(Mix(Red(a), Red(b), fx), Mix(Red(c), Red(d), fx), fy) * (x % 3 == 0 ? line : dark);
        float green = Mix(Mix(Green(a), Green(b), fx), Mix(Green(c), Green(d), fx), fy) * (x % 3 == 1 ? line : dark);
        float blue = Mix(Mix(Blue(a), Blue(b), fx), Mix(Blue(c), Blue(d), fx), fy) * (x % 3 == 2 ? line : dark);
        return Pack(red, green, blue, alpha);
    }
}
