namespace DemoGame.Rendering;

/// <summary>The pixels of a sprite sheet in memory: premultiplied RGBA, the top row first.</summary>
internal sealed class SheetImage(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public byte[] Pixels { get; } = new byte[width * height * 4];

    /// <summary>Sets a pixel to a shade of gray, from 0 to 1, with an opacity from 0 to 1.</summary>
    public void Set(int x, int y, float shade, float opacity)
    {
        int at = ((y * Width) + x) * 4;
        float alpha = Math.Clamp(opacity, 0, 1) * byte.MaxValue;
        byte premultiplied = (byte)MathF.Round(Math.Clamp(shade, 0, 1) * alpha);
        Pixels[at] = premultiplied;
        Pixels[at + 1] = premultiplied;
        Pixels[at + 2] = premultiplied;
        Pixels[at + 3] = (byte)MathF.Round(alpha);
    }

    /// <summary>
    /// Returns the image at half the size, each pixel the mean of four. Mipmaps are computed here rather than by the driver, so that small
    /// sprites look the same on every machine.
    /// </summary>
    public SheetImage Halved()
    {
        var half = new SheetImage(Width / 2, Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                int from = ((2 * y * Width) + (2 * x)) * 4;
                int to = ((y * half.Width) + x) * 4;
                for (int channel = 0; channel < 4; channel++)
                {
                    int below = from + (Width * 4);
                    int sum = Pixels[from + channel] + Pixels[from + 4 + channel] + Pixels[below + channel] + Pixels[below + 4 + channel];
                    half.Pixels[to + channel] = (byte)((sum + 2) / 4);
                }
            }
        }
        return half;
    }
}
