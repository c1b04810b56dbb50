using DemoGame.Games;

namespace DemoGame.Tests.Games;

public sealed class GameCatalogTests
{
    [Fact]
    public void Every_name_makes_a_game_of_that_name()
    {
        Assert.Contains("catch", GameCatalog.Names, StringComparer.Ordinal);
        foreach (string name in GameCatalog.Names)
        {
            IGame game = GameCatalog.Create(name);
            Assert.Equal(name, game.Name);
            Assert.Equal(game.Actions.Count, game.ActionCount);
            Assert.False(game.Ended);
        }
    }

    [Fact]
    public void A_name_may_be_written_in_capitals() => Assert.IsType<CatchGame>(GameCatalog.Create("Catch"));

    [Fact]
    public void Two_instances_share_no_state()
    {
        IGame one = GameCatalog.Create("catch");
        var other = (CatchGame)GameCatalog.Create("catch");
        one.Step(0);
        Assert.Equal(0, other.BallY);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names_there_are()
    {
        var error = Assert.Throws<UnknownGameException>(() => GameCatalog.Create("tennis"));
        Assert.Equal($"Unknown game 'tennis'; there are: {string.Join(", ", GameCatalog.Names)}", error.Message);
        Assert.StartsWith("Unknown game 'tennis'; there are: catch", error.Message, StringComparison.Ordinal);
    }
}
