using DemoGame.Rendering;
using Silk.NET.Input;

namespace DemoGame.Games;

/// <summary>
/// Pong against a scripted opponent: a point for each ball that passes the other paddle, and the first to 21 wins the episode. The player
/// is on the right.
/// </summary>
/// <remarks>
/// Positions are integers in sixteenths of a pixel, so that an episode is the same on every machine. The paddle steers: the farther from
/// its middle the ball is hit, the steeper it leaves. Each hit makes the ball faster. The opponent follows the ball but is slower than a
/// steep one.
/// </remarks>
public sealed class PongGame : IGame, IScriptedPlayer
{
    /// <summary>Width and height of the world, in pixels.</summary>
    public const int WorldSize = 84;

    /// <summary>The points that win the game.</summary>
    public const int WinningScore = 21;

    /// <summary>The action that leaves the paddle where it is.</summary>
    public const int Stay = 0;

    /// <summary>The action that moves the paddle up.</summary>
    public const int Up = 1;

    /// <summary>The action that moves the paddle down.</summary>
    public const int Down = 2;

    internal const int Unit = 16;
    internal const int Top = 10 * Unit, Bottom = 82 * Unit;
    internal const int BallSize = 4 * Unit, PaddleHeight = 14 * Unit, PaddleWidth = 3 * Unit;
    internal const int OpponentX = 5 * Unit, PlayerX = (WorldSize - 8) * Unit;

    private const int PlayerSpeed = 26, OpponentSpeed = 12, ServeSpeed = 20, FastestBall = 34, SteepestBall = 26;
    private const int PauseFrames = 16;
    private const int FrameLimit = 20_000;
    private const int PaddleRange = Bottom - PaddleHeight;

    private static readonly string[] ActionNames = ["stay", "up", "down"];

    private GameRandom _random;
    private Scene _before, _now;
    private int _speedX, _speedY, _pause, _frames, _opponentAim;

    /// <summary>Creates a game at the beginning of the episode with seed 0.</summary>
    public PongGame() => Reset(0);

    /// <summary>Names, keys, success and training defaults.</summary>
    public static GameDefinition Definition { get; } = new("pong", static () => new PongGame())
    {
        Title = "Pong",
        Actions = ActionNames,
        IdleAction = Stay,
        Keys = new Dictionary<Key, int> { [Key.Up] = Up, [Key.W] = Up, [Key.Down] = Down, [Key.S] = Down },
        StepsPerSecond = 60,
        Success = new() { Label = "Won", Episodes = "games", ResultKey = "win_rate" },
        Training = new()
        {
            Algorithm = "ppo",
            Steps = 1_500_000,
            EvaluationEpisodes = 32,
            RecordedEpisodes = 1,
            Environment = new() { FrameSkip = 4 },
            Ppo = new() { LearningRate = 5e-4f, RolloutLength = 32, Epochs = 4, Minibatches = 4, ClipRange = 0.2f },
            Options = new()
            {
                NStep = 3, ReplayCapacity = 100_000, LearningStarts = 5_000, ExplorationSteps = 100_000, FinalExploration = 0.02f,
            },
        },
    };

    /// <inheritdoc/>
    public int Width => WorldSize;

    /// <inheritdoc/>
    public int Height => WorldSize;

    /// <summary>The points of the opponent and of the player.</summary>
    public (int Opponent, int Player) Score { get; private set; }

    /// <inheritdoc/>
    public bool Ended => Math.Max(Score.Opponent, Score.Player) == WinningScore || _frames == FrameLimit;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _random = new GameRandom(seed);
        int middle = (Top + PaddleRange) / 2;
        _now = new Scene(0, 0, middle, middle);
        (Score, _frames) = ((0, 0), 0);
        Serve(_random.Between(0, 1) == 0 ? -1 : 1);
        _before = _now;
    }

    /// <inheritdoc/>
    public StepResult Step(int action)
    {
        StepRules.Require("Pong", ActionNames, action, Ended);

        _before = _now;
        _frames++;
        int direction = action switch { Up => -1, Down => 1, _ => 0 };
        int player = Math.Clamp(_now.PlayerY + (direction * PlayerSpeed), Top, PaddleRange);
        int aim = _now.BallY + (BallSize / 2) - (PaddleHeight / 2) + _opponentAim;
        if (_speedX > 0 || _pause > 0) aim = (aim + (Top + PaddleRange)) / 3;
        int opponent = Math.Clamp(_now.OpponentY + Math.Clamp(aim - _now.OpponentY, -OpponentSpeed, OpponentSpeed), Top, PaddleRange);
        _now = _now with { PlayerY = player, OpponentY = opponent };
        if (_pause > 0)
        {
            _pause--;
            return Ended ? new StepResult(0, Terminated: false, Truncated: true) : default;
        }
        return MoveBall();
    }

    /// <summary>Moves the paddle to where the ball will arrive, and hits it with the edge that sends it away from the opponent.</summary>
    public int BestAction()
    {
        int target = (Top + PaddleRange + PaddleHeight) / 2;
        if (_speedX > 0 && _pause == 0)
        {
            int frames = Math.Max(0, (PlayerX - BallSize - _now.BallX + _speedX - 1) / _speedX);
            int arrival = Reflected(_now.BallY + (_speedY * frames)) + (BallSize / 2);
            bool opponentIsHigh = _now.OpponentY < (Top + PaddleRange) / 2;
            target = arrival + (opponentIsHigh ? -PaddleHeight / 3 : PaddleHeight / 3);
        }
        int distance = target - (_now.PlayerY + (PaddleHeight / 2));
        return Math.Abs(distance) <= PlayerSpeed ? Stay : distance < 0 ? Up : Down;
    }

    /// <inheritdoc/>
    public void DrawScenery(ISpriteSink sprites)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        PongScenery.DrawCourt(sprites);
    }

    /// <inheritdoc/>
    public void Draw(ISpriteSink sprites, float interpolation)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        PongScenery.DrawScore(sprites, Score.Opponent, Score.Player);
        PongScenery.DrawPaddle(sprites, OpponentX, Mix(_before.OpponentY, _now.OpponentY, interpolation), isPlayer: false);
        PongScenery.DrawPaddle(sprites, PlayerX, Mix(_before.PlayerY, _now.PlayerY, interpolation), isPlayer: true);
        PongScenery.DrawBall(
            sprites, Mix(_before.BallX, _now.BallX, interpolation), Mix(_before.BallY, _now.BallY, interpolation));
    }

    private static float Mix(int before, int now, float interpolation) => before + ((now - before) * interpolation);

    /// <summary>The y coordinate of a ball that was reflected by the walls.</summary>
    private static int Reflected(int y) => Ball.Reflected(y, Top, Bottom - BallSize);

    private StepResult MoveBall()
    {
        int x = _now.BallX + _speedX, y = _now.BallY + _speedY;
        int reflected = Reflected(y);
        if (reflected != y) _speedY = -_speedY;
        y = reflected;
        if (_speedX > 0 && x + BallSize >= PlayerX && _now.BallX + BallSize < PlayerX && Hits(y, _now.PlayerY))
        {
            x = PlayerX - BallSize;
            Return(y, _now.PlayerY);
        }
        else if (_speedX < 0 && x <= OpponentX + PaddleWidth && _now.BallX > OpponentX + PaddleWidth && Hits(y, _now.OpponentY))
        {
            x = OpponentX + PaddleWidth;
            Return(y, _now.OpponentY);
            _opponentAim = _random.Between(-PaddleHeight / 3, PaddleHeight / 3);
        }
        _now = _now with { BallX = x, BallY = y };
        if (x > -BallSize && x < WorldSize * Unit)
            return Ended ? new StepResult(0, Terminated: false, Truncated: true) : default;

        bool playerScores = x < 0;
        Score = playerScores ? (Score.Opponent, Score.Player + 1) : (Score.Opponent + 1, Score.Player);
        if (!Ended) Serve(playerScores ? 1 : -1);
        return new StepResult(playerScores ? 1 : -1, Terminated: Ended, Truncated: false);
    }

    private static bool Hits(int ballY, int paddleY) => ballY < paddleY + PaddleHeight && ballY + BallSize > paddleY;

    /// <summary>Sends the ball back, a little faster, and the steeper the farther from the middle of the paddle it was hit.</summary>
    private void Return(int ballY, int paddleY)
    {
        int offset = ballY + (BallSize / 2) - (paddleY + (PaddleHeight / 2));
        _speedX = -Math.Sign(_speedX) * Math.Min(Math.Abs(_speedX) + 1, FastestBall);
        _speedY = Math.Clamp(offset * SteepestBall / (PaddleHeight / 2), -SteepestBall, SteepestBall);
    }

    /// <summary>Puts the ball into the middle, from where it flies after a pause to the one who lost the point.</summary>
    private void Serve(int direction)
    {
        (_speedX, _pause) = (direction * ServeSpeed, PauseFrames);
        _speedY = _random.Between(4, 16) * (_random.Between(0, 1) == 0 ? -1 : 1);
        int x = (WorldSize * Unit / 2) - (BallSize / 2);
        _now = _now with { BallX = x, BallY = _random.Between(Top + (8 * Unit), Bottom - BallSize - (8 * Unit)) };
        _before = _now;
    }

    private readonly record struct Scene(int BallX, int BallY, int OpponentY, int PlayerY);
}
