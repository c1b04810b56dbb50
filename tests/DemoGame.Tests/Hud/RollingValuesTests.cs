using DemoGame.Hud;

namespace DemoGame.Tests.Hud;

public sealed class RollingValuesTests
{
    [Fact]
    public void The_newest_values_are_kept_oldest_first()
    {
        var values = new RollingValues(3);
        Assert.Equal(0, values.Mean);
        for (int value = 1; value <= 5; value++) values.Add(value);
        Assert.Equal([3f, 4f, 5f], values.Values.ToArray());
        Assert.Equal(4, values.Mean);
    }

    [Fact]
    public void A_capacity_of_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new RollingValues(0));

    [Fact]
    public void The_frame_rate_converges_to_the_true_one()
    {
        var rate = new FrameRate();
        Assert.Equal(0, rate.PerSecond);
        for (int frame = 0; frame < 30; frame++) rate.Tick(1 / 30.0);
        for (int frame = 0; frame < 240; frame++) rate.Tick(1 / 60.0);
        rate.Tick(0);
        rate.Tick(double.NaN);
        Assert.InRange(rate.PerSecond, 59.5, 60.1);
    }
}
