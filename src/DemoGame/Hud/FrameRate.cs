namespace DemoGame.Hud;

/// <summary>The frame rate, smoothed over about half a second, so that it can be read.</summary>
public sealed class FrameRate
{
    private const double SmoothingSeconds = 0.5;

    private double _interval;

    /// <summary>Frames per second; 0 before the second frame.</summary>
    public float PerSecond => _interval > 0 ? (float)(1 / _interval) : 0;

    /// <summary>Counts a frame, <paramref name="seconds"/> after the one before; times that are not positive are ignored.</summary>
    public void Tick(double seconds)
    {
        if (!(seconds > 0)) return;
        double weight = 1 - Math.Exp(-seconds / SmoothingSeconds);
        _interval = _interval > 0 ? _interval + ((seconds - _interval) * weight) : seconds;
    }
}
