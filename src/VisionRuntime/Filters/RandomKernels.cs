using System.Collections.Immutable;
using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

/// <summary>
/// The two random filters of 9 by 9 pixels and 3 channels over the picture in the LeNet tutorial (deeplearning.net, Convolutional Neural
/// Networks): weights and biases drawn as there, by NumPy's RandomState(23455).
/// </summary>
internal static class RandomKernels
{
    private const int Filters = 2, Channels = 3, Size = 9;
    private const uint Seed = 23455;

    /// <summary>Returns one of the two filters: the logistic function of a convolution of values from 0 to 1, plus a bias.</summary>
    public static KernelFilter Create(int index)
    {
        var random = new MersenneTwister(Seed);
        double bound = 1 / Math.Sqrt(Channels * Size * Size);
        double[] weights = [.. Enumerable.Range(0, Filters * Channels * Size * Size).Select(_ => random.Uniform(-bound, bound))];
        double[] biases = [.. Enumerable.Range(0, Filters).Select(_ => random.Uniform(-0.5, 0.5))];
        var kernel = ImmutableArray.CreateBuilder<float>();
        // Convolution flips the filter.
        for (int channel = 0; channel < Channels; channel++)
            for (int i = Size * Size - 1; i >= 0; i--)
                kernel.Add((float)weights[(index * Channels + channel) * Size * Size + i]);
        return new(Size, Size, kernel.ToImmutable())
        {
            Input = KernelInput.Color, Output = KernelOutput.Sigmoid, Scale = 1 / 256f, Offset = (float)biases[index],
        };
    }

    /// <summary>
    /// The generator of NumPy's RandomState (Matsumoto and Nishimura, Mersenne Twister, 1998), with its doubles of 53 bits.
    /// </summary>
    private sealed class MersenneTwister
    {
        private const int Length = 624, Middle = 397;
        private readonly uint[] _state = new uint[Length];
        private int _at = Length;

        public MersenneTwister(uint seed)
        {
            _state[0] = seed;
            for (uint i = 1; i < Length; i++) _state[i] = 1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30)) + i;
        }

        public double Uniform(double low, double high)
        {
            uint a = Next() >> 5, b = Next() >> 6;
            return low + (high - low) * ((a * 67108864.0 + b) / 9007199254740992.0);
        }

        private uint Next()
        {
            if (_at == Length) Generate();
            uint y = _state[_at++];
            y ^= y >> 11;
            y ^= (y << 7) & 0x9D2C5680;
            y ^= (y << 15) & 0xEFC60000;
            return y ^ (y >> 18);
        }

        private void Generate()
        {
            for (int i = 0; i < Length; i++)
            {
                uint y = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
                _state[i] = _state[(i + Middle) % Length] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908B0DFu : 0);
            }
            _at = 0;
        }
    }
}
