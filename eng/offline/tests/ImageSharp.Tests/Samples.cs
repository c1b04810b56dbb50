namespace ImageSharp.Tests;

/// <summary>Pictures with something to get wrong: no symmetry, every channel different, odd sizes.</summary>
internal static class Samples
{
    public static Image<Rgba32> Colorful(int width = 13, int height = 7)
    {
        Image<Rgba32> image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                image[x, y] = new Rgba32((byte)((x * 37) + y), (byte)((y * 53) + (x * 3)), (byte)((x * y * 11) + 5), (byte)(255 - (x * 19)));
        }

        return image;
    }

    public static Image<Rgba64> Deep(int width = 13, int height = 7)
    {
        Image<Rgba64> image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                image[x, y] = new Rgba64((ushort)((x * 4999) + y), (ushort)((y * 8191) + (x * 3)), (ushort)((x * y * 701) + 5), (ushort)(65535 - (x * 4001)));
        }

        return image;
    }

    public static TPixel[] Pixels<TPixel>(this Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        TPixel[] pixels = new TPixel[image.Width * image.Height];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }
}
