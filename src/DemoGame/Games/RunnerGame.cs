using DemoGame.Rendering;
using Silk.NET.Input;

namespace DemoGame.Games;

/// <summary>
/// A side-scroller: the hero runs to the right by itself, jumps over pits and crates, slides under birds, and collects coins. Each coin and
/// each obstacle left behind is worth a point; the first collision ends the episode, and so do <see cref="FrameLimit"/> frames.
/// </summary>
/// <remarks>Positions are integers in sixteenths of a pixel, so that an episode is the same on every machine.</remarks>
public sealed class RunnerGame : IGame, IScriptedPlayer
{
    /// <summary>Width and height of the world, in pixels.</summary>
    public const int WorldSize = 84;

    /// <summary>The frames of the longest episode.</summary>
    public const int FrameLimit = 2_400;

    /// <summary>The action that keeps running.</summary>
    public const int Run = 0;

    /// <summary>The action that jumps, the higher the longer it is held.</summary>
    public const int Jump = 1;

    /// <summary>The action that slides.</summary>
    public const int Slide = 2;

    internal const int Unit = 16;
    internal const int HeroX = 16 * Unit, HeroWidth = 7 * Unit, HeroHeight = 11 * Unit, SlideHeight = 5 * Unit;
    internal const int Ground = 68 * Unit, CrateSize = 9 * Unit, BirdHeight = 5 * Unit, BirdWidth = 8 * Unit;
    internal const int BirdBottom = Ground - (7 * Unit), CoinSize = 4 * Unit;

    private const int JumpSpeed = 38, Gravity = 2, FallGravity = 4, FirstSpeed = 22, LastSpeed = 36, FramesPerSpeed = 120;
    private const int ThingCount = 24;

    private static readonly string[] ActionNames = ["run", "jump", "slide"];

    private readonly Thing[] _things = new Thing[ThingCount];
    private GameRandom _random;
    private Hero _before, _now;
    private int _fallSpeed, _frames, _first, _end, _nextX;
    private bool _crashed;

    /// <summary>Creates a game at the beginning of the episode with seed 0.</summary>
    public RunnerGame() => Reset(0);

    internal enum ThingKind
    {
        Pit,
        Crate,
        Bird,
        Coin,
    }

    /// <summary>Names, keys, success and training defaults.</summary>
    public static GameDefinition Definition { get; } = new("runner", static () => new RunnerGame())
    {
        Title = "Runner",
        Actions = ActionNames,
        IdleAction = Run,
        Keys = new Dictionary<Key, int>
        {
            [Key.Up] = Jump, [Key.Space] = Jump, [Key.W] = Jump, [Key.Down] = Slide, [Key.S] = Slide,
        },
        StepsPerSecond = 60,
        Success = new() { Label = "Passed 20 points in", Episodes = "runs", ReturnAbove = 19.5 },
        Training = new()
        {
            Algorithm = "ppo",
            Steps = 1_000_000,
            EvaluationEpisodes = 32,
            RecordedEpisodes = 1,
            Environment = new() { FrameSkip = 4 },
            Ppo = new() { LearningRate = 5e-4f, RolloutLength = 32, Epochs = 4, Minibatches = 4, ClipRange = 0.2f },
            Options = new() { NStep = 3, ReplayCapacity = 100_000, LearningStarts = 5_000, ExplorationSteps = 100_000 },
        },
    };

    /// <inheritdoc/>
    public int Width => WorldSize;

    /// <inheritdoc/>
    public int Height => WorldSize;

    /// <inheritdoc/>
    public bool Ended => _crashed || _frames == FrameLimit;

    /// <summary>The points so far.</summary>
    public int Score { get; private set; }

    private int Speed => Math.Min(LastSpeed, FirstSpeed + (_frames / FramesPerSpeed));

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        _random = new GameRandom(seed);
        _now = _before = new Hero(0, Ground, IsSliding: false);
        (_fallSpeed, _frames, _crashed, Score, _first, _end) = (0, 0, false, 0, 0, 0);
        _nextX = 90 * Unit;
        Extend();
    }

    /// <inheritdoc/>
    public StepResult Step(int action)
    {
        StepRules.Require("Runner", ActionNames, action, Ended);

        _before = _now;
        _frames++;
        int distance = _now.Distance + Speed;
        bool stands = _now.Feet == Ground && _fallSpeed >= 0;
        if (stands && action == Jump) _fallSpeed = -JumpSpeed;
        else if (!stands) _fallSpeed += _fallSpeed < 0 && action == Jump ? Gravity : FallGravity;
        int feet = _now.Feet + _fallSpeed;
        bool overPit = IsOverPit(distance);
        if (feet >= Ground && !(overPit && stands) && _now.Feet <= Ground) (feet, _fallSpeed) = (Ground, 0);
        if (overPit && feet >= Ground)
        {
            feet = Ground + (6 * Unit);
            _crashed = true;
        }
        _now = new Hero(distance, feet, IsSliding: action == Slide && feet == Ground);
        int points = MeetThings();
        Score += points;
        Extend();
        return new StepResult(points, _crashed, Ended && !_crashed);
    }

    /// <summary>Jumps before pits and crates, and slides under birds.</summary>
    public int BestAction()
    {
        int front = _now.Distance + HeroX + HeroWidth;
        for (int i = _first; i < _end; i++)
        {
            var thing = _things[i % ThingCount];
            if (thing.Kind == ThingKind.Coin || thing.X + thing.Width < front - HeroWidth) continue;
            int gap = thing.X - front;
            if (thing.Kind == ThingKind.Bird) return gap < Speed * 6 ? Slide : Run;
            return gap < Speed * 6 ? Jump : Run;
        }
        return Run;
    }

    /// <inheritdoc/>
    public void DrawScenery(ISpriteSink sprites)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        sprites.Mark(SceneLayer.Sky);
        RunnerScenery.DrawSky(sprites);
    }

    /// <inheritdoc/>
    public void Draw(ISpriteSink sprites, float interpolation)
    {
        ArgumentNullException.ThrowIfNull(sprites);
        float distance = _before.Distance + ((_now.Distance - _before.Distance) * interpolation);
        sprites.Mark(SceneLayer.Sky);
        RunnerScenery.DrawHills(sprites, distance);
        sprites.Mark(SceneLayer.Ground);
        RunnerScenery.DrawGround(sprites, distance);
        for (int i = _first; i < _end; i++)
        {
            var thing = _things[i % ThingCount];
            sprites.Mark(thing.Kind == ThingKind.Pit ? SceneLayer.Ground : SceneLayer.Actors);
            if (!thing.IsTaken) RunnerScenery.DrawThing(sprites, thing.Kind, thing.X - distance, thing.Y, thing.Width, _frames);
        }
        float feet = _before.Feet + ((_now.Feet - _before.Feet) * interpolation);
        sprites.Mark(SceneLayer.Actors);
        RunnerScenery.DrawHero(sprites, feet, _now.IsSliding, _crashed, _now.Feet == Ground ? _frames : 0);
        sprites.Mark(SceneLayer.Overlay);
        RunnerScenery.DrawScore(sprites, Score);
    }

    private bool IsOverPit(int distance)
    {
        int middle = distance + HeroX + (HeroWidth / 2);
        for (int i = _first; i < _end; i++)
        {
            var thing = _things[i % ThingCount];
            if (thing.Kind == ThingKind.Pit && middle > thing.X && middle < thing.X + thing.Width) return true;
        }
        return false;
    }

    /// <summary>Collects coins, hits crates and birds, and counts what was left behind.</summary>
    private int MeetThings()
    {
        int points = 0, left = _now.Distance + HeroX, bottom = _now.Feet;
        int top = bottom - (_now.IsSliding ? SlideHeight : HeroHeight);
        for (int i = _first; i < _end; i++)
        {
            ref var thing = ref _things[i % ThingCount];
            if (thing.Kind != ThingKind.Coin && !thing.IsPassed && thing.X + thing.Width < left)
            {
                thing.IsPassed = true;
                points++;
            }
            bool touches = left < thing.X + thing.Width && left + HeroWidth > thing.X && top < thing.Y + thing.Height && bottom > thing.Y;
            if (!touches || thing.IsTaken) continue;
            if (thing.Kind == ThingKind.Coin)
            {
                thing.IsTaken = true;
                points++;
            }
            else if (thing.Kind != ThingKind.Pit)
            {
                _crashed = true;
            }
        }
        while (_first < _end && _things[_first % ThingCount] is var gone && gone.X + gone.Width < _now.Distance - (4 * Unit)) _first++;
        return points;
    }

    /// <summary>Adds obstacles and coins up to beyond the right edge.</summary>
    private void Extend()
    {
        while (_nextX < _now.Distance + ((WorldSize + 50) * Unit) && _end - _first < ThingCount - 4)
        {
            int x = _nextX;
            switch (_random.Between(0, 3))
            {
                case 0:
                    int width = _random.Between(14, 22) * Unit;
                    Add(ThingKind.Pit, x, Ground, width, 20 * Unit);
                    Add(ThingKind.Coin, x + (width / 2) - (CoinSize / 2), Ground - (20 * Unit), CoinSize, CoinSize);
                    break;
                case 1:
                    Add(ThingKind.Crate, x, Ground - CrateSize, CrateSize, CrateSize);
                    break;
                case 2:
                    Add(ThingKind.Bird, x, BirdBottom - BirdHeight, BirdWidth, BirdHeight);
                    break;
                default:
                    int y = Ground - ((_random.Between(0, 1) == 0 ? 6 : 22) * Unit);
                    for (int i = 0; i < 3; i++) Add(ThingKind.Coin, x + (i * 8 * Unit), y, CoinSize, CoinSize);
                    break;
            }
            _nextX += _random.Between(58, 96) * Unit;
        }
    }

    private void Add(ThingKind kind, int x, int y, int width, int height) => _things[_end++ % ThingCount] = new(kind, x, y, width, height);

    private readonly record struct Hero(int Distance, int Feet, bool IsSliding);

    private record struct Thing(ThingKind Kind, int X, int Y, int Width, int Height)
    {
        public bool IsPassed { get; set; }

        public bool IsTaken { get; set; }
    }
}
