using DemoGame.Games;
using DemoGame.Rendering;
using Silk.NET.Input;
using VisionRuntime.Capture;

namespace DemoGame.Tests.Games;

/// <summary>
/// A game that is as different from Catch as a game can be: a square in a world that is not square moves in four directions to a beacon.
/// Each step costs a little; the beacon is worth 1; after <see cref="Limit"/> steps the episode is truncated.
/// </summary>
internal sealed class BeaconGame : IGame, IScriptedPlayer
{
    public const int Limit = 24;

    private const int Cell = 4, Columns = 17, Rows = 13;

    private (int X, int Y) _player, _beacon;
    private int _steps;

    public BeaconGame() => Reset(0);

    public static GameDefinition Definition { get; } = new("beacon", static () => new BeaconGame())
    {
        Title = "Beacon",
        Actions = ["up", "right", "down", "left"],
        IdleAction = 2,
        Keys = new Dictionary<Key, int> { [Key.I] = 0, [Key.L] = 1, [Key.K] = 2, [Key.J] = 3 },
        StepsPerSecond = 30,
        Success = new() { Label = "Reached", Episodes = "beacons", ReturnAbove = 0.2, ResultKey = "reach_rate" },
        Training = new()
        {
            Steps = 640,
            Environments = 8,
            EvaluationEpisodes = 16,
            RecordedEpisodes = 2,
            Preprocessing = new(34, 26) { Resize = FrameResize.Stretch, Grayscale = true, Frames = 3, Quantize = true },
            Options = new() { LearningStarts = 128, ReplayCapacity = 2_000, ExplorationSteps = 400 },
        },
    };

    public int Width => Columns * Cell;

    public int Height => Rows * Cell;

    public bool Ended => _player == _beacon || _steps == Limit;

    public void Reset(ulong seed)
    {
        var random = new GameRandom(seed);
        _player = (random.Between(0, Columns - 1), random.Between(0, Rows - 1));
        do
        {
            _beacon = (random.Between(0, Columns - 1), random.Between(0, Rows - 1));
        }
        while (_beacon == _player);
        _steps = 0;
    }

    public StepResult Step(int action)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)action, 3u, nameof(action));
        var (x, y) = action switch { 0 => (0, -1), 1 => (1, 0), 2 => (0, 1), _ => (-1, 0) };
        _player = (Math.Clamp(_player.X + x, 0, Columns - 1), Math.Clamp(_player.Y + y, 0, Rows - 1));
        _steps++;
        bool reached = _player == _beacon;
        return new(reached ? 1 : -0.01f, reached, !reached && _steps == Limit);
    }

    public int BestAction() => _beacon.X > _player.X ? 1 : _beacon.X < _player.X ? 3 : _beacon.Y > _player.Y ? 2 : 0;

    public void DrawScenery(ISpriteSink sprites) => sprites.Add(Sprite.Box(0, 0, Width, Height, Color.Rgb(0x203020)));

    public void Draw(ISpriteSink sprites, float interpolation)
    {
        sprites.Add(Sprite.Of(SpriteShape.Star, _beacon.X * Cell, _beacon.Y * Cell, Cell, Cell, Color.Rgb(0xFFE060)));
        sprites.Add(Sprite.Box(_player.X * Cell, _player.Y * Cell, Cell, Cell, Color.White));
    }
}
