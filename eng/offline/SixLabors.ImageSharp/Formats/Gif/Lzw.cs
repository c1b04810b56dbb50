namespace SixLabors.ImageSharp.Formats.Gif;

/// <summary>The variable-length LZW code of GIF (GIF89a specification, appendix F), least significant bit first, in blocks of up to 255 bytes.</summary>
internal static class Lzw
{
    private const int MaximumCodes = 1 << 12;

    public static void Encode(BinaryWriter writer, ReadOnlySpan<byte> indices, int minimumBits)
    {
        int clear = 1 << minimumBits, end = clear + 1;
        int next = end + 1, bits = minimumBits + 1;
        ushort[] longer = new ushort[MaximumCodes << 8]; // [code, index] -> code of the string one longer; 0 is none
        BlockWriter blocks = new(writer);
        writer.Write((byte)minimumBits);
        blocks.Write(clear, bits);
        int code = indices[0];
        foreach (byte index in indices[1..])
        {
            ref ushort extended = ref longer[(code << 8) | index];
            if (extended != 0)
            {
                code = extended;
                continue;
            }

            blocks.Write(code, bits);
            if (next < MaximumCodes)
            {
                if (next == 1 << bits) bits++;
                extended = (ushort)next++;
            }
            else
            {
                blocks.Write(clear, bits);
                Array.Clear(longer);
                (next, bits) = (end + 1, minimumBits + 1);
            }

            code = index;
        }

        blocks.Write(code, bits);
        if (next == 1 << bits && bits < 12) bits++;
        blocks.Write(end, bits);
        blocks.Close();
    }

    /// <summary>Decodes into <paramref name="indices"/>; what corrupt or short data leave out stays 0.</summary>
    public static void Decode(ReadOnlySpan<byte> data, int minimumBits, Span<byte> indices)
    {
        int clear = 1 << minimumBits, end = clear + 1;
        int next = end + 1, bits = minimumBits + 1, previous = -1, written = 0;
        ushort[] prefix = new ushort[MaximumCodes];
        byte[] suffix = new byte[MaximumCodes], first = new byte[MaximumCodes];
        int[] length = new int[MaximumCodes];
        for (int i = 0; i < clear; i++) (suffix[i], first[i], length[i]) = ((byte)i, (byte)i, 1);
        int buffer = 0, held = 0;
        foreach (byte value in data)
        {
            buffer |= value << held;
            held += 8;
            while (held >= bits)
            {
                int code = buffer & ((1 << bits) - 1);
                buffer >>= bits;
                held -= bits;
                if (code == end) return;
                if (code == clear)
                {
                    (next, bits, previous) = (end + 1, minimumBits + 1, -1);
                    continue;
                }

                if (code > next || (code >= next && previous < 0)) throw new InvalidImageContentException("The LZW data of the GIF image is corrupt.");
                if (previous >= 0 && next < MaximumCodes)
                {
                    prefix[next] = (ushort)previous;
                    first[next] = first[previous];
                    length[next] = length[previous] + 1;
                    suffix[next] = code == next ? first[previous] : first[code];
                    next++;
                    if (next == 1 << bits && bits < 12) bits++;
                }

                if (code >= next) throw new InvalidImageContentException("The LZW data of the GIF image is corrupt.");
                int at = written + length[code];
                written = at;
                for (int c = code; at > 0 && length[c] > 0; c = prefix[c])
                {
                    if (--at < indices.Length) indices[at] = suffix[c];
                    if (length[c] == 1) break;
                }

                if (written >= indices.Length) return;
                previous = code;
            }
        }
    }

    /// <summary>Collects codes into blocks.</summary>
    private sealed class BlockWriter(BinaryWriter writer)
    {
        private readonly byte[] block = new byte[255];
        private int used;
        private int buffer;
        private int held;

        public void Write(int code, int bits)
        {
            buffer |= code << held;
            held += bits;
            while (held >= 8) WriteByte();
        }

        public void Close()
        {
            while (held > 0) WriteByte();
            Flush();
            writer.Write((byte)0);
        }

        private void WriteByte()
        {
            block[used++] = (byte)buffer;
            buffer >>= 8;
            held -= 8;
            if (used == block.Length) Flush();
        }

        private void Flush()
        {
            if (used == 0) return;
            writer.Write((byte)used);
            writer.Write(block, 0, used);
            used = 0;
        }
    }
}
