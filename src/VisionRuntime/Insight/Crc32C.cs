namespace VisionRuntime.Insight;

/// <summary>The checksum CRC-32C (Castagnoli, Bräuer and Herrmann 1993), masked as TensorFlow's records store it.</summary>
internal static class Crc32C
{
    /// <summary>The generator polynomial 0x1EDC6F41 with its bits reversed.</summary>
    private const uint Polynomial = 0x82F63B78;

    private const uint MaskDelta = 0xA282EAD8;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index =>
    {
        uint remainder = (uint)index;
        for (int bit = 0; bit < 8; bit++) remainder = (remainder & 1) == 0 ? remainder >> 1 : remainder >> 1 ^ Polynomial;
        return remainder;
    })];

    /// <summary>Returns the checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in bytes) remainder = Table[(byte)(remainder ^ value)] ^ remainder >> 8;
        return ~remainder;
    }

    /// <summary>Returns the checksum, rotated and shifted, so that a checksum of data with checksums in them is not degenerate.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked((uint.RotateRight(Of(bytes), 15)) + MaskDelta);
}
