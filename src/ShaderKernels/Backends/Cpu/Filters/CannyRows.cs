using System.Numerics;

namespace ShaderKernels.Backends.Cpu.Filters;

/// <summary>The steps of <see cref="CannyFilterKernel"/> on rows of 16-bit values.</summary>
internal static unsafe class CannyRows<TSimd, TVector> where TSimd : struct, IPixelSimd<TVector> where TVector : unmanaged
{
    /// <summary>Computes the gradient of the middle of three rows of luma, which are repeated beyond their ends, and its length.</summary>
    public static void Gradient(short* above, short* here, short* below, short* across, short* down, short* length, int width)
    {
        for (int x = 0; x < width; x += TSimd.Bytes / 2)
        {
            TVector left = Column(x - 1), right = Column(x + 1), gx = TSimd.Subtract16(right, left);
            TVector middle = TSimd.Subtract16(TSimd.Load(below + x), TSimd.Load(above + x));
            TVector gy = TSimd.Add16(TSimd.Add16(TSimd.Subtract16(TSimd.Load(below + x - 1), TSimd.Load(above + x - 1)),
                TSimd.Subtract16(TSimd.Load(below + x + 1), TSimd.Load(above + x + 1))), TSimd.Add16(middle, middle));
            TSimd.Store(gx, across + x);
            TSimd.Store(gy, down + x);
            TSimd.Store(TSimd.Add16(TSimd.Abs16(gx), TSimd.Abs16(gy)), length + x);
        }

        TVector Column(int x)
        {
            TVector middle = TSimd.Load(here + x);
            return TSimd.Add16(TSimd.Add16(TSimd.Load(above + x), TSimd.Load(below + x)), TSimd.Add16(middle, middle));
        }
    }

    /// <summary>
    /// Writes 2 for each edge of a row above the high threshold, 1 for one above the low, 0 elsewhere, and the places of the former.
    /// </summary>
    /// <returns>The number of edges above the high threshold so far.</returns>
    public static int Classify(short* above, short* here, short* below, short* across, short* down, byte* classes, int width, int low,
        int high, int* strong, int count, int place)
    {
        TVector least = TSimd.Broadcast16(Math.Min(low, short.MaxValue));
        int lanes = TSimd.Bytes / 2;
        new Span<byte>(classes, width).Clear();
        for (int x = 0; x < width; x += lanes)
        {
            ulong candidates = TSimd.GreaterMask16(TSimd.Load(here + x), least);
            if (width - x < lanes) candidates &= (1UL << (width - x)) - 1;
            for (; candidates != 0; candidates &= candidates - 1)
            {
                int i = x + BitOperations.TrailingZeroCount(candidates);
                int length = here[i], gx = across[i], gy = down[i], right = Math.Abs(gx), vertical = Math.Abs(gy) << 15;
                // The tangent of 22.5 degrees is 13573 / 2^15, and that of 67.5 degrees is 2 more.
                int flat = right * 13573;
                bool largest;
                if (vertical < flat) largest = length > here[i - 1] && length >= here[i + 1];
                else if (vertical > flat + (right << 16)) largest = length > above[i] && length >= below[i];
                else
                {
                    int step = (gx ^ gy) < 0 ? -1 : 1;
                    largest = length > above[i - step] && length > below[i + step];
                }
                if (!largest) continue;
                if (length > high) strong[count++] = place + i;
                classes[i] = length > high ? (byte)2 : (byte)1;
            }
        }
        return count;
    }

    /// <summary>Writes white pixels for class 2, black ones elsewhere, with the alpha of the source.</summary>
    public static void Write(byte* classes, uint* pixels, int width)
    {
        TVector alpha = TSimd.Broadcast32(unchecked((int)0xFF000000)), color = TSimd.Broadcast32(0x00FFFFFF), one = TSimd.Broadcast32(1);
        for (int x = 0; x < width; x += TSimd.Bytes / 4)
        {
            TVector edge = TSimd.And(TSimd.Greater32(TSimd.LoadWiden32(classes + x), one), color);
            TSimd.Store(TSimd.Or(edge, TSimd.And(TSimd.Load(pixels + x), alpha)), pixels + x);
        }
    }
}
