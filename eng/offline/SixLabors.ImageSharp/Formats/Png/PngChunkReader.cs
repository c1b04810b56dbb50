using System.Buffers.Binary;
using System.Text;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>
/// Walks the chunks after the signature. The checksums of the critical ones, IHDR, PLTE and IDAT, must be right;
/// the others are taken as they are, as the real package does by default.
/// </summary>
internal ref struct PngChunkReader(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> file = file;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Where the next chunk begins.</summary>
    public int Position { get; private set; } = Signature.Length;

    public string Type { get; private set; } = "";

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Moves on by a chunk; false at the end of the file.</summary>
    public bool Read()
    {
        ReadOnlySpan<byte> rest = file[Math.Min(Position, file.Length)..];
        if (rest.Length < 4) return false;
        int length = BinaryPrimitives.ReadInt32BigEndian(rest);
        if (rest.Length < 8 || length < 0) throw new InvalidImageContentException("Invalid PNG data: the file ends or breaks off inside a chunk.");
        Type = Encoding.ASCII.GetString(rest[4..8]);
        int available = Math.Min(length, rest.Length - 8);
        Data = rest.Slice(8, available);
        ReadOnlySpan<byte> checksum = rest[(8 + available)..];
        if (Type is "IHDR" or "PLTE" or "IDAT"
            && (checksum.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(checksum) != Crc32.Of(rest[4..8], Data)))
            throw new InvalidImageContentException($"CRC Error. PNG {Type} chunk is corrupt!");
        Position = Math.Min(file.Length, Position + 12 + available);
        return true;
    }
}
