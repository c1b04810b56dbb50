namespace VisionRuntime.Capture;

/// <summary>The limits on the size of frames, which keep one frame within 256 MiB.</summary>
internal static class FrameSize
{
    /// <summary>The largest width and height in pixels, which is also that of textures on most GPUs.</summary>
    public const int LongestSide = 16384;

    /// <summary>The largest number of pixels: 8192 by 8192.</summary>
    public const long MostPixels = 1L << 26;

    /// <summary>Returns what is wrong with a size, or null if frames of the size are supported.</summary>
    public static string? Problem(long width, long height)
    {
        if (width < 1 || height < 1) return $"frames of {width}x{height} pixels are empty; each side must have 1 pixel or more";
        return width <= LongestSide && height <= LongestSide && width * height <= MostPixels ? null
            : $"frames of {width}x{height} pixels are too large; at most {LongestSide} on a side and {MostPixels} in all are supported";
    }

    /// <summary>Throws if frames of a size are not supported.</summary>
    /// <exception cref="FrameSourceException">The size is not supported.</exception>
    public static void Require(long width, long height, string source)
    {
        if (Problem(width, height) is { } problem) throw new FrameSourceException($"{source}: {problem}");
    }

    /// <summary>Throws if a size given as arguments is not supported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not supported.</exception>
    public static void Require(int width, int height, string argument, string owner)
    {
        if (Problem(width, height) is { } problem) throw new ArgumentOutOfRangeException(argument, $"{owner}: {problem}");
    }
}
