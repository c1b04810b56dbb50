namespace ILGPU;

/// <summary>Arithmetic that every accelerator has.</summary>
public static class IntrinsicMath
{
    public static int Abs(int value) => Math.Abs(value);

    public static float Abs(float value) => MathF.Abs(value);

    public static int Min(int first, int second) => Math.Min(first, second);

    public static long Min(long first, long second) => Math.Min(first, second);

    public static float Min(float first, float second) => MathF.Min(first, second);

    public static int Max(int first, int second) => Math.Max(first, second);

    public static long Max(long first, long second) => Math.Max(first, second);

    public static float Max(float first, float second) => MathF.Max(first, second);

    public static int Clamp(int value, int min, int max) => Math.Max(Math.Min(value, max), min);

    public static float Clamp(float value, float min, float max) => MathF.Max(MathF.Min(value, max), min);

    public static int DivRoundDown(int numerator, int denominator) => numerator / denominator;

    public static int DivRoundUp(int numerator, int denominator) => (numerator + denominator - 1) / denominator;

    public static long DivRoundUp(long numerator, long denominator) => (numerator + denominator - 1) / denominator;

    public static int PopCount(int value) => System.Numerics.BitOperations.PopCount((uint)value);
}

/// <summary>Numbers and their bits.</summary>
public static class Interop
{
    public static float IntAsFloat(uint value) => BitConverter.UInt32BitsToSingle(value);

    public static uint FloatAsInt(float value) => BitConverter.SingleToUInt32Bits(value);
}
