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
            GameDefinition definition = GameCatalog.Find(name);
            Assert.Equal(name, definition.Name);
            Assert.Equal(name, name.ToLowerInvariant());
            Assert.InRange(definition.IdleAction, 0, definition.Actions.Count - 1);
            Assert.All(definition.Keys.Values, action => Assert.InRange(action, 0, definition.Actions.Count - 1));
            IGame game = GameCatalog.Create(name);
            Assert.False(game.Ended);
            for (int action = 0; action < definition.Actions.Count && !game.Ended; action++) game.Step(action);
            game.Reset(0);
            Assert.Throws<ArgumentOutOfRangeException>(() => game.Step(definition.Actions.Count));
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
    public void An_unknown_name_is_refused_with_the_available_names()
    {
        var error = Assert.Throws<UnknownGameException>(() => GameCatalog.Create("tennis"));
        Assert.Equal($"Unknown game 'tennis'; available: {string.Join(", ", GameCatalog.Names)}", error.Message);
        Assert.Contains("catch", error.Message, StringComparison.Ordinal);
    }
}
