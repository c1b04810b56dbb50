namespace DemoGame.Hud;

/// <summary>The last values of a series, the oldest first, for a scrolling curve. Adding a value allocates nothing.</summary>
public sealed class RollingValues
{
    private readonly float[] _values;

    /// <summary>Initializes a series that keeps the last <paramref name="capacity"/> values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not positive.</exception>
    public RollingValues(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _values = new float[capacity];
    }

    /// <summary>The number of values kept so far.</summary>
    public int Count { get; private set; }

    /// <summary>The values, the oldest first.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    /// <summary>The mean of the values kept; 0 if there are none.</summary>
    public float Mean
    {
        get
        {
            float sum = 0;
            foreach (float value in Values) sum += value;
            return Count == 0 ? 0 : sum / Count;
        }
    }

    /// <summary>Adds a value; if the series is full, the oldest is removed.</summary>
    public void Add(float value)
    {
        if (Count == _values.Length) Array.Copy(_values, 1, _values, 0, --Count);
        _values[Count++] = value;
    }
}
