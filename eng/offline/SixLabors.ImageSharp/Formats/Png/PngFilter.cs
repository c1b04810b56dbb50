namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>The five row filters (PNG specification, 9.2): each byte less a prediction from its left (a), upper (b) and upper left (c) neighbours.</summary>
internal static class PngFilter
{
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int stride)
    {
        switch ((PngFilterMethod)filter)
        {
            case PngFilterMethod.None:
                break;
            case PngFilterMethod.Sub:
                for (int i = stride; i < row.Length; i++) row[i] += row[i - stride];
                break;
            case PngFilterMethod.Up:
                for (int i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case PngFilterMethod.Average:
                for (int i = 0; i < row.Length; i++) row[i] += (byte)(((i < stride ? 0 : row[i - stride]) + above[i]) / 2);
                break;
            case PngFilterMethod.Paeth:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < stride ? above[i] : Paeth(row[i - stride], above[i], above[i - stride]);
                break;
            default:
                throw new InvalidImageContentException($"Unknown PNG filter type {filter}.");
        }
    }

    /// <summary>Writes the filtered row, with the filter byte first.</summary>
    public static void Apply(PngFilterMethod filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int stride, Span<byte> output)
    {
        output[0] = (byte)filter;
        output = output[1..];
        switch (filter)
        {
            case PngFilterMethod.Sub:
                for (int i = 0; i < row.Length; i++) output[i] = (byte)(row[i] - (i < stride ? 0 : row[i - stride]));
                break;
            case PngFilterMethod.Up:
                for (int i = 0; i < row.Length; i++) output[i] = (byte)(row[i] - above[i]);
                break;
            case PngFilterMethod.Average:
                for (int i = 0; i < row.Length; i++) output[i] = (byte)(row[i] - (((i < stride ? 0 : row[i - stride]) + above[i]) / 2));
                break;
            case PngFilterMethod.Paeth:
                for (int i = 0; i < row.Length; i++)
                    output[i] = (byte)(row[i] - (i < stride ? above[i] : Paeth(row[i - stride], above[i], above[i - stride])));
                break;
            default:
                row.CopyTo(output);
                break;
        }
    }

    /// <summary>How large the bytes of a filtered row are as signed numbers; the smallest sum usually compresses best (12.7).</summary>
    public static long Cost(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (byte value in filtered[1..]) sum += value < 128 ? value : 256 - value;
        return sum;
    }

    private static byte Paeth(byte a, byte b, byte c)
    {
        int toA = Math.Abs(b - c), toB = Math.Abs(a - c), toC = Math.Abs(a + b - c - c);
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
}
