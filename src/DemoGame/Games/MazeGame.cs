using DemoGame.Rendering;
using Silk.NET.Input;

namespace DemoGame.Games;

/// <summary>
/// A maze seen through the eyes of the one who walks in it: somewhere shines a green crystal, worth 1, and the way costs health, which the
/// hearts on it restore. The episode is terminated at the crystal or without health.
/// </summary>
/// <remarks>
/// The maze is drawn from the seed by a depth-first search with some walls removed. Positions are integers in 256ths of a cell and angles
/// in 256ths of a turn, so that an episode is the same on every machine.
/// </remarks>
public sealed class MazeGame : IGame, IScriptedPlayer
{
    /// <summary>Width and height of the world, in pixels.</summary>
    public const int WorldSize = 84;

    /// <summary>Width and height of the maze in cells, walls included.</summary>
    public const int Cells = 9;

    /// <summary>The health at the start, one for each frame.</summary>
    public const int FullHealth = 900;

    /// <summary>The action that walks forward.</summary>
    public const int Forward = 0;

    /// <summary>The action that turns left.</summary>
    public const int TurnLeft = 1;

    /// <summary>The action that turns right.</summary>
    public const int TurnRight = 2;

    internal const int Unit = 256, Turn = 256;

    private const int WalkSpeed = 12, TurnSpeed = 4, BodyRadius = 56, ReachRadius = 120, HeartHealth = 300, HeartCount = 3;
    private const float HeartReward = 0.1f;

    private static readonly string[] ActionNames = ["forward", "turn left", "turn right"];
    private static readonly int[] Sines =
        [.. Enumerable.Range(0, Turn).Select(angle => (int)Math.Round(4096 * Math.Sin(2 * Math.PI * angle / Turn)))];


    private readonly bool[] _walls = new bool[Cells * Cells];
    private readonly int[] _toGoal = new int[Cells * Cells], _queue = new int[Cells * Cells];
    private readonly (int X, int Y)[] _hearts = new (int, int)[HeartCount];
    private readonly bool[] _taken = new bool[HeartCount];
    private UInt128 _wallBits;
    private GameRandom _random;
    private Walker _before, _now;
    private (int X, int Y) _goal;
    private int _health;
    private bool _reached;

    /// <summary>Creates a game at the beginning of the episode with seed 0.</summary>
    public MazeGame() => Reset(0);

    /// <summary>Names, keys, success and training defaults.</summary>
    public static GameDefinition Definition { get; } = new("maze", static () => new MazeGame())
    {
        Title = "Maze",
        Actions = ActionNames,
        IdleAction = Forward,
        Keys = new Dictionary<Key, int>
        {
            [Key.Up] = Forward, [Key.W] = Forward, [Key.Left] = TurnLeft, [Key.A] = TurnLeft, [Key.Right] = TurnRight, [Key.D] = TurnRight,
        },
        StepsPerSecond = 60,
        Success = new() { Label = "Found", Episodes = "crystals", ReturnAbove = 0.95, ResultKey = "goal_rate" },
        Training = new()
        {
            Algorithm = "ppo",
            Steps = 1_000_000,
            EvaluationEpisodes = 100,
            RecordedEpisodes = 4,
            Environment = new() { FrameSkip = 4 },
            Preprocessing = new(WorldSize / 2, WorldSize / 2) { Frames = 2, Quantize = true },
            Ppo = new()
            {
                LearningRate = 5e-4f, RolloutLength = 64, Epochs = 4, Minibatches = 8, ClipRange = 0.2f, EntropyCoefficient = 0.02f,
                Shaping = 0.1f, Stochastic = true,
            },
            Options = new() { NStep = 5, ReplayCapacity = 100_000, LearningStarts = 5_000, ExplorationSteps = 200_000 },
        },
    };

    /// <inheritdoc/>
    public int Width => WorldSize;

    /// <inheritdoc/>
    public int Height => WorldSize;

    /// <inheritdoc/>
    public bool Ended => _reached || _health == 0;

    /// <summary>Minus the cells of the way to the crystal.</summary>
    public float Potential => -_toGoal[At(_now.X / Unit, _now.Y / Unit)];

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _random = new GameRandom(seed);
        (_health, _reached) = (FullHealth, false);
        Dig();
        _goal = FreeCell();
        MeasureWays();
        (int X, int Y) start;
        do start = FreeCell();
        while (_toGoal[At(start.X, start.Y)] < 3);
        for (int i = 0; i < HeartCount; i++) (_hearts[i], _taken[i]) = (FreeCell(), false);
        _now = _before = new Walker((start.X * Unit) + (Unit / 2), (start.Y * Unit) + (Unit / 2), _random.Between(0, 3) * Turn / 4);
    }

    /// <inheritdoc/>
    public StepResult Step(int action)
    {
        StepRules.Require("Maze", ActionNames, action, Ended);

        _before = _now;
        _health--;
        if (action == Forward) Walk();
        else _now = _now with { Angle = (_now.Angle + (action == TurnLeft ? Turn - TurnSpeed : TurnSpeed)) % Turn };
        float reward = 0;
        for (int i = 0; i < HeartCount; i++)
        {
            if (_taken[i] || !Reaches(_hearts[i])) continue;
            _taken[i] = true;
            _health = Math.Min(FullHealth, _health + HeartHealth);
            reward += HeartReward;
        }
        if (Reaches(_goal))
        {
            _reached = true;
            reward += 1;
        }
        return new StepResult(reward, Terminated: Ended, Truncated: false);
    }

    /// <summary>Turns to the neighboring cell that is nearest to the goal, and walks there.</summary>
    public int BestAction()
    {
        int x = _now.X / Unit, y = _now.Y / Unit, here = _toGoal[At(x, y)];
        int toX = _goal.X, toY = _goal.Y;
        foreach ((int stepX, int stepY) in ((int, int)[])[(1, 0), (0, 1), (-1, 0), (0, -1)])
        {
            if (_walls[At(x + stepX, y + stepY)] || _toGoal[At(x + stepX, y + stepY)] >= here) continue;
            (toX, toY) = (x + stepX, y + stepY);
            break;
        }
        int wantedX = (toX * Unit) + (Unit / 2) - _now.X, wantedY = (toY * Unit) + (Unit / 2) - _now.Y;
        // The cross product tells on which side the way lies.
        long cross = ((long)Cosine(_now.Angle) * wantedY) - ((long)Sine(_now.Angle) * wantedX);
        long dot = ((long)Cosine(_now.Angle) * wantedX) + ((long)Sine(_now.Angle) * wantedY);
        if (dot > 0 && Math.Abs(cross) * 10 <= dot) return Forward;
        return cross < 0 ? TurnLeft : TurnRight;
    }

    /// <inheritdoc/>
    public void DrawScenery(ISpriteSink sprites)
    {
        // Everything that is seen depends on the maze, which each reset changes.
    }

    /// <inheritdoc/>
    public void Draw(ISpriteSink sprites, float interpolation)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        float x = Mix(_before.X, _now.X, interpolation) / Unit, y = Mix(_before.Y, _now.Y, interpolation) / Unit;
        int turned = ((_now.Angle - _before.Angle + Turn + (Turn / 2)) % Turn) - (Turn / 2);
        float angle = (_before.Angle + (turned * interpolation)) * 2 * MathF.PI / Turn;
        var view = new GridView(_wallBits, Cells, x, y, angle, _goal.X + 0.5f, _goal.Y + 0.5f);
        sprites.Add(view);
        for (int i = 0; i < HeartCount; i++)
        {
            if (!_taken[i])
                MazeThings.Draw(sprites, view, SpriteShape.Heart, _hearts[i].X + 0.5f, _hearts[i].Y + 0.5f, 0.3f, Color.Rgb(0xFF5A76));
        }
        MazeThings.Draw(sprites, view, SpriteShape.Glow, _goal.X + 0.5f, _goal.Y + 0.5f, 1.1f, Color.Rgb(0x6CFFB0).WithOpacity(0.8f));
        MazeThings.Draw(sprites, view, SpriteShape.Star, _goal.X + 0.5f, _goal.Y + 0.5f, 0.45f, Color.Rgb(0xD5FFE6));
        MazeThings.DrawHealth(sprites, _health / (float)FullHealth);
    }

    private static float Mix(int before, int now, float interpolation) => before + ((now - before) * interpolation);

    private static int At(int x, int y) => (y * Cells) + x;

    private static int Sine(int angle) => Sines[angle];

    private static int Cosine(int angle) => Sines[(angle + (Turn / 4)) % Turn];

    /// <summary>Walks forward; along a wall if one is in the way.</summary>
    private void Walk()
    {
        int x = _now.X + (WalkSpeed * Cosine(_now.Angle) / 4096), y = _now.Y + (WalkSpeed * Sine(_now.Angle) / 4096);
        if (IsFree(x, _now.Y)) _now = _now with { X = x };
        if (IsFree(_now.X, y)) _now = _now with { Y = y };
    }

    private bool IsFree(int x, int y)
    {
        for (int corner = 0; corner < 4; corner++)
        {
            int atX = x + ((corner & 1) == 0 ? -BodyRadius : BodyRadius), atY = y + ((corner >> 1) == 0 ? -BodyRadius : BodyRadius);
            if (_walls[At(atX / Unit, atY / Unit)]) return false;
        }
        return true;
    }

    private bool Reaches((int X, int Y) cell)
    {
        int x = (cell.X * Unit) + (Unit / 2) - _now.X, y = (cell.Y * Unit) + (Unit / 2) - _now.Y;
        return (x * x) + (y * y) < ReachRadius * ReachRadius;
    }

    /// <summary>Digs corridors between the odd cells, depth first, and then opens some of the walls that are left.</summary>
    private void Dig()
    {
        Array.Fill(_walls, true);
        int depth = 0;
        _queue[depth++] = At(1, 1);
        _walls[At(1, 1)] = false;
        while (depth > 0)
        {
            int cell = _queue[depth - 1], x = cell % Cells, y = cell / Cells, direction = _random.Between(0, 3);
            bool dug = false;
            for (int tries = 0; tries < 4 && !dug; tries++, direction++)
            {
                var (stepX, stepY) = (direction % 4) switch { 0 => (2, 0), 1 => (0, 2), 2 => (-2, 0), _ => (0, -2) };
                int toX = x + stepX, toY = y + stepY;
                if (toX < 1 || toY < 1 || toX >= Cells || toY >= Cells || !_walls[At(toX, toY)]) continue;
                _walls[At(toX, toY)] = _walls[At(x + (stepX / 2), y + (stepY / 2))] = false;
                _queue[depth++] = At(toX, toY);
                dug = true;
            }
            if (!dug) depth--;
        }
        for (int opening = 0; opening < 8; opening++)
        {
            int x = _random.Between(1, Cells - 2), y = _random.Between(1, Cells - 2);
            if (x % 2 != y % 2) _walls[At(x, y)] = false;
        }
        _wallBits = 0;
        for (int cell = 0; cell < _walls.Length; cell++)
            if (_walls[cell]) _wallBits |= UInt128.One << cell;
    }

    private (int X, int Y) FreeCell()
    {
        const int last = (Cells - 3) / 2;
        return ((_random.Between(0, last) * 2) + 1, (_random.Between(0, last) * 2) + 1);
    }

    /// <summary>Measures how far each cell is from the goal, breadth first.</summary>
    private void MeasureWays()
    {
        Array.Fill(_toGoal, int.MaxValue);
        int read = 0, written = 0;
        _queue[written++] = At(_goal.X, _goal.Y);
        _toGoal[At(_goal.X, _goal.Y)] = 0;
        while (read < written)
        {
            int cell = _queue[read++];
            foreach (int step in (ReadOnlySpan<int>)[1, -1, Cells, -Cells])
            {
                if (_walls[cell + step] || _toGoal[cell + step] != int.MaxValue) continue;
                _toGoal[cell + step] = _toGoal[cell] + 1;
                _queue[written++] = cell + step;
            }
        }
    }

    private readonly record struct Walker(int X, int Y, int Angle);
}
