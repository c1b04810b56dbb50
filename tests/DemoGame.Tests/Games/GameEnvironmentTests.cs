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
    public void An_observation_is_a_stack_of_grey_frames_a_game()
    {
        using var environment = Make(6);
        Assert.Equal([6, 2, Size, Size], environment.Observations.Shape.Dimensions);
        Assert.Equal((6, 3, 2), (environment.Count, environment.ActionCount, environment.Stack));
        environment.Reset(1);
        Assert.All(environment.Observations.ToArray(), value => Assert.InRange(value, 0, 1));
    }

    [SkippableFact]
    public void Tile_by_tile_the_ball_and_the_paddle_are_where_their_game_has_them()
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
    public void An_unknown_game_is_refused_with_the_names_there_are()
    {
        Skip.If(_context is null, _reason);
        Assert.Throws<UnknownGameException>(() => new GameEnvironment(_context!.Gl, "chess", 1, _device, GameEnvironment.DefaultView));
    }

    private GameEnvironment Make(int count)
    {
        Skip.If(_context is null, _reason);
        return new GameEnvironment(_context!.Gl, "catch", count, _device, GameEnvironment.DefaultView);
    }

    private static (float[] Rewards, bool[] Terminated, bool[] Truncated) Step(GameEnvironment environment, int[] actions)
    {
        var (rewards, terminated, truncated) = (new float[actions.Length], new bool[actions.Length], new bool[actions.Length]);
        environment.Step(actions, rewards, terminated, truncated);
        return (rewards, terminated, truncated);
    }

    private static float[] Stacked(float[] observations, int game, int frame) => observations[(((game * 2) + frame) * Frame)..(((game * 2) + frame + 1) * Frame)];

    /// <summary>The newest frame's brightness at a place of the world, row 0 at the top.</summary>
    private static float Newest(float[] observations, int game, int x, int y) => Stacked(observations, game, 1)[(y / 2 * Size) + (x / 2)];
}
