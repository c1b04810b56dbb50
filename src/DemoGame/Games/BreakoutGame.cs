using DemoGame.Rendering;
using Silk.NET.Input;

namespace DemoGame.Games;

/// <summary>
/// Breakout: the ball knocks bricks out of a wall of six rows, worth 1, 1, 4, 4, 7 and 7 points from the lowest to the highest. Three balls
/// are an episode, and so are two walls cleared.
/// </summary>
/// <remarks>
/// Positions are integers in sixteenths of a pixel, so that an episode is the same on every machine. The paddle steers the ball: the
/// farther from its middle the ball is hit, the flatter it leaves. The ball gets faster after 8 and 24 hits and at the upper rows.
/// </remarks>
public sealed class BreakoutGame : IGame, IScriptedPlayer
{
    /// <summary>Width and height of the world, in pixels.</summary>
    public const int WorldSize = 84;

    /// <summary>The bricks in a row.</summary>
    public const int Columns = 12;

    /// <summary>The rows of bricks.</summary>
    public const int Rows = 6;

    /// <summary>The balls of an episode.</summary>
    public const int Balls = 3;

    /// <summary>The action that leaves the paddle where it is.</summary>
    public const int Stay = 0;

    /// <summary>The action that moves the paddle to the left.</summary>
    public const int Left = 1;

    /// <summary>The action that moves the paddle to the right.</summary>
    public const int Right = 2;

    internal const int Unit = 16;
    internal const int Ceiling = 8 * Unit, WallTop = 15 * Unit, BrickWidth = 7 * Unit, BrickHeight = 3 * Unit;
    internal const int BallSize = 3 * Unit, PaddleWidth = 14 * Unit, PaddleHeight = 3 * Unit, PaddleTop = 78 * Unit;

    private const int PaddleSpeed = 34, PauseFrames = 12, FrameLimit = 20_000, WallLimit = 2, Side = WorldSize * Unit;

    private static readonly string[] ActionNames = ["stay", "left", "right"];
    private static readonly int[] Points = [7, 7, 4, 4, 1, 1];

    private readonly bool[] _bricks = new bool[Rows * Columns];
    private GameRandom _random;
    private Scene _before, _now;
    private int _speedX, _speedY, _pause, _frames, _hits, _left, _walls;
    private bool _wasHigh;

    /// <summary>Creates a game at the beginning of the episode with seed 0.</summary>
    public BreakoutGame() => Reset(0);

    /// <summary>Names, keys, success and training defaults.</summary>
    public static GameDefinition Definition { get; } = new("breakout", static () => new BreakoutGame())
    {
        Title = "Breakout",
        Actions = ActionNames,
        IdleAction = Stay,
        Keys = new Dictionary<Key, int> { [Key.Left] = Left, [Key.A] = Left, [Key.Right] = Right, [Key.D] = Right },
        StepsPerSecond = 60,
        Success = new() { Label = "Scored 20 or more in", Episodes = "games", ReturnAbove = 19.5 },
        Training = new()
        {
            Algorithm = "ppo",
            Steps = 1_500_000,
            EvaluationEpisodes = 32,
            RecordedEpisodes = 1,
            Environment = new() { FrameSkip = 4 },
            Ppo = new()
            {
                LearningRate = 5e-4f, RolloutLength = 32, Epochs = 4, Minibatches = 4, ClipRange = 0.2f, ClipRewards = true,
                TerminalOnLifeLoss = true,
            },
            Options = new()
            {
                NStep = 3, ReplayCapacity = 100_000, LearningStarts = 5_000, ExplorationSteps = 100_000, FinalExploration = 0.02f,
                ClipRewards = true, TerminalOnLifeLoss = true,
            },
        },
    };

    /// <inheritdoc/>
    public int Width => WorldSize;

    /// <inheritdoc/>
    public int Height => WorldSize;

    /// <inheritdoc/>
    public int Lives { get; private set; }

    /// <summary>The points so far.</summary>
    public int Score { get; private set; }

    /// <inheritdoc/>
    public bool Ended => Lives == 0 || _walls == WallLimit || _frames == FrameLimit;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _random = new GameRandom(seed);
        (Lives, Score, _frames, _walls) = (Balls, 0, 0, 0);
        _now = new Scene(0, 0, (Side - PaddleWidth) / 2);
        BuildWall();
        Serve();
        _before = _now;
    }

    /// <inheritdoc/>
    public StepResult Step(int action)
    {
        StepRules.Require("Breakout", ActionNames, action, Ended);

        _before = _now;
        _frames++;
        int direction = action switch { Left => -1, Right => 1, _ => 0 };
        _now = _now with { PaddleX = Math.Clamp(_now.PaddleX + (direction * PaddleSpeed), 0, Side - PaddleWidth) };
        int points = 0;
        if (_pause > 0) _pause--;
        else points = MoveBall();
        Score += points;
        bool isOver = Lives == 0 || _walls == WallLimit;
        return new StepResult(points, isOver, Ended && !isOver);
    }

    /// <summary>Moves the paddle under the ball, where it will arrive if only the sides reflect it, off its middle now and then.</summary>
    public int BestAction()
    {
        int target = _now.BallX + (BallSize / 2);
        if (_speedY > 0 && _pause == 0)
        {
            int frames = Math.Max(0, (PaddleTop - BallSize - _now.BallY) / _speedY);
            target = Ball.Reflected(_now.BallX + (_speedX * frames), 0, Side - BallSize) + (BallSize / 2);
        }
        target += ((_hits % 5) - 2) * PaddleWidth / 7;
        int distance = target - (_now.PaddleX + (PaddleWidth / 2));
        return Math.Abs(distance) <= PaddleSpeed ? Stay : distance < 0 ? Left : Right;
    }

    /// <inheritdoc/>
    public void DrawScenery(ISpriteSink sprites)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        BreakoutScenery.DrawRoom(sprites);
    }

    /// <inheritdoc/>
    public void Draw(ISpriteSink sprites, float interpolation)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        BreakoutScenery.DrawScore(sprites, Score, Lives);
        for (int brick = 0; brick < _bricks.Length; brick++)
            if (_bricks[brick]) BreakoutScenery.DrawBrick(sprites, brick / Columns, brick % Columns);
        BreakoutScenery.DrawPaddle(sprites, Mix(_before.PaddleX, _now.PaddleX, interpolation));
        if (Lives > 0)
        {
            BreakoutScenery.DrawBall(
                sprites, Mix(_before.BallX, _now.BallX, interpolation), Mix(_before.BallY, _now.BallY, interpolation));
        }
    }

    private static float Mix(int before, int now, float interpolation) => before + ((now - before) * interpolation);

    /// <summary>Moves the ball along one axis and then the other, and returns the points for the bricks that it hits.</summary>
    private int MoveBall()
    {
        int points = 0, x = _now.BallX + _speedX, y = _now.BallY;
        if (x < 0 || x > Side - BallSize)
        {
            _speedX = -_speedX;
            x = Math.Clamp(x, 0, Side - BallSize);
        }
        else if (Hit(x, y, ref points))
        {
            _speedX = -_speedX;
            x = _now.BallX;
        }
        y += _speedY;
        if (y < Ceiling)
        {
            _speedY = Math.Abs(_speedY);
            y = Ceiling;
        }
        else if (Hit(x, y, ref points))
        {
            _speedY = -_speedY;
            y = _now.BallY;
        }
        else if (_speedY > 0 && y + BallSize >= PaddleTop && _now.BallY + BallSize < PaddleTop
            && x < _now.PaddleX + PaddleWidth && x + BallSize > _now.PaddleX)
        {
            y = PaddleTop - BallSize;
            Return(x);
        }
        _now = _now with { BallX = x, BallY = y };
        if (_left == 0 && y > WallTop + (Rows * BrickHeight) && ++_walls < WallLimit) BuildWall();
        if (y <= Side) return points;
        Lives--;
        if (Lives > 0) Serve();
        return points;
    }

    /// <summary>Knocks the brick out that the ball at this place touches first.</summary>
    /// <returns>False if it touches none.</returns>
    private bool Hit(int x, int y, ref int points)
    {
        for (int corner = 0; corner < 4; corner++)
        {
            int atX = x + ((corner & 1) * (BallSize - 1)), atY = y + ((corner >> 1) * (BallSize - 1)) - WallTop;
            if (atY < 0 || atY >= Rows * BrickHeight) continue;
            int row = atY / BrickHeight, brick = (row * Columns) + (atX / BrickWidth);
            if (!_bricks[brick]) continue;
            _bricks[brick] = false;
            _left--;
            points += Points[row];
            if (row < 3 && !_wasHigh)
            {
                _wasHigh = true;
                Accelerate();
            }
            return true;
        }
        return false;
    }

    private void Return(int ballX)
    {
        int offset = ballX + (BallSize / 2) - (_now.PaddleX + (PaddleWidth / 2));
        _hits++;
        if (_hits is 8 or 24) Accelerate();
        _speedY = -Math.Abs(_speedY);
        _speedX = Math.Clamp(offset * 30 / (PaddleWidth / 2), -30, 30);
        if (_speedX == 0) _speedX = _random.Between(0, 1) == 0 ? -2 : 2;
    }

    private void Accelerate() => _speedY += Math.Sign(_speedY) * 4;

    private void BuildWall()
    {
        Array.Fill(_bricks, true);
        _left = _bricks.Length;
    }

    /// <summary>Drops a ball from below the wall, after a pause.</summary>
    private void Serve()
    {
        (_pause, _hits, _wasHigh) = (PauseFrames, 0, false);
        (_speedX, _speedY) = (_random.Between(6, 20) * (_random.Between(0, 1) == 0 ? -1 : 1), 20);
        _now = _now with { BallX = _random.Between(8 * Unit, Side - BallSize - (8 * Unit)), BallY = WallTop + ((Rows + 2) * BrickHeight) };
        _before = _now;
    }

    private readonly record struct Scene(int BallX, int BallY, int PaddleX);
}
