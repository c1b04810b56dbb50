namespace DemoGame.Commands;

/// <summary>The mean of the last values of a series.</summary>
internal sealed class RecentMean(int length)
{
    private readonly double[] _values = new double[length];
    private long _count;

    /// <summary>Whether there are no values yet.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The mean of the last values; 0 before the first one.</summary>
    public double Mean
    {
        get
        {
            var values = _values.AsSpan(0, (int)Math.Min(_count, _values.Length));
            double sum = 0;
            foreach (double value in values) sum += value;
            return values.IsEmpty ? 0 : sum / values.Length;
        }
    }

    public void Add(double value) => _values[_count++ % _values.Length] = value;
}
