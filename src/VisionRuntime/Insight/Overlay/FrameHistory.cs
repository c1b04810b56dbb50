namespace VisionRuntime.Insight.Overlay;

/// <summary>The milliseconds of the newest frames, by what took them. Allocates only when something new appears.</summary>
/// <param name="frames">The number of complete frames that are kept.</param>
internal sealed class FrameHistory(int frames)
{
    // One more for the frame that is not complete yet.
    private readonly int _slots = frames + 1;
    private readonly List<(string Name, bool OnDevice, double[] Milliseconds)> _series = [];
    private long _newest = -1;

    /// <summary>Gets the number of complete frames that are kept.</summary>
    public int Frames => frames;

    /// <summary>Gets the number of series: the components, and the networks whose kernels were measured.</summary>
    public int SeriesCount => _series.Count;

    /// <summary>Gets the number of the newest frame, which may not be complete yet; -1 before the first.</summary>
    public long Newest => _newest;

    /// <summary>Gets the name of a series, and whether its time passed on the device instead of the thread of the game.</summary>
    public (string Name, bool OnDevice) Series(int series) => (_series[series].Name, _series[series].OnDevice);

    /// <summary>Gets the milliseconds of a series in a complete frame; 0 is the newest one.</summary>
    public double this[int series, int age] => _newest - 1 - age < 0 ? 0 : _series[series].Milliseconds[(_newest - 1 - age) % _slots];

    /// <summary>Adds time to a series in a frame that is not older than those before.</summary>
    public void Add(long frame, string name, bool onDevice, double milliseconds)
    {
        for (; _newest < frame; _newest++)
        {
            foreach (var series in _series) series.Milliseconds[(_newest + 1) % _slots] = 0;
        }
        Find(name, onDevice)[frame % _slots] += milliseconds;
    }

    private double[] Find(string name, bool onDevice)
    {
        foreach (var series in _series)
        {
            if (series.OnDevice == onDevice && series.Name == name) return series.Milliseconds;
        }
        _series.Add((name, onDevice, new double[_slots]));
        return _series[^1].Milliseconds;
    }
}
