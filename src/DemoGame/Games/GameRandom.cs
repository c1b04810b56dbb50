namespace DemoGame.Games;

/// <summary>
/// The games' random number generator: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). It has
/// 64 bits of state and uses integer arithmetic only, so that a seed gives the same episode on every machine; neighboring seeds give
/// unrelated episodes.
/// </summary>
public struct GameRandom
{
    private ulong _state;

    /// <summary>Initializes a generator with a seed; every value is a good seed.</summary>
    public GameRandom(ulong seed) => _state = seed;

    /// <summary>Returns the next 64 random bits.</summary>
    public ulong Next()
    {
        ulong bits = _state += 0x9E3779B97F4A7C15UL;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }

    /// <summary>Returns a number from 0 to below 1, with 24 random bits.</summary>
    public float Fraction() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Returns an integer from <paramref name="minimum"/> to <paramref name="maximum"/>, both included.</summary>
    /// <remarks>Takes the high half of a 64 by 64 bit product; its bias, below 2^-32, is negligible in a game.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public int Between(int minimum, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, minimum);
        ulong count = (ulong)((long)maximum - minimum + 1);
        return (int)(minimum + (long)Math.BigMul(Next(), count, out _));
    }
}
