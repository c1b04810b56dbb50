using DemoGame.Rendering;
using Silk.NET.Input;

namespace DemoGame.Games;

/// <summary>
/// Catch: a ball falls, drifting sideways and bouncing off the walls, and a paddle at the bottom has to be under it. One ball is one
/// episode; the reward, +1 for a catch and -1 for a miss, comes with the last step.
/// </summary>
/// <remarks>
/// Positions are whole pixels, so that an episode is the same on every machine. Every ball can be caught: the fall lasts
/// <see cref="FallSteps"/> steps, enough for the paddle to cross its whole range. The drift is not visible in one frame, so a player needs
/// at least two.
/// </remarks>
public sealed class CatchGame : IGame, IScriptedPlayer
{
    /// <summary>Width and height of the world, in pixels.</summary>
    public const int WorldSize = 84;

    /// <summary>Width and height of the ball, in pixels.</summary>
    public const int BallSize = 6;

    /// <summary>The ball's fall, in pixels a step.</summary>
    public const int FallSpeed = 5;

    /// <summary>The fastest sideways drift, in pixels a step to either side.</summary>
    public const int MaximumDrift = 3;

    /// <summary>The paddle's width in pixels.</summary>
    public const int PaddleWidth = 16;

    /// <summary>The paddle's height in pixels.</summary>
    public const int PaddleHeight = 4;

    /// <summary>The paddle's speed, in pixels a step.</summary>
    public const int PaddleSpeed = 5;

    /// <summary>The steps from the top to the paddle, the length of every episode.</summary>
    public const int FallSteps = 14;

    /// <summary>The y coordinate of the paddle's upper edge, where the ball's lower edge arrives.</summary>
    public const int PaddleTop = BallSize + (FallSteps * FallSpeed);

    /// <summary>The action that moves the paddle to the left.</summary>
    public const int Left = 0;

    /// <summary>The action that leaves the paddle where it is.</summary>
    public const int Stay = 1;

    /// <summary>The action that moves the paddle to the right.</summary>
    public const int Right = 2;

    private const int BallRange = WorldSize - BallSize;
    private const int PaddleRange = WorldSize - PaddleWidth;

    private static readonly string[] ActionNames = ["left", "stay", "right"];

    private Scene _before;
    private Scene _now;
    private int _drift;
    private int _steps;

    /// <summary>Creates a game at the beginning of the episode with seed 0.</summary>
    public CatchGame() => Reset(0);

    /// <summary>Names, keys, success and training defaults.</summary>
    public static GameDefinition Definition { get; } = new("catch", static () => new CatchGame())
    {
        Title = "Catch",
        Actions = ActionNames,
        IdleAction = Stay,
        Keys = new Dictionary<Key, int> { [Key.Left] = Left, [Key.A] = Left, [Key.Right] = Right, [Key.D] = Right },
        Success = new() { Label = "Caught", Episodes = "balls", ResultKey = "catch_rate" },
    };

    /// <inheritdoc/>
    public int Width => WorldSize;

    /// <inheritdoc/>
    public int Height => WorldSize;

    /// <inheritdoc/>
    public bool Ended => _steps == FallSteps;

    /// <summary>The ball's left edge, in pixels.</summary>
    public int BallX => _now.BallX;

    /// <summary>The ball's upper edge, in pixels.</summary>
    public int BallY => _now.BallY;

    /// <summary>The paddle's left edge, in pixels.</summary>
    public int PaddleX => _now.PaddleX;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        var random = new GameRandom(seed);
        _now = new Scene(random.Between(0, BallRange), 0, random.Between(0, PaddleRange));
        _before = _now;
        _drift = random.Between(-MaximumDrift, MaximumDrift);
        _steps = 0;
    }

    /// <inheritdoc/>
    public StepResult Step(int action)
    {
        StepRules.Require("Catch", ActionNames, action, Ended);

        _before = _now;
        int paddleX = Math.Clamp(_now.PaddleX + ((action - Stay) * PaddleSpeed), 0, PaddleRange);
        int ballX = Drift(_now.BallX, ref _drift);
        _now = new Scene(ballX, _now.BallY + FallSpeed, paddleX);
        _steps++;
        return Ended ? new StepResult(IsCaught ? 1 : -1, Terminated: true, Truncated: false) : default;
    }

    /// <summary>Plays perfectly: computes where the ball will land and moves the center of the paddle there.</summary>
    public int BestAction()
    {
        int landing = _now.BallX;
        int drift = _drift;
        for (int step = _steps; step < FallSteps; step++) landing = Drift(landing, ref drift);

        int distance = (landing + (BallSize / 2)) - (_now.PaddleX + (PaddleWidth / 2));
        return Math.Abs(distance) <= PaddleSpeed / 2 ? Stay : distance < 0 ? Left : Right;
    }

    /// <inheritdoc/>
    public void DrawScenery(ISpriteSink sprites)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        CatchScenery.DrawEvening(sprites);
    }

    /// <inheritdoc/>
    public void Draw(ISpriteSink sprites, float interpolation)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        sprites.Mark(SceneLayer.Actors);
        CatchScenery.DrawPaddle(sprites, Mix(_before.PaddleX, _now.PaddleX, interpolation), Outcome);
        float ballX = Mix(_before.BallX, _now.BallX, interpolation), ballY = Mix(_before.BallY, _now.BallY, interpolation);
        CatchScenery.DrawBall(sprites, ballX, ballY, Outcome);
    }

    private bool IsCaught => _now.BallX < _now.PaddleX + PaddleWidth && _now.BallX + BallSize > _now.PaddleX;

    private CatchOutcome Outcome => !Ended ? CatchOutcome.Undecided : IsCaught ? CatchOutcome.Caught : CatchOutcome.Missed;

    /// <summary>Moves the ball sideways by one step; at a wall it is reflected.</summary>
    private static int Drift(int x, ref int drift)
    {
        x += drift;
        if (x is >= 0 and <= BallRange) return x;
        drift = -drift;
        return x < 0 ? -x : (2 * BallRange) - x;
    }

    private static float Mix(int before, int now, float interpolation) => before + ((now - before) * interpolation);

    private readonly record struct Scene(int BallX, int BallY, int PaddleX);
}
