using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ImageSharp.Tests.Formats;

/// <summary>PNG files put together by hand, from the specification and zlib alone.</summary>
internal static class PngFile
{
    public static readonly byte[] Signature = [137, 80, 78, 71, 13, 10, 26, 10];

    /// <summary>A whole file; <paramref name="rows"/> are the unpacked scanlines, filter bytes included.</summary>
    public static byte[] Build(int width, int height, byte bits, byte colorType, byte[] rows, byte[]? palette = null, byte[]? alphas = null, byte interlace = 0)
        =>
        [
            .. Signature,
            .. Chunk("IHDR", Header(width, height, bits, colorType, interlace)),
            .. palette is null ? [] : Chunk("PLTE", palette),
            .. alphas is null ? [] : Chunk("tRNS", alphas),
            .. Chunk("IDAT", Compress(rows)),
            .. Chunk("IEND", []),
        ];

    public static byte[] Header(int width, int height, byte bits, byte colorType, byte interlace = 0)
    {
        byte[] data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = (bits, colorType, interlace);
        return data;
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] length = new byte[4], checksum = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc(body));
        return [.. length, .. body, .. checksum];
    }

    public static byte[] Compress(byte[] data)
    {
        using MemoryStream output = new();
        using (ZLibStream zlib = new(output, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(data);
        return output.ToArray();
    }

    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
