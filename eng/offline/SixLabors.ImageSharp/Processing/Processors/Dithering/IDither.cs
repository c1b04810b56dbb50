using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing.Processors.Dithering;

/// <summary>Distributes the error of colors that a palette lacks; see <see cref="KnownDitherings"/>.</summary>
public interface IDither
{
    /// <summary>Adds a pixel's error to its neighbors that come later, in place.</summary>
    internal void Diffuse(Span<Rgba32> pixels, int width, int position, Rgba32 chosen);
}

/// <summary>Floyd and Steinberg, "An adaptive algorithm for spatial grey scale", 1976.</summary>
internal sealed class FloydSteinbergDither : IDither
{
    private static readonly (int X, int Y, float Share)[] Neighbors = [(1, 0, 7 / 16f), (-1, 1, 3 / 16f), (0, 1, 5 / 16f), (1, 1, 1 / 16f)];

    void IDither.Diffuse(Span<Rgba32> pixels, int width, int position, Rgba32 chosen)
    {
        Rgba32 wanted = pixels[position];
        if (wanted.Equals(chosen)) return;
        var error = wanted.ToVector4() - chosen.ToVector4();
        foreach ((int x, int y, float share) in Neighbors)
        {
            int column = (position % width) + x, target = position + (y * width) + x;
            if (column < 0 || column >= width || target >= pixels.Length) continue;
            pixels[target].FromVector4(pixels[target].ToVector4() + (error * share));
        }
    }
}
