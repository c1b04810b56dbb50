namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Transforms, quantises and codes blocks of 8 x 8 samples into one scan.</summary>
internal sealed class JpegBlockWriter(Stream stream)
{
    /// <summary>The cosine transform (T.81, A.3.3): row u holds the basis function of frequency u.</summary>
    private static readonly float[] Basis = [.. Enumerable.Range(0, 64).Select(i =>
        (float)(Math.Sqrt((i >> 3) == 0 ? 0.125 : 0.25) * Math.Cos(((2 * (i & 7)) + 1) * (i >> 3) * Math.PI / 16)))];

    private readonly int[] previousDc = new int[3];
    private readonly float[] half = new float[64];
    private readonly int[] coefficients = new int[64];
    private ulong buffer;
    private int held;

    /// <summary>Writes a block of component 0 (luminance), 1 or 2, with quantiser steps in zigzag order.</summary>
    public void Write(float[] samples, byte[] steps, int component)
    {
        Quantise(samples, steps);
        HuffmanCode dc = HuffmanCode.Standard[component == 0 ? 0 : 2], ac = HuffmanCode.Standard[component == 0 ? 1 : 3];
        int difference = coefficients[0] - previousDc[component];
        previousDc[component] = coefficients[0];
        WriteValue(dc, 0, difference);
        int last = Array.FindLastIndex(coefficients, value => value != 0), run = 0;
        for (int i = 1; i <= last; i++)
        {
            if (coefficients[i] == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16) WriteBits(ac[0xF0].Code, ac[0xF0].Bits);
            WriteValue(ac, run, coefficients[i]);
            run = 0;
        }

        if (last < 63) WriteBits(ac[0].Code, ac[0].Bits);
    }

    /// <summary>Fills the last byte with ones.</summary>
    public void Close() => WriteBits(0x7F, 7);

    private void Quantise(float[] samples, byte[] steps)
    {
        for (int i = 0; i < 64; i++) half[i] = Dot(Basis.AsSpan(i & 56, 8), samples.AsSpan(), i & 7, 8);
        for (int i = 0; i < 64; i++)
        {
            int at = JpegTables.Zigzag[i];
            float value = Dot(Basis.AsSpan((at & 7) * 8, 8), half, at & 56, 1);
            coefficients[i] = Math.Clamp((int)MathF.Round(value / steps[i]), i == 0 ? -1024 : -1023, 1023);
        }
    }

    private static float Dot(ReadOnlySpan<float> basis, ReadOnlySpan<float> values, int start, int step)
    {
        float sum = 0;
        for (int i = 0; i < 8; i++) sum += basis[i] * values[start + (i * step)];
        return sum;
    }

    /// <summary>A run of zeros and the size of the value as a code, then the bits of the value.</summary>
    private void WriteValue(HuffmanCode code, int run, int value)
    {
        int size = 32 - int.LeadingZeroCount(Math.Abs(value));
        (int bits, int count) = code[(run << 4) | size];
        WriteBits(bits, count);
        WriteBits((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
    }

    private void WriteBits(int bits, int count)
    {
        buffer = (buffer << count) | (uint)bits;
        held += count;
        while (held >= 8)
        {
            held -= 8;
            byte value = (byte)(buffer >> held);
            stream.WriteByte(value);
            if (value == 0xFF) stream.WriteByte(0);
        }
    }
}
