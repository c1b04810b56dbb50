namespace DemoGame.Hud;

/// <summary>Frames per second, averaged over the last half second or so, so that the number can be read.</summary>
public sealed class FrameRate
{
    private const double Memory = 0.5;

    private double _interval;

    /// <summary>The frames per second, 0 before the second frame.</summary>
    public float PerSecond => _interval > 0 ? (float)(1 / _interval) : 0;

    /// <summary>Counts a frame that came <paramref name="seconds"/> after the one before; what is not a positive time is ignored.</summary>
    public void Tick(double seconds)
    {
        if (!(seconds > 0)) return;
        double weight = 1 - Math.Exp(-seconds / Memory);
        _interval = _interval > 0 ? _interval + ((seconds - _interval) * weight) : seconds;
    }
}
