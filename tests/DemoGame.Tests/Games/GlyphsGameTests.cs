using DemoGame.Games;

namespace DemoGame.Tests.Games;

public sealed class GlyphsGameTests
{
    private const int Wait = 0, Fire = 1, Lightning = 2, Shield = 3, Frost = 4, Heal = 5, Wind = 6, Star = 7;

    [Fact]
    public void An_opponent_walks_to_the_tower_and_takes_a_life()
    {
        var game = new GlyphsGame();
        game.Step(Wait);
        Assert.Single(game.Opponents);
        int x = game.Opponents[0].X;
        game.Step(Wait);
        Assert.True(game.Opponents[0].X < x);
        float reward = 0;
        for (int step = 0; game.Lives == GlyphsGame.MaximumLife; step++)
        {
            Assert.True(step < 400);
            reward += game.Step(Wait).Reward;
        }
        Assert.Equal(-1, reward);
        Assert.Equal(GlyphsGame.MaximumLife - 1, game.Lives);
    }

    [Fact]
    public void Fire_strikes_the_nearest_and_lightning_and_the_star_strike_all()
    {
        var game = After(120);
        int count = game.Opponents.Count;
        Assert.True(count >= 2);
        int nearest = game.Opponents.Min(one => one.X);
        Assert.Equal(1, game.Step(Fire).Reward);
        Assert.Equal(count - 1, game.Opponents.Count);
        Assert.True(game.Opponents.Min(one => one.X) > nearest - 8);
        Assert.Equal(9, game.Mana);
        Assert.Equal(count - 1, game.Step(Lightning).Reward);
        Assert.Empty(game.Opponents);
        Assert.Equal(count, game.Defeated);

        var other = After(120);
        Assert.Equal(other.Opponents.Count, other.Step(Star).Reward);
        Assert.Equal(2, other.Mana);
    }

    [Fact]
    public void A_shield_takes_the_place_of_a_life()
    {
        var game = After(60);
        game.Step(Shield);
        Assert.Equal(3, game.Shields);
        float reward = 0;
        while (game.Shields == 3) reward += game.Step(Wait).Reward;
        Assert.Equal((GlyphsGame.MaximumLife, 0f), (game.Lives, reward));
    }

    [Fact]
    public void Frost_stops_opponents_and_wind_blows_them_back()
    {
        var game = After(60);
        game.Step(Frost);
        int x = game.Opponents[0].X;
        for (int i = 0; i < 30; i++) game.Step(Wait);
        Assert.Equal(x, game.Opponents[0].X);
        game.Step(Wind);
        Assert.True(game.Opponents[0].X > x + 100);
        Assert.All(game.Opponents, one => Assert.InRange(one.X, 0, GlyphsGame.Right));
    }

    [Fact]
    public void Spells_cost_mana_which_comes_back()
    {
        var game = After(30);
        game.Step(Star);
        Assert.Equal(2, game.Mana);
        game.Step(Heal);
        Assert.NotEqual(Heal, game.Effect.Spell);
        int steps = 0;
        for (; game.Mana < 5; steps++) game.Step(Wait);
        Assert.InRange(steps, 27, 39); // one in 13 steps
        game.Step(Heal);
        Assert.Equal((Heal, 0), game.Effect);
    }

    [Fact]
    public void Every_spell_has_a_sign_of_the_data_set_and_a_scribble_is_none()
    {
        var signs = Enumerable.Range(1, GlyphsGame.Definition.Actions.Count - 1).Select(action => GlyphsGame.Spell(action).Sign).ToArray();
        var classes = VisionRuntime.Data.DrawnGlyphs.Create(16, 1, 1, 1).Training.Classes;
        Assert.Equal(signs.Append("scribble").Order(StringComparer.Ordinal), classes.Order(StringComparer.Ordinal));
        Assert.All(signs, sign => Assert.Equal(sign, GlyphsGame.Spell(GlyphsGame.ActionOf(sign)).Sign));
        Assert.Equal(Wait, GlyphsGame.ActionOf("scribble"));
    }

    private static GlyphsGame After(int steps)
    {
        var game = new GlyphsGame();
        for (int i = 0; i < steps; i++) game.Step(Wait);
        return game;
    }
}
