using DemoGame.Games;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;

namespace DemoGame.Tests.Games;

public sealed class GameEnvironmentTests : IDisposable
{
    private const int Size = 42, Frame = Size * Size;

    private readonly HeadlessContext? _context;
    private readonly string _reason;
    private readonly CpuDevice _device = new();

    public GameEnvironmentTests() => HeadlessContext.TryCreate(out _context, out _reason);

    public void Dispose()
    {
        _device.Dispose();
        _context?.Dispose();
    }

    [SkippableFact]
    public void An_observation_is_a_stack_of_gray_frames_per_game()
    {
        using var environment = Make(6);
        Assert.Equal([6, 2, Size, Size], environment.Observations.Shape.Dimensions);
        Assert.Equal((6, 3, 2), (environment.Count, environment.ActionCount, environment.Stack));
        environment.Reset(1);
        Assert.All(environment.Observations.ToArray(), value => Assert.InRange(value, 0, 1));
    }

    [SkippableFact]
    public void The_ball_and_the_paddle_of_each_game_are_in_its_tile()
    {
        using var environment = Make(6);
        environment.Reset(2);
        int[] actions = [0, 1, 2, 2, 1, 0];
        for (int step = 0; step < 6; step++) Step(environment, actions);
        float[] seen = environment.Observations.ToArray();
        for (int game = 0; game < environment.Count; game++)
        {
            var state = (CatchGame)environment.Games[game];
            float paddle = Newest(seen, game, state.PaddleX + (CatchGame.PaddleWidth / 2), CatchGame.PaddleTop + 1);
            float ball = Newest(seen, game, state.BallX + (CatchGame.BallSize / 2), state.BallY + (CatchGame.BallSize / 2));
            Assert.True(paddle > 0.5f, $"game {game}: the paddle is at {state.PaddleX}, and the picture has {paddle} there");
            Assert.True(ball > 0.4f, $"game {game}: the ball is at {state.BallX}, {state.BallY}, and the picture has {ball} there");
            int beside = state.PaddleX > CatchGame.WorldSize / 2 ? state.PaddleX - 6 : state.PaddleX + CatchGame.PaddleWidth + 6;
            Assert.InRange(Newest(seen, game, beside, CatchGame.PaddleTop + 1), 0, 0.3f);
        }
    }

    [SkippableFact]
    public void The_newest_frame_is_the_last_of_the_stack()
    {
        using var environment = Make(2);
        environment.Reset(3);
        Step(environment, [1, 1]);
        float[] before = environment.Observations.ToArray();
        Step(environment, [0, 2]);
        float[] after = environment.Observations.ToArray();
        for (int game = 0; game < 2; game++)
        {
            Assert.Equal(Stacked(before, game, 1), Stacked(after, game, 0));
            Assert.NotEqual(Stacked(after, game, 0), Stacked(after, game, 1));
        }
    }

    [SkippableFact]
    public void The_step_after_an_end_ignores_its_action_and_begins_the_next_episode()
    {
        using var one = Make(4);
        using var other = Make(4);
        one.Reset(4);
        other.Reset(4);
        var outcome = Step(one, [1, 1, 1, 1]);
        Step(other, [1, 1, 1, 1]);
        for (int step = 1; step < CatchGame.FallSteps; step++)
        {
            Assert.All(outcome.Terminated, Assert.False);
            Assert.Equal([0, 0, 0, 0], outcome.Rewards);
            outcome = Step(one, [1, 1, 1, 1]);
            Step(other, [1, 1, 1, 1]);
        }
        Assert.All(outcome.Terminated, Assert.True);
        Assert.All(outcome.Truncated, Assert.False);
        Assert.All(outcome.Rewards, reward => Assert.Equal(1, MathF.Abs(reward)));
        Assert.All(one.Games, game => Assert.True(game.Ended));

        outcome = Step(one, [0, 0, 0, 0]);
        Step(other, [2, 2, 2, 2]);
        Assert.Equal([0, 0, 0, 0], outcome.Rewards);
        Assert.All(outcome.Terminated, Assert.False);
        Assert.All(one.Games, game => Assert.Equal(0, ((CatchGame)game).BallY));
        float[] seen = one.Observations.ToArray();
        Assert.Equal(seen, other.Observations.ToArray());
        for (int game = 0; game < 4; game++) Assert.Equal(Stacked(seen, game, 0), Stacked(seen, game, 1)); // no frame of the episode before
    }

    [SkippableFact]
    public void Seeds_decide_everything()
    {
        using var one = Make(3);
        using var other = Make(3);
        one.Reset(5);
        other.Reset(6);
        Assert.NotEqual(one.Observations.ToArray(), other.Observations.ToArray());
        other.Reset(5);
        for (int step = 0; step < 40; step++)
        {
            Assert.Equal(one.Observations.ToArray(), other.Observations.ToArray());
            int[] actions = [step % 3, (step + 1) % 3, step / 3 % 3];
            Assert.Equal(Step(one, actions).Rewards, Step(other, actions).Rewards);
        }
    }

    [SkippableFact]
    public void A_reset_in_the_middle_forgets_everything()
    {
        using var environment = Make(2);
        environment.Reset(7);
        float[] first = environment.Observations.ToArray();
        for (int step = 0; step < 9; step++) Step(environment, [0, 2]);
        environment.Reset(7);
        Assert.Equal(first, environment.Observations.ToArray());
    }

    [SkippableFact]
    public void Stepping_allocates_nothing()
    {
        using var environment = Make(32);
        environment.Reset(8);
        int[] actions = new int[32];
        float[] rewards = new float[32];
        bool[] terminated = new bool[32], truncated = new bool[32];
        for (int step = 0; step < 60; step++) environment.Step(actions, rewards, terminated, truncated);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 0; step < 100; step++) environment.Step(actions, rewards, terminated, truncated);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [SkippableFact]
    public void Frame_skip_repeats_the_action_and_an_end_in_the_middle_is_reported()
    {
        using var environment = Make(1, new() { FrameSkip = 4 });
        environment.Reset(1);
        var game = (CatchGame)environment.Games[0];
        for (int step = 1; step <= 3; step++)
        {
            var (_, terminated, _) = Step(environment, [CatchGame.Left]);
            Assert.False(terminated[0]);
            Assert.Equal(step * 4 * CatchGame.FallSpeed, game.BallY);
        }
        // 14 frames are three steps and a half.
        var last = Step(environment, [CatchGame.Left]);
        Assert.True(last.Terminated[0]);
        Assert.Equal(1, Math.Abs(last.Rewards[0]));
        Step(environment, [CatchGame.Left]);
        Assert.Equal(0, game.BallY);
    }

    [SkippableFact]
    public void The_maximum_of_two_frames_shows_the_ball_in_both_places()
    {
        using var plain = Make(1, new() { FrameSkip = 2 });
        using var pooled = Make(1, new() { FrameSkip = 2, MaxPool = true });
        foreach (var environment in (GameEnvironment[])[plain, pooled]) environment.Reset(3);
        Step(plain, [CatchGame.Stay]);
        Step(pooled, [CatchGame.Stay]);
        var game = (CatchGame)plain.Games[0];
        float[] now = plain.Observations.ToArray(), both = pooled.Observations.ToArray();
        Assert.All(Enumerable.Range(0, now.Length / 2), i => Assert.True(both[(now.Length / 2) + i] >= now[(now.Length / 2) + i]));
        // The ball fell by 5 pixels: what it covered before is bright in the maximum alone.
        int brighter = Enumerable.Range(now.Length / 2, now.Length / 2).Count(i => both[i] > now[i] + 0.2f);
        Assert.InRange(brighter, 2, 30);
        Assert.True(Newest(both, 0, game.BallX + 3, game.BallY + 3) > 0.5f);
    }

    [SkippableFact]
    public void No_op_starts_begin_with_up_to_so_many_idle_frames()
    {
        using var environment = Make(32, new() { NoopMax = 5 });
        environment.Reset(1);
        int[] idle = [.. environment.Games.Cast<CatchGame>().Select(game => game.BallY / CatchGame.FallSpeed)];
        Assert.All(idle, count => Assert.InRange(count, 1, 5));
        Assert.Equal((1, 5), (idle.Min(), idle.Max()));
        Assert.True(idle.Distinct().Count() >= 4);
    }

    /// <summary>
    /// The paddle moves right, where the frame before stayed: of 14 x 32 frames a quarter repeats the action before. The first frame that
    /// moves is drawn with probability 3/4, and so is each that follows.
    /// </summary>
    [SkippableFact]
    public void Sticky_actions_delay_a_change_of_the_action()
    {
        using var environment = Make(32, new() { RepeatActionProbability = 0.25f });
        environment.Reset(1);
        int[] before = [.. environment.Games.Cast<CatchGame>().Select(game => game.PaddleX)];
        Step(environment, [.. Enumerable.Repeat(CatchGame.Right, 32)]);
        var games = environment.Games.Cast<CatchGame>().ToArray();
        int stayed = Enumerable.Range(0, 32).Count(i => games[i].PaddleX == before[i] && before[i] < CatchGame.WorldSize - CatchGame.PaddleWidth);
        Assert.InRange(stayed, 2, 16);
        using var again = Make(32, new() { RepeatActionProbability = 0.25f });
        again.Reset(1);
        Step(again, [.. Enumerable.Repeat(CatchGame.Right, 32)]);
        Assert.Equal(games.Select(game => game.PaddleX), again.Games.Cast<CatchGame>().Select(game => game.PaddleX));
    }

    [SkippableFact]
    public void A_lost_life_is_reported_once()
    {
        Skip.If(_context is null, _reason);
        using var environment = new GameEnvironment(_context!.Gl, "breakout", 1, _device, GameEnvironment.DefaultView);
        environment.Reset(1);
        int lost = 0, steps = 0;
        for (; !environment.Games[0].Ended; steps++)
        {
            int lives = environment.Games[0].Lives;
            Step(environment, [BreakoutGame.Left]);
            Assert.Equal(environment.Games[0].Lives < lives, environment.LivesLost[0]);
            if (environment.LivesLost[0]) lost++;
        }
        Assert.Equal(BreakoutGame.Balls, lost);
        Step(environment, [BreakoutGame.Left]);
        Assert.False(environment.LivesLost[0]);
    }

    [Theory]
    [InlineData(0, 0, 0f)]
    [InlineData(1, -1, 0f)]
    [InlineData(1, 0, 1f)]
    [InlineData(1, 0, float.NaN)]
    public void Invalid_options_are_refused(int frameSkip, int noopMax, float repeat) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new EnvironmentOptions { FrameSkip = frameSkip, NoopMax = noopMax, RepeatActionProbability = repeat }.Validate());

    [SkippableFact]
    public void An_unknown_game_is_refused()
    {
        Skip.If(_context is null, _reason);
        Assert.Throws<UnknownGameException>(() => new GameEnvironment(_context!.Gl, "chess", 1, _device, GameEnvironment.DefaultView));
    }

    private GameEnvironment Make(int count, EnvironmentOptions? options = null)
    {
        Skip.If(_context is null, _reason);
        return new GameEnvironment(_context!.Gl, CatchGame.Definition, count, _device, GameEnvironment.DefaultView, options);
    }

    private static (float[] Rewards, bool[] Terminated, bool[] Truncated) Step(GameEnvironment environment, int[] actions)
    {
        var (rewards, terminated, truncated) = (new float[actions.Length], new bool[actions.Length], new bool[actions.Length]);
        environment.Step(actions, rewards, terminated, truncated);
        return (rewards, terminated, truncated);
    }

    private static float[] Stacked(float[] observations, int game, int frame) =>
        observations[(((game * 2) + frame) * Frame)..(((game * 2) + frame + 1) * Frame)];

    /// <summary>The newest frame's brightness at a place of the world, row 0 at the top.</summary>
    private static float Newest(float[] observations, int game, int x, int y) => Stacked(observations, game, 1)[(y / 2 * Size) + (x / 2)];
}
