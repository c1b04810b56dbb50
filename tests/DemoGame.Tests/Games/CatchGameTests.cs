using DemoGame.Games;
using DemoGame.Rendering;

namespace DemoGame.Tests.Games;

public sealed class CatchGameTests
{
    [Fact]
    public void The_same_seed_and_actions_give_the_same_episode()
    {
        var one = new CatchGame();
        var other = new CatchGame();
        for (ulong seed = 0; seed < 200; seed++)
        {
            one.Reset(seed);
            other.Reset(seed);
            var policy = new GameRandom(~seed);
            while (!one.Ended)
            {
                Assert.Equal((one.BallX, one.BallY, one.PaddleX), (other.BallX, other.BallY, other.PaddleX));
                int action = policy.Between(0, 2);
                Assert.Equal(one.Step(action), other.Step(action));
            }
        }
    }

    [Fact]
    public void An_episode_is_the_same_as_recorded_for_its_seed()
    {
        var game = new CatchGame();
        game.Reset(42);
        Assert.Equal((58, 0, 11), (game.BallX, game.BallY, game.PaddleX));
        for (int step = 0; step < 5; step++) game.Step(CatchGame.Right);
        Assert.Equal((48, 25, 36), (game.BallX, game.BallY, game.PaddleX));
    }

    [Fact]
    public void Different_seeds_give_different_episodes()
    {
        var starts = new HashSet<(int, int)>();
        var game = new CatchGame();
        for (ulong seed = 0; seed < 1000; seed++)
        {
            game.Reset(seed);
            starts.Add((game.BallX, game.PaddleX));
        }
        Assert.True(starts.Count > 850, $"{starts.Count} different starts in 1000 seeds");
    }

    [Fact]
    public void Every_ball_can_be_caught()
    {
        var game = new CatchGame();
        for (ulong seed = 0; seed < 20_000; seed++)
        {
            game.Reset(seed);
            Assert.Equal(1, Play(game, static game => game.BestAction()));
        }
    }

    [Fact]
    public void The_paddle_crosses_its_whole_range_while_the_ball_falls() =>
        Assert.True(CatchGame.FallSteps * CatchGame.PaddleSpeed >= CatchGame.WorldSize - CatchGame.PaddleWidth);

    [Fact]
    public void Random_actions_catch_well_under_half_of_the_balls()
    {
        double random = CatchRate(policy => policy.Between(0, 2));
        double still = CatchRate(static _ => CatchGame.Stay);
        Assert.InRange(random, 0.15, 0.35);
        Assert.InRange(still, 0.15, 0.35);
    }

    [Fact]
    public void The_reward_comes_with_the_last_step_and_the_rules_end_the_episode()
    {
        var game = new CatchGame();
        game.Reset(7);
        for (int step = 1; step < CatchGame.FallSteps; step++)
        {
            Assert.Equal(new StepResult(0, Terminated: false, Truncated: false), game.Step(game.BestAction()));
            Assert.False(game.Ended);
        }
        Assert.Equal(new StepResult(1, Terminated: true, Truncated: false), game.Step(game.BestAction()));
        Assert.True(game.Ended);
        Assert.Equal(CatchGame.PaddleTop, game.BallY + CatchGame.BallSize);
    }

    [Fact]
    public void A_missed_ball_costs_one()
    {
        var game = new CatchGame();
        for (ulong seed = 0; seed < 500; seed++)
        {
            game.Reset(seed);
            float reward = Play(game, static game => game.BallX + 3 < CatchGame.WorldSize / 2 ? CatchGame.Right : CatchGame.Left);
            bool under = game.BallX < game.PaddleX + CatchGame.PaddleWidth && game.BallX + CatchGame.BallSize > game.PaddleX;
            Assert.Equal(under ? 1 : -1, reward);
        }
    }

    [Fact]
    public void Ball_and_paddle_stay_between_the_walls()
    {
        var game = new CatchGame();
        for (ulong seed = 0; seed < 2000; seed++)
        {
            game.Reset(seed);
            int action = (seed & 1) == 0 ? CatchGame.Left : CatchGame.Right;
            while (!game.Ended)
            {
                game.Step(action);
                Assert.InRange(game.BallX, 0, CatchGame.WorldSize - CatchGame.BallSize);
                Assert.InRange(game.PaddleX, 0, CatchGame.WorldSize - CatchGame.PaddleWidth);
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_action_that_does_not_exist_is_refused(int action)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new CatchGame().Step(action));
        Assert.Contains("0 to 2 (left, stay, right)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_after_the_end_is_refused_until_the_next_reset()
    {
        var game = new CatchGame();
        Play(game, static _ => CatchGame.Stay);
        Assert.Throws<InvalidOperationException>(() => game.Step(CatchGame.Stay));
        game.Reset(1);
        Assert.False(game.Ended);
        game.Step(CatchGame.Stay);
    }

    [Fact]
    public void Interpolation_draws_the_ball_between_the_two_steps()
    {
        var game = new CatchGame();
        game.Reset(3);
        int x = game.BallX;
        game.Step(CatchGame.Stay);
        Assert.Equal((x, 0f), BallPosition(game, 0));
        Assert.Equal((game.BallX, 5f), BallPosition(game, 1));
        Assert.Equal(((x + game.BallX) / 2f, 2.5f), BallPosition(game, 0.5f));
    }

    private static (float X, float Y) BallPosition(CatchGame game, float interpolation)
    {
        var sprites = new SpriteList();
        game.Draw(sprites, interpolation);
        Sprite ball = Assert.Single(sprites.Sprites, static sprite => sprite.Shape == SpriteShape.Ball);
        return (ball.X, ball.Y);
    }

    private static double CatchRate(Func<GameRandom, int> policy)
    {
        const int episodes = 20_000;
        var game = new CatchGame();
        int caught = 0;
        var random = new GameRandom(1);
        for (ulong seed = 0; seed < episodes; seed++)
        {
            game.Reset(seed);
            if (Play(game, _ => policy(new GameRandom(random.Next()))) > 0) caught++;
        }
        return caught / (double)episodes;
    }

    private static float Play(CatchGame game, Func<CatchGame, int> policy)
    {
        float total = 0;
        while (!game.Ended) total += game.Step(policy(game)).Reward;
        return total;
    }

    private sealed class SpriteList : ISpriteSink
    {
        public List<Sprite> Sprites { get; } = [];

        public void Add(in Sprite sprite) => Sprites.Add(sprite);

        public void Add(in GridView view) => Assert.Fail("Catch has no view into a grid");
    }
}
