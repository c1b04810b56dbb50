using DemoGame.Games;

namespace DemoGame.Tests.Games;

public sealed class GameRandomTests
{
    [Fact]
    public void The_numbers_are_those_of_SplitMix64()
    {
        // The first outputs for seed 1234567, as printed by the reference implementation of Sebastiano Vigna (splitmix64.c, 2015).
        var random = new GameRandom(1234567);
        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
        Assert.Equal(9817491932198370423UL, random.Next());
    }

    [Fact]
    public void Every_value_of_a_range_comes_about_equally_often()
    {
        var random = new GameRandom(5);
        var counts = new int[7];
        for (int draw = 0; draw < 70_000; draw++) counts[random.Between(-3, 3) + 3]++;
        Assert.All(counts, static count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void A_range_of_one_value_gives_that_value() => Assert.Equal(9, new GameRandom(0).Between(9, 9));

    [Fact]
    public void An_empty_range_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new GameRandom(0).Between(2, 1));
}
