namespace ShaderKernels.Operators.Filters;

/// <summary>What the functions of a pixel read: the images and parameters of a kernel, wherever they lie.</summary>
internal interface IPixelSource
{
    /// <summary>Gets the width of the images.</summary>
    int Width { get; }

    /// <summary>Gets the height of the images.</summary>
    int Height { get; }

    /// <summary>Returns a pixel of the image to filter; coordinates beyond the border are moved to it.</summary>
    uint Load(int x, int y);

    /// <summary>Returns a pixel of the original, inside the image.</summary>
    uint Original(int x, int y);

    /// <summary>Returns an element of the source without regard to rows.</summary>
    float Element(int index);

    /// <summary>Returns a parameter of the filter.</summary>
    float Parameter(int index);
}

/// <summary>
/// The filters' formulas, one pixel at a time: the reference for the tuned kernels of the CPU, and the code of the ILGPU kernels, which
/// limits it to what ILGPU compiles. The shaders in OpenGL/Shaders/*Filter*.glsl say the same in GLSL.
/// </summary>
internal static partial class PixelFunctions
{
    /// <summary>Returns luma in 8 bits, with the weights 0.299, 0.587 and 0.114 in units of 2^-15, as OpenCV computes it.</summary>
    public static int Luma(uint pixel) => (Red(pixel) * 9798 + Green(pixel) * 19235 + Blue(pixel) * 3735 + 16384) >> 15;

    public static int Red(uint pixel) => (int)(pixel & 255u);

    public static int Green(uint pixel) => (int)((pixel >> 8) & 255u);

    public static int Blue(uint pixel) => (int)((pixel >> 16) & 255u);

    /// <summary>Rounds and limits a value to 0 to 255.</summary>
    public static uint Level(float value) => (uint)(int)(MathF.Min(MathF.Max(value, 0f), 255f) + 0.5f);

    /// <summary>Joins three values, rounded and limited, with the alpha of another pixel.</summary>
    public static uint Pack(float red, float green, float blue, uint alpha) =>
        Level(red) | (Level(green) << 8) | (Level(blue) << 16) | (alpha & 0xFF000000u);

    public static uint Gray(uint level, uint alpha) => level | (level << 8) | (level << 16) | (alpha & 0xFF000000u);

    public static uint Copy<T>(T s, int x, int y) where T : struct, IPixelSource => s.Load(x, y);

    public static uint Table<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        uint pixel = s.Load(x, y);
        int red = Red(pixel), green = Green(pixel), blue = Blue(pixel);
        if (s.Parameter(0) != 0f) red = green = blue = Luma(pixel);
        return Pack(s.Parameter(1 + red), s.Parameter(257 + green), s.Parameter(513 + blue), pixel);
    }

    public static uint Vignette<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        uint pixel = s.Load(x, y);
        float dx = (2f * x + 1f) / s.Width - 1f, dy = (2f * y + 1f) / s.Height - 1f;
        float factor = 1f - s.Parameter(0) * 0.5f * (dx * dx + dy * dy);
        return Pack(Red(pixel) * factor, Green(pixel) * factor, Blue(pixel) * factor, pixel);
    }

    public static uint ChannelShift<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int shift = (int)s.Parameter(0);
        return (s.Load(x - shift, y) & 0xFFu) | (s.Load(x, y) & 0xFF00FF00u) | (s.Load(x + shift, y) & 0xFF0000u);
    }

    public static uint Blend<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        uint pixel = s.Load(x, y), original = s.Original(x, y);
        if (x < s.Parameter(2) * s.Width) return original;
        float amount = s.Parameter(1), kept = s.Parameter(0) != 0f ? 1f : 1f - amount;
        return Pack(kept * Red(original) + amount * Red(pixel), kept * Green(original) + amount * Green(pixel),
            kept * Blue(original) + amount * Blue(pixel), original);
    }

    /// <summary>A pixel of a tensor as an image: channels, channels-last, BGR, then scale and offset of each channel.</summary>
    public static uint FromTensor<T>(T s, int x, int y) where T : struct, IPixelSource
    {
        int channels = (int)s.Parameter(0), pixel = y * s.Width + x;
        int stride = s.Parameter(1) != 0f ? 1 : s.Width * s.Height, first = s.Parameter(1) != 0f ? pixel * channels : pixel;
        float red = s.Element(first) * s.Parameter(3) + s.Parameter(4), green = red, blue = red, alpha = 255f;
        if (channels >= 3)
        {
            green = s.Element(first + stride) * s.Parameter(5) + s.Parameter(6);
            blue = s.Element(first + 2 * stride) * s.Parameter(7) + s.Parameter(8);
        }
        if (channels == 4) alpha = s.Element(first + 3 * stride) * s.Parameter(9) + s.Parameter(10);
        if (s.Parameter(2) != 0f && channels >= 3) (red, blue) = (blue, red);
        return Pack(red, green, blue, Level(alpha) << 24);
    }
}
