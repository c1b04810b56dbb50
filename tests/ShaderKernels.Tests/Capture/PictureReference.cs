using ShaderKernels.Operators;

namespace ShaderKernels.Tests.Capture;

/// <summary>An image on the host, row 0 at the top, 4 bytes per pixel.</summary>
public sealed record Picture(int Width, int Height, byte[] Pixels)
{
    public static Picture Random(Random random, int width, int height)
    {
        var pixels = new byte[width * height * 4];
        random.NextBytes(pixels);
        return new(width, height, pixels);
    }

    /// <summary>Returns the rows in reverse order, as in OpenGL.</summary>
    public byte[] BottomUp() =>
        [.. Enumerable.Range(0, Height).SelectMany(row => Pixels.AsSpan((Height - 1 - row) * Width * 4, Width * 4).ToArray())];
}

/// <summary>The reference of ImageToTensor in double precision, one output element at a time.</summary>
public static class PictureReference
{
    /// <summary>Returns the tensor after a sequence of images, in the layout of the operator; the first image fills the stack.</summary>
    public static double[] Run(ImageToTensor op, Picture[] pictures, params (int Frame, int Tile)[] restarts)
    {
        int tiles = op.TilesX * op.TilesY, channels = op.Channels;
        var result = new double[tiles * op.Stack * channels * op.Height * op.Width];
        for (int tile = 0; tile < tiles; tile++)
            for (int c = 0; c < channels; c++)
                for (int y = 0; y < op.Height; y++)
                    for (int x = 0; x < op.Width; x++)
                    {
                        double[] history = [];
                        for (int frame = 0; frame < pictures.Length; frame++)
                        {
                            double value = Value(op, pictures[frame], tile, c, x, y);
                            bool fill = frame == 0 || restarts.Contains((frame, tile));
                            history = fill ? [.. Enumerable.Repeat(value, op.Stack)] : [.. history[1..], value];
                        }
                        for (int slot = 0; slot < op.Stack; slot++)
                        {
                            int channel = slot * channels + c;
                            int at = op.ChannelsLast
                                ? ((tile * op.Height + y) * op.Width + x) * op.Stack * channels + channel
                                : ((tile * op.Stack * channels + channel) * op.Height + y) * op.Width + x;
                            result[at] = history[slot];
                        }
                    }
        return result;
    }

    private static double Value(ImageToTensor op, Picture picture, int tile, int channel, int x, int y)
    {
        var crop = op.CropOf(picture.Width, picture.Height);
        int left = tile % op.TilesX * (picture.Width / op.TilesX) + crop.X, top = tile / op.TilesX * (picture.Height / op.TilesY) + crop.Y;
        if (op.Mirror) x = op.Width - 1 - x;
        double level = op.Grayscale
            ? 0.299 * Average(0) + 0.587 * Average(1) + 0.114 * Average(2)
            : Average(op.Bgr ? 2 - channel : channel);
        if (op.Quantize) level = Math.Floor(level + 0.5);
        double mean = op.Mean.IsEmpty ? 0 : op.Mean[channel], deviation = op.StandardDeviation.IsEmpty ? 1 : op.StandardDeviation[channel];
        return (level / 255 - mean) / deviation;

        double Average(int c)
        {
            double sum = 0;
            for (int j = 0; j < crop.Height; j++)
                for (int i = 0; i < crop.Width; i++)
                    sum += Overlap(j, y, crop.Height, op.Height) * Overlap(i, x, crop.Width, op.Width)
                        * picture.Pixels[((top + j) * picture.Width + left + i) * 4 + c];
            return sum;
        }
    }

    /// <summary>Returns the fraction of output o that source pixel i covers.</summary>
    private static double Overlap(int i, int o, int source, int output)
    {
        double ratio = (double)source / output;
        return Math.Max(0, Math.Min(i + 1, (o + 1) * ratio) - Math.Max(i, o * ratio)) / ratio;
    }
}
