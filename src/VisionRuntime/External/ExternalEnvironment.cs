using System.Diagnostics;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;

namespace VisionRuntime.External;

/// <summary>
/// Instances of a program that knows nothing of agents, as one vectorized environment. Each runs on a virtual display of its own and is
/// paused between decisions, so that a slow learner misses nothing. Rewards and the ends of episodes are read from the screen.
/// </summary>
/// <remarks>
/// Episodes do not depend on the seed: the program has its own randomness and runs in real time. A program that ends or shows no change for
/// <see cref="GameDescription.HungAfter"/> decisions is started again, and its episode is truncated. Needs Linux with Xvfb.
/// </remarks>
public sealed class ExternalEnvironment : IEnvironment
{
    private static readonly TimeSpan Tap = TimeSpan.FromMilliseconds(30);

    private readonly ExternalGame[] _games;
    private readonly GameTiles _tiles;
    private readonly CameraSensor _sensor;
    private readonly string? _folder;
    private readonly int[] _steps, _unchanged;
    private readonly bool[] _over, _livesLost;
    private long _observed;

    /// <summary>Starts the instances.</summary>
    /// <param name="game">The description of the game.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">How frames are prepared for the network.</param>
    /// <param name="gl">The OpenGL context; required for a device of the kind OpenGL.</param>
    /// <exception cref="ExternalGameException">The program is not installed, or its window does not appear.</exception>
    /// <exception cref="GameDescriptionException">A picture of the description cannot be read.</exception>
    public ExternalEnvironment(GameDescription game, int count, Device device, Preprocessing preprocessing, GL? gl = null)
        : this(game, count, null, device, preprocessing, gl)
    {
    }

    private ExternalEnvironment(GameDescription game, int count, string? display, Device device, Preprocessing preprocessing, GL? gl)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Game = game;
        string folder = display is null ? _folder = Directory.CreateTempSubdirectory("vision-game-").FullName : "";
        _games = new ExternalGame[count];
        (_steps, _unchanged, _over, _livesLost) = (new int[count], new int[count], new bool[count], new bool[count]);
        try
        {
            if (display is not null) _games[0] = ExternalGame.Attach(game, display);
            else Parallel.For(0, count, i => _games[i] = new(game, Path.Combine(folder, $"{i}")));
            _tiles = new(game.Observe ?? new(0, 0, _games[0].Width, _games[0].Height), count, gl);
            _sensor = new(_tiles, device, preprocessing, tilesX: count);
        }
        catch (AggregateException exception)
        {
            Dispose();
            throw exception.InnerExceptions[0];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Attaches to a program that runs already, to play it in real time: it is not paused, its episodes are not started by
    /// <see cref="GameDescription.Start"/> and <see cref="GameDescription.Restart"/>, and it goes on when the environment is disposed.
    /// </summary>
    /// <param name="game">The description of the game.</param>
    /// <param name="display">The display with its window, for example <c>:0</c>.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">How frames are prepared for the network.</param>
    /// <param name="gl">The OpenGL context; required for a device of the kind OpenGL.</param>
    /// <exception cref="ExternalGameException">No window on the display has the title.</exception>
    /// <exception cref="FrameSourceException">The display cannot be opened.</exception>
    public static ExternalEnvironment Attach(
        GameDescription game, string display, Device device, Preprocessing preprocessing, GL? gl = null)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(display);
        return new(game, 1, display, device, preprocessing, gl);
    }

    /// <summary>Gets the description of the game.</summary>
    public GameDescription Game { get; }

    /// <inheritdoc/>
    public int Count => _games.Length;

    /// <inheritdoc/>
    public int ActionCount => Game.Actions.Count;

    /// <inheritdoc/>
    public Tensor Observations => _sensor.Observations;

    /// <inheritdoc/>
    public int Stack => _sensor.Preprocessing.Frames;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> LivesLost => Game.Lives is null ? [] : _livesLost;

    /// <summary>Gets the number of times that an instance was started again because it ended or hung.</summary>
    public int Launches => _games.Sum(static game => game.Launches);

    /// <summary>Gets the score that an instance shows, where it is read from digits.</summary>
    public long ScoreOf(int instance) => _games[instance].Reward.Score;

    /// <summary>Gets the number of decisions at which a score could not be read, over all instances.</summary>
    public long UnreadableScores => _games.Sum(static game => game.Reward.Unreadable);

    /// <summary>Starts a new episode in every instance.</summary>
    /// <param name="seed">Not used; see the remarks of the class.</param>
    /// <exception cref="ExternalGameException">A program keeps ending.</exception>
    public void Reset(ulong seed)
    {
        Array.Fill(_over, true);
        Restart();
        Observe();
    }

    /// <inheritdoc/>
    /// <exception cref="ExternalGameException">A program keeps ending.</exception>
    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        bool anyOver = _over.AsSpan().Contains(true);
        for (int i = 0; i < _games.Length; i++)
        {
            (rewards[i], terminated[i], truncated[i], _livesLost[i]) = (0, false, false, false);
            if (!_over[i]) _games[i].Resume(Game.Actions[actions[i]]);
        }
        // A game that is not paused has gone on while the agent decided.
        double past = _games[0].IsAttached ? Stopwatch.GetElapsedTime(_observed).TotalMilliseconds : 0;
        if (_over.AsSpan().Contains(false)) Sleep(Math.Min(Game.DecisionMilliseconds, Tap.TotalMilliseconds));
        for (int i = 0; i < _games.Length; i++)
        {
            if (!_over[i]) _games[i].ReleaseTaps();
        }
        if (_over.AsSpan().Contains(false)) Sleep(Game.DecisionMilliseconds - Tap.TotalMilliseconds - past);
        for (int i = 0; i < _games.Length; i++)
        {
            if (_over[i]) continue;
            _games[i].Pause();
            (rewards[i], terminated[i], truncated[i]) = Judge(i);
        }
        if (anyOver) Restart();
        for (int i = 0; i < _games.Length; i++) _over[i] = terminated[i] || truncated[i];
        Observe();
    }

    /// <summary>Ends the programs and their displays, and removes their files.</summary>
    public void Dispose()
    {
        foreach (var game in _games) game?.Dispose();
        _sensor?.Dispose();
        _tiles?.Dispose();
        if (_folder is null) return;
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A program that is just ending still writes; the system clears its folder for temporary files.
        }
    }

    /// <summary>Gets the name of the display of an instance, for example to look at it from another program.</summary>
    public string DisplayOf(int instance) => _games[instance].Display;

    /// <summary>Gets the width of the windows in pixels.</summary>
    public int WindowWidth => _games[0].Width;

    /// <summary>Gets the height of the windows in pixels.</summary>
    public int WindowHeight => _games[0].Height;

    /// <summary>Copies the window of an instance as it was captured last, for example to record it.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="pixels">
    /// <see cref="WindowWidth"/> x <see cref="WindowHeight"/> x 4 bytes: rows from the top, in the order red, green, blue, alpha.
    /// </param>
    /// <exception cref="ArgumentException">The span has another length than the window.</exception>
    public void CopyWindow(int instance, Span<byte> pixels)
    {
        var window = _games[instance].Screen;
        if (pixels.Length != window.Pixels.Length)
            throw new ArgumentException(
                $"ExternalEnvironment: the window has {window.Pixels.Length} bytes, the span {pixels.Length}", nameof(pixels));
        window.Pixels.CopyTo(pixels);
    }

    private (float Reward, bool Terminated, bool Truncated) Judge(int i)
    {
        var game = _games[i];
        if (!game.IsAlive || !game.Capture()) return (0, false, true);
        var screen = game.Screen;
        float reward = game.Reward.Read(screen);
        _livesLost[i] = game.Reward.LifeLost;
        _unchanged[i] = _tiles.Differs(i, screen) ? 0 : _unchanged[i] + 1;
        bool ended = game.Reward.HasEnded(screen);
        return (reward, ended, !ended && !game.IsAttached
            && (++_steps[i] >= Game.MaximumSteps || _unchanged[i] >= Game.HungAfter));
    }

    /// <summary>Starts the next episode of the instances whose episode is over, all at a time.</summary>
    private void Restart()
    {
        try
        {
            Parallel.For(0, _games.Length, i =>
            {
                if (!_over[i]) return;
                if (_unchanged[i] >= Game.HungAfter) _games[i].Relaunch();
                else _games[i].Restart();
                (_steps[i], _unchanged[i]) = (0, 0);
            });
        }
        catch (AggregateException exception)
        {
            throw exception.InnerExceptions[0];
        }
        for (int i = 0; i < _games.Length; i++)
        {
            if (_over[i]) _sensor.Restart(i);
        }
    }

    private void Observe()
    {
        _observed = Stopwatch.GetTimestamp();
        for (int i = 0; i < _games.Length; i++) _tiles.Write(i, _games[i].Screen);
        if (!_sensor.Capture()) throw new InvalidOperationException("ExternalEnvironment: the frame could not be captured");
    }

    private static void Sleep(double milliseconds)
    {
        if (milliseconds > 0) Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));
    }
}
