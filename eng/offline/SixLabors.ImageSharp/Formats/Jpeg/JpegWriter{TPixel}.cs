using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Writes baseline JPEG (ITU-T T.81) in a JFIF frame, with the example tables of its annex K.</summary>
internal sealed class JpegWriter<TPixel>(Image<TPixel> image, int quality)
    where TPixel : unmanaged, IPixel<TPixel>
{
    private readonly byte[] luminanceSteps = JpegTables.Scale(JpegTables.Luminance, quality);
    private readonly byte[] chrominanceSteps = JpegTables.Scale(JpegTables.Chrominance, quality);
    private readonly ImageFrame<TPixel> frame = image.Frames.RootFrame;

    public void Write(Stream stream)
    {
        if (image.Width > ushort.MaxValue || image.Height > ushort.MaxValue)
            throw new NotSupportedException($"A JPEG is at most 65535 pixels wide and high; this image is {image.Width}x{image.Height}.");
        stream.Write([0xFF, 0xD8]);
        WriteSegment(stream, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        WriteSegment(stream, 0xDB, [0, .. luminanceSteps, 1, .. chrominanceSteps]);
        byte[] size = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)image.Height);
        BinaryPrimitives.WriteUInt16BigEndian(size.AsSpan(2), (ushort)image.Width);
        WriteSegment(stream, 0xC0, [8, .. size, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
        WriteSegment(stream, 0xC4, [.. HuffmanCode.Standard.SelectMany((code, id) => (byte[])[(byte)(((id & 1) << 4) | (id >> 1)), .. code.Lengths, .. code.Values])]);
        WriteSegment(stream, 0xDA, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
        WriteScan(stream);
        stream.Write([0xFF, 0xD9]);
        stream.Flush();
    }

    private static void WriteSegment(Stream stream, byte marker, byte[] data)
        => stream.Write([0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data]);

    /// <summary>Macroblocks of 16 x 16 pixels: four blocks of luminance, one of each colour difference.</summary>
    private void WriteScan(Stream stream)
    {
        JpegBlockWriter blocks = new(stream);
        float[] y = new float[256], cb = new float[64], cr = new float[64], block = new float[64];
        for (int top = 0; top < image.Height; top += 16)
        {
            for (int left = 0; left < image.Width; left += 16)
            {
                ReadMacroblock(left, top, y, cb, cr);
                for (int part = 0; part < 4; part++)
                {
                    int origin = ((part >> 1) * 128) + ((part & 1) * 8);
                    for (int i = 0; i < 64; i++) block[i] = y[origin + ((i >> 3) * 16) + (i & 7)];
                    blocks.Write(block, luminanceSteps, 0);
                }

                blocks.Write(cb, chrominanceSteps, 1);
                blocks.Write(cr, chrominanceSteps, 2);
            }
        }

        blocks.Close();
    }

    /// <summary>Converts to YCbCr after JFIF, centred on 0; the border pixels are repeated outwards.</summary>
    private void ReadMacroblock(int left, int top, float[] y, float[] cb, float[] cr)
    {
        Array.Clear(cb);
        Array.Clear(cr);
        for (int i = 0; i < 256; i++)
        {
            int row = i >> 4, column = i & 15, quarter = ((row >> 1) * 8) + (column >> 1);
            Rgba32 pixel = frame.Pixels[(Math.Min(top + row, image.Height - 1) * image.Width) + Math.Min(left + column, image.Width - 1)].To<Rgba32>();
            y[i] = (0.299F * pixel.R) + (0.587F * pixel.G) + (0.114F * pixel.B) - 128F;
            cb[quarter] += ((-0.168736F * pixel.R) - (0.331264F * pixel.G) + (0.5F * pixel.B)) / 4F;
            cr[quarter] += ((0.5F * pixel.R) - (0.418688F * pixel.G) - (0.081312F * pixel.B)) / 4F;
        }
    }
}
