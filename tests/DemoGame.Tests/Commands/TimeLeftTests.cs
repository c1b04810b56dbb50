using DemoGame.Commands;

namespace DemoGame.Tests.Commands;

public class TimeLeftTests
{
    [Theory]
    [InlineData(0, 10, "0:00:00")]
    [InlineData(100, 0, "0:00:00")]
    [InlineData(571, 1, "0:09:31")]
    [InlineData(400_000, 47, "2:21:51")]
    [InlineData(1_000_000, 5, "55:33:20")]
    public void Hours_are_told_from_minutes(long left, double perSecond, string expected) =>
        Assert.Equal(expected, TimeLeft.Text(left, perSecond));
}
