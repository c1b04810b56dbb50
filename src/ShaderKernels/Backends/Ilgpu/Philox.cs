namespace ShaderKernels.Backends.Ilgpu;

/// <summary>
/// The counter-based generator Philox4x32-10 (Salmon et al. 2011): ten rounds of two 32-bit multiplications turn a counter and a key into
/// four random words.
/// </summary>
internal static class Philox
{
    private const uint MultiplierA = 0xD2511F53, MultiplierC = 0xCD9E8D57; // The multipliers of section 4.3.
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85; // The golden ratio and sqrt(3) - 1, the increments of the key.

    /// <summary>Replaces the counter with four random words.</summary>
    public static void Encrypt(ref uint a, ref uint b, ref uint c, ref uint d, uint key0, uint key1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong left = Wide(a) * MultiplierA, right = Wide(c) * MultiplierC;
            a = (uint)(right >> 32) ^ b ^ key0;
            b = (uint)(right & 0xffffffff);
            c = (uint)(left >> 32) ^ d ^ key1;
            d = (uint)(left & 0xffffffff);
            key0 += Weyl0;
            key1 += Weyl1;
        }
    }

    /// <summary>Zero-extends the word; the mask prevents a sign extension by some compilers.</summary>
    private static ulong Wide(uint word) => (ulong)word & 0xffffffffUL;
}
