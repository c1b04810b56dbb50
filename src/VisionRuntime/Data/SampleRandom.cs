namespace VisionRuntime.Data;

/// <summary>
/// Random values of one sample: SplitMix64 (Steele, Lea and Flood 2014), which is the same on every machine and version of .NET.
/// </summary>
internal struct SampleRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Starts the sequence of a seed and an index, such as the number of the sample or of the epoch.</summary>
    public SampleRandom(int seed, int index) =>
        _state = unchecked((ulong)seed * Golden + (ulong)index * 0xD1B54A32D192ED03 + 0x2545F4914F6CDD1D);

    /// <summary>Returns an integer from 0 to limit - 1.</summary>
    public int Next(int limit) => (int)(Word() % (ulong)limit);

    /// <summary>Returns a value from a uniform distribution over [low, high).</summary>
    public float Next(float low, float high) => low + (high - low) * ((Word() >> 40) * (1f / (1 << 24)));

    private ulong Word()
    {
        unchecked
        {
            ulong z = _state += Golden;
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
            z = (z ^ z >> 27) * 0x94D049BB133111EB;
            return z ^ z >> 31;
        }
    }
}
