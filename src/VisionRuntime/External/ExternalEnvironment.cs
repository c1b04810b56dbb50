using System.Diagnostics;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;

namespace VisionRuntime.External;

/// <summary>
/// Instances of a program that knows nothing of agents, as one vectorized environment. Each runs on a virtual display of its own and is
/// paused between decisions, so that a slow learner misses nothing. Rewards and the ends of episodes are read from the screen. Half as many
/// programs again stand by: where an episode is over, one of them takes the place, and the other goes on to its next episode meanwhile.
/// </summary>
/// <remarks>
/// Episodes do not depend on the seed: the program has its own randomness and runs in real time. A program that ends or shows no change for
/// <see cref="GameDescription.HungAfter"/> decisions is started again, and its episode is truncated. Needs Linux with Xvfb.
/// </remarks>
public sealed class ExternalEnvironment : IEnvironment
{
    private static readonly TimeSpan Tap = TimeSpan.FromMilliseconds(30);

    private readonly ExternalGame[] _games, _playing;
    private readonly List<Task<ExternalGame>> _next = [];
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
        _games = new ExternalGame[display is null ? count + count / 2 : 1];
        _playing = new ExternalGame[count];
        (_steps, _unchanged, _over, _livesLost) = (new int[count], new int[count], new bool[count], new bool[count]);
        try
        {
            if (display is not null) _games[0] = ExternalGame.Attach(game, display);
            else Parallel.For(0, _games.Length, i => _games[i] = new(game, Path.Combine(folder, $"{i}")));
            Array.Copy(_games, _playing, count);
            foreach (var standby in _games.AsSpan(count)) Restart(standby, hung: false);
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
    public int Count => _playing.Length;

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
    public long ScoreOf(int instance) => _playing[instance].Reward.Score;

    /// <summary>Gets the number of decisions at which a score could not be read, over all instances.</summary>
    public long UnreadableScores => _games.Sum(static game => game.Reward.Unreadable);

    /// <summary>Starts a new episode in every instance.</summary>
    /// <param name="seed">Not used; see the remarks of the class.</param>
    /// <exception cref="ExternalGameException">A program keeps ending.</exception>
    public void Reset(ulong seed)
    {
        Array.Fill(_over, true);
        BeginEpisodes();
        Observe();
    }

    /// <inheritdoc/>
    /// <exception cref="ExternalGameException">A program keeps ending.</exception>
    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        bool anyOver = _over.AsSpan().Contains(true);
        for (int i = 0; i < Count; i++)
        {
            (rewards[i], terminated[i], truncated[i], _livesLost[i]) = (0, false, false, false);
            if (!_over[i]) _playing[i].Resume(Game.Actions[actions[i]]);
        }
        // A game that is not paused has gone on while the agent decided.
        double past = _playing[0].IsAttached ? Stopwatch.GetElapsedTime(_observed).TotalMilliseconds : 0;
        if (_over.AsSpan().Contains(false)) Sleep(Math.Min(Game.DecisionMilliseconds, Tap.TotalMilliseconds));
        for (int i = 0; i < Count; i++)
        {
            if (!_over[i]) _playing[i].ReleaseTaps();
        }
        if (_over.AsSpan().Contains(false)) Sleep(Game.DecisionMilliseconds - Tap.TotalMilliseconds - past);
        for (int i = 0; i < Count; i++)
        {
            if (_over[i]) continue;
            _playing[i].Pause();
            (rewards[i], terminated[i], truncated[i]) = Judge(i);
        }
        if (anyOver) BeginEpisodes();
        for (int i = 0; i < Count; i++) _over[i] = terminated[i] || truncated[i];
        Observe();
    }

    /// <summary>Ends the programs and their displays, and removes their files.</summary>
    public void Dispose()
    {
        foreach (var game in _games) game?.StopWaiting();
        Task.WhenAll(_next).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(); // whether they got there or not
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
    public string DisplayOf(int instance) => _playing[instance].Display;

    /// <summary>Gets the width of the windows in pixels.</summary>
    public int WindowWidth => _playing[0].Width;

    /// <summary>Gets the height of the windows in pixels.</summary>
    public int WindowHeight => _playing[0].Height;

    /// <summary>Copies the window of an instance as it was captured last, for example to record it.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="pixels">
    /// <see cref="WindowWidth"/> x <see cref="WindowHeight"/> x 4 bytes: rows from the top, in the order red, green, blue, alpha.
    /// </param>
    /// <exception cref="ArgumentException">The span has another length than the window.</exception>
    public void CopyWindow(int instance, Span<byte> pixels)
    {
        var window = _playing[instance].Screen;
        if (pixels.Length != window.Pixels.Length)
            throw new ArgumentException(
                $"ExternalEnvironment: the window has {window.Pixels.Length} bytes, the span {pixels.Length}", nameof(pixels));
        window.Pixels.CopyTo(pixels);
    }

    private (float Reward, bool Terminated, bool Truncated) Judge(int i)
    {
        var game = _playing[i];
        if (!game.IsAlive || !game.Capture()) return (0, false, true);
        var screen = game.Screen;
        float reward = game.Reward.Read(screen);
        _livesLost[i] = game.Reward.LifeLost;
        _unchanged[i] = _tiles.Differs(i, screen) ? 0 : _unchanged[i] + 1;
        bool ended = game.Reward.HasEnded(screen);
        return (reward, ended, !ended && !game.IsAttached
            && (++_steps[i] >= Game.MaximumSteps || _unchanged[i] >= Game.HungAfter));
    }

    /// <summary>Puts programs at the start of an episode in the places of those whose episode is over.</summary>
    private void BeginEpisodes()
    {
        for (int i = 0; i < Count; i++)
        {
            if (_over[i]) Restart(_playing[i], hung: _unchanged[i] >= Game.HungAfter);
        }
        for (int i = 0; i < Count; i++)
        {
            if (!_over[i]) continue;
            var first = Task.WhenAny(_next).Result;
            _next.Remove(first);
            _playing[i] = first.GetAwaiter().GetResult();
            (_steps[i], _unchanged[i]) = (0, 0);
            _sensor.Restart(i);
        }
    }

    /// <summary>Lets a program go on to its next episode while the others play.</summary>
    private void Restart(ExternalGame game, bool hung) => _next.Add(Task.Run(() =>
    {
        game.Restart(hung);
        return game;
    }));

    private void Observe()
    {
        _observed = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++) _tiles.Write(i, _playing[i].Screen);
        if (!_sensor.Capture()) throw new InvalidOperationException("ExternalEnvironment: the frame could not be captured");
    }

    private static void Sleep(double milliseconds)
    {
        if (milliseconds > 0) Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));
    }
}
