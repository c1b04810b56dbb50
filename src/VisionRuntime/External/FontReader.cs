namespace VisionRuntime.External;

/// <summary>
/// Reads a number in the font of the game. Pixels in the color of the digits are cut into glyphs at columns without any, and each glyph is
/// compared with the digits of the font.
/// </summary>
internal sealed class FontReader : INumberReader
{
    /// <summary>The largest share of different pixels, of those that belong to either, at which a glyph is still a digit.</summary>
    private const double LargestDifference = 0.35;

    private readonly ScoreDescription _score;
    private readonly Glyph[] _digits;
    private readonly bool[] _mask;
    private readonly List<Glyph> _found = new(15);

    /// <summary>Loads the digits of the font.</summary>
    /// <exception cref="GameDescriptionException">The image does not show ten glyphs in the color of the digits.</exception>
    public FontReader(GameDescription game, ScoreDescription score)
    {
        _score = score;
        string file = game.PathOf(score.Glyphs!);
        using var image = PictureMatch.Load(file);
        byte[] pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        var glyphs = new List<Glyph>();
        var area = score.GlyphArea ?? new(0, 0, image.Width, image.Height);
        Cut(new(pixels, image.Width, image.Height), area, new bool[area.Width * area.Height], glyphs);
        if (glyphs.Count != 10)
            throw new GameDescriptionException(
                $"{file}: {glyphs.Count} glyphs in the color of the digits; "
                + "the image has to show 0 to 9 side by side with gaps between them");
        _digits = [.. glyphs];
        _mask = new bool[score.Area.Width * score.Area.Height];
    }

    /// <inheritdoc/>
    public bool TryRead(ScreenView screen, out long number)
    {
        number = 0;
        _found.Clear();
        Cut(screen, _score.Area, _mask, _found);
        if (_found.Count is 0 or > 15) return false;
        foreach (var glyph in _found)
        {
            int digit = DigitOf(glyph);
            if (digit < 0) return false;
            number = number * 10 + digit;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private int DigitOf(Glyph glyph)
    {
        int best = -1;
        double least = LargestDifference;
        for (int digit = 0; digit < _digits.Length; digit++)
        {
            double difference = glyph.DifferenceTo(_digits[digit]);
            if (difference < least) (best, least) = (digit, difference);
        }
        return best;
    }

    private void Cut(ScreenView screen, ScreenArea area, bool[] mask, List<Glyph> glyphs)
    {
        for (int y = 0; y < area.Height; y++)
        {
            var row = screen.Row(area.X, area.Y + y, area.Width);
            for (int x = 0; x < area.Width; x++) mask[y * area.Width + x] = x * 4 < row.Length && IsInk(row.Slice(x * 4, 3));
        }
        int left = -1;
        for (int x = 0; x <= area.Width; x++)
        {
            bool ink = x < area.Width && HasInk(mask, area, x);
            if (ink && left < 0) left = x;
            if (ink || left < 0) continue;
            glyphs.Add(Glyph.From(mask, area.Width, area.Height, left, x));
            left = -1;
        }
    }

    private bool IsInk(ReadOnlySpan<byte> pixel) =>
        Math.Abs(pixel[0] - _score.Color[0]) <= _score.ColorTolerance
        && Math.Abs(pixel[1] - _score.Color[1]) <= _score.ColorTolerance
        && Math.Abs(pixel[2] - _score.Color[2]) <= _score.ColorTolerance;

    private static bool HasInk(bool[] mask, ScreenArea area, int x)
    {
        for (int y = 0; y < area.Height; y++)
        {
            if (mask[y * area.Width + x]) return true;
        }
        return false;
    }

    /// <summary>A part of a mask without empty rows above and below it.</summary>
    /// <param name="Mask">The mask: whether each pixel has the color of the digits.</param>
    /// <param name="Stride">The width of the mask.</param>
    /// <param name="Start">The index of the upper left corner.</param>
    /// <param name="Width">The width of the glyph.</param>
    /// <param name="Height">The height of the glyph.</param>
    private readonly record struct Glyph(bool[] Mask, int Stride, int Start, int Width, int Height)
    {
        public static Glyph From(bool[] mask, int stride, int rows, int left, int right)
        {
            int top = 0, bottom = rows;
            while (IsEmpty(top)) top++;
            while (IsEmpty(bottom - 1)) bottom--;
            return new(mask, stride, top * stride + left, right - left, bottom - top);

            bool IsEmpty(int y) => !mask.AsSpan(y * stride + left, right - left).Contains(true);
        }

        /// <summary>
        /// Computes the share of pixels in one of the glyphs alone, of those in either, when they lie upon each other at their upper left
        /// corners: 0 for equal glyphs, 1 for glyphs that share nothing.
        /// </summary>
        public double DifferenceTo(Glyph other)
        {
            int width = Math.Max(Width, other.Width), height = Math.Max(Height, other.Height), different = 0, ink = 0;
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    different += At(x, y) != other.At(x, y) ? 1 : 0;
                    ink += At(x, y) || other.At(x, y) ? 1 : 0;
                }
            }
            return (double)different / ink;
        }

        private bool At(int x, int y) => x < Width && y < Height && Mask[Start + y * Stride + x];
    }
}
