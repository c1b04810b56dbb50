using DemoGame.Games;
using DemoGame.Tests.Rendering;
using Xunit.Abstractions;

namespace DemoGame.Tests.Games;

/// <summary>What every game of the catalog must do, whoever plays it.</summary>
public sealed class PlayingTests(ITestOutputHelper output)
{
    private const int Episodes = 12, RandomFrameSkip = 4;

    public static TheoryData<string> Games => [.. GameCatalog.Names];

    [Theory, MemberData(nameof(Games))]
    public void The_scripted_player_beats_a_random_one_clearly(string name)
    {
        double[] scripted = Returns(name, static (game, _) => ((IScriptedPlayer)game).BestAction()), random = Returns(name, Randomly(name));
        output.WriteLine($"{name}: scripted {string.Join(' ', scripted)}, random {string.Join(' ', random)}");
        double spread = random.Max() - random.Min();
        Assert.True(scripted.Average() > random.Average() + spread / 2, $"scripted {scripted.Average()}, random {random.Average()}");
    }

    [Theory, MemberData(nameof(Games))]
    public void The_same_seed_and_actions_give_the_same_episode(string name)
    {
        Assert.Equal(Course(name, 5), Course(name, 5));
        Assert.NotEqual(Course(name, 5), Course(name, 6));
    }

    [Theory, MemberData(nameof(Games))]
    public void An_ended_episode_takes_no_more_steps(string name)
    {
        var definition = GameCatalog.Find(name);
        var game = definition.Create();
        game.Reset(1);
        var player = Randomly(name);
        int frames = 0;
        for (; !game.Ended; frames++)
        {
            Assert.True(frames < 100_000, "an episode has an end");
            var result = game.Step(player(game, frames));
            Assert.True(float.IsFinite(result.Reward));
            Assert.Equal(game.Ended, result.Ended);
        }
        Assert.Throws<InvalidOperationException>(() => game.Step(definition.IdleAction));
        game.Reset(1);
        Assert.False(game.Ended);
    }

    [SkippableTheory, MemberData(nameof(Games))]
    public void What_is_drawn_changes_as_the_game_goes_on(string name)
    {
        using var canvas = new OffscreenCanvas();
        var game = GameCatalog.Find(name).Create();
        game.Reset(3);
        using var atlas = new GameAtlas(canvas.Gl, 1, game.Width * 4, game.Height * 4);
        atlas.Render([game]);
        var before = Picture.Read(canvas.Gl, atlas.Framebuffer, atlas.Width, atlas.Height);
        before.Save($"game-{name}-1");
        for (int frame = 0; frame < 240 && !game.Ended; frame++) game.Step(((IScriptedPlayer)game).BestAction());
        atlas.Render([game]);
        var after = Picture.Read(canvas.Gl, atlas.Framebuffer, atlas.Width, atlas.Height);
        after.Save($"game-{name}-2");
        int changed = 0;
        for (int y = 0; y < after.Height; y++)
            for (int x = 0; x < after.Width; x++) changed += before[x, y] != after[x, y] ? 1 : 0;
        Assert.InRange(changed, 50, after.Width * after.Height);
    }

    /// <summary>A player that keeps to a random action for a few frames, as an agent with frame skip does.</summary>
    private static Func<IGame, int, int> Randomly(string name)
    {
        var random = new Random(1);
        int actions = GameCatalog.Find(name).Actions.Count, action = 0;
        return (_, frame) => action = frame % RandomFrameSkip == 0 ? random.Next(actions) : action;
    }

    private static double[] Returns(string name, Func<IGame, int, int> player)
    {
        var game = GameCatalog.Find(name).Create();
        return [.. Enumerable.Range(0, Episodes).Select(episode =>
        {
            double sum = 0;
            game.Reset((ulong)episode);
            for (int frame = 0; !game.Ended; frame++) sum += game.Step(player(game, frame)).Reward;
            return sum;
        })];
    }

    private static string Course(string name, ulong seed)
    {
        var game = GameCatalog.Find(name).Create();
        game.Reset(seed);
        var player = Randomly(name);
        var scene = new SpriteList();
        for (int frame = 0; frame < 300 && !game.Ended; frame++)
        {
            game.Step(player(game, frame));
            game.Draw(scene, 1);
        }
        return scene.Text;
    }

    private sealed class SpriteList : DemoGame.Rendering.ISpriteSink
    {
        private readonly System.Text.StringBuilder _text = new();

        public string Text => _text.ToString();

        public void Add(in DemoGame.Rendering.Sprite sprite) => _text.Append(sprite.X).Append(' ').Append(sprite.Y).Append(' ');

        public void Add(in DemoGame.Rendering.GridView view) => _text.Append(view).Append(' ');
    }
}
