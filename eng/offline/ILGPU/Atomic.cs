namespace ILGPU;

/// <summary>Changes to memory that no other thread comes between; each returns what was there before.</summary>
public static class Atomic
{
    public static int Add(ref int target, int value) => Interlocked.Add(ref target, value) - value;

    public static long Add(ref long target, long value) => Interlocked.Add(ref target, value) - value;

    public static float Add(ref float target, float value)
    {
        while (true)
        {
            float before = Volatile.Read(ref target);
            if (BitConverter.SingleToInt32Bits(Interlocked.CompareExchange(ref target, before + value, before)) == BitConverter.SingleToInt32Bits(before)) return before;
        }
    }

    public static int Max(ref int target, int value)
    {
        while (true)
        {
            int before = Volatile.Read(ref target);
            if (Interlocked.CompareExchange(ref target, Math.Max(before, value), before) == before) return before;
        }
    }

    public static int Min(ref int target, int value)
    {
        while (true)
        {
            int before = Volatile.Read(ref target);
            if (Interlocked.CompareExchange(ref target, Math.Min(before, value), before) == before) return before;
        }
    }

    public static int Exchange(ref int target, int value) => Interlocked.Exchange(ref target, value);

    public static int CompareExchange(ref int target, int compare, int value) => Interlocked.CompareExchange(ref target, value, compare);

    public static float CompareExchange(ref float target, float compare, float value) => Interlocked.CompareExchange(ref target, value, compare);
}
