using System.Numerics;
using ShaderKernels.Operators;

namespace ShaderKernels.Tests.Reference;

/// <summary>Philox4x32-10 as in the paper, with arbitrary-precision integers, and the Box-Muller transform in double precision.</summary>
public static class RandomReferences
{
    public static double[] Run(RandomNumbers random, HostTensor counter)
    {
        var result = new double[random.Shape.Count];
        uint[] key = [(uint)(random.Stream % (1UL << 32)), (uint)(random.Stream >> 32)];
        for (int i = 0; i < result.Length; i++)
        {
            uint[] words = Philox([(uint)(i / 4), 0, (uint)counter.Values[0], (uint)counter.Values[1]], key);
            if (random.Distribution == Distribution.Uniform)
            {
                result[i] = (words[i % 4] >> 8) / 16777216.0;
                continue;
            }
            int pair = i % 4 / 2 * 2;
            double radius = Math.Sqrt(-2 * Math.Log(((words[pair] >> 8) + 1.0) / 16777216)),
                angle = 2 * Math.PI * (words[pair + 1] >> 8) / 16777216;
            result[i] = radius * (i % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle));
        }
        return result;
    }

    public static uint[] Philox(uint[] counter, uint[] key)
    {
        BigInteger word = BigInteger.One << 32;
        uint[] x = [.. counter];
        for (int round = 0; round < 10; round++)
        {
            uint key0 = (uint)((key[0] + round * new BigInteger(0x9E3779B9)) % word),
                key1 = (uint)((key[1] + round * new BigInteger(0xBB67AE85)) % word);
            BigInteger product0 = new BigInteger(0xD2511F53) * x[0], product1 = new BigInteger(0xCD9E8D57) * x[2];
            x = [(uint)(product1 / word) ^ x[1] ^ key0, (uint)(product1 % word), (uint)(product0 / word) ^ x[3] ^ key1,
                (uint)(product0 % word)];
        }
        return x;
    }
}
