using System.Diagnostics;
using VisionRuntime.Capture;
using VisionRuntime.Capture.X11;

namespace VisionRuntime.External;

/// <summary>
/// One instance of an unmodified game: the program on a virtual display of its own, its keyboard and mouse, and the pixels of its window.
/// It runs only between <see cref="Resume"/> and <see cref="Pause"/>. Or a program that runs already, of which it has only these.
/// </summary>
internal sealed class ExternalGame : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan Press = TimeSpan.FromMilliseconds(40);

    private readonly GameDescription _game;
    private readonly string? _folder;
    private readonly string? _attachedTo;
    private readonly PictureMatch?[] _startPictures, _restartPictures;
    private readonly List<string> _held = [];
    private readonly List<string> _tapped = [];
    private VirtualDisplay? _display;
    private ChildProcess? _process;
    private X11Display? _input;
    private X11Source? _source;
    private int _button;
    private bool _running, _fresh;
    private volatile bool _stopping;

    /// <summary>Starts the game and plays its start up to the first episode.</summary>
    /// <param name="game">The description.</param>
    /// <param name="folder">A folder for the game's files; it becomes its home folder.</param>
    /// <exception cref="ExternalGameException">The program is not installed, or its window does not appear.</exception>
    public ExternalGame(GameDescription game, string folder) : this(game, folder, null)
    {
    }

    private ExternalGame(GameDescription game, string? folder, string? display)
    {
        (_game, _folder, _attachedTo) = (game, folder, display);
        if (folder is not null) Directory.CreateDirectory(folder);
        _startPictures = [.. game.Start.Select(Match)];
        _restartPictures = [.. game.Restart.Select(Match)];
        Reward = new(game);
        Launch();

        PictureMatch? Match(InputStep step) => step.WaitFor is { } picture ? new(game, picture) : null;
    }

    /// <summary>Attaches to a program that runs already. It is neither paused nor started again.</summary>
    /// <param name="game">The description.</param>
    /// <param name="display">The display with its window.</param>
    /// <exception cref="ExternalGameException">The window is not there.</exception>
    public static ExternalGame Attach(GameDescription game, string display) => new(game, null, display);

    /// <summary>Gets whether the program was running before.</summary>
    public bool IsAttached => _attachedTo is not null;

    /// <summary>Gets what reads the reward from the screen.</summary>
    public RewardReader Reward { get; }

    /// <summary>Gets the number of times that the program was started again because it ended or hung.</summary>
    public int Launches { get; private set; }

    /// <summary>Gets the name of the display.</summary>
    public string Display => _input?.Name ?? "";

    /// <summary>Gets the width of the window in pixels.</summary>
    public int Width => _source!.Width;

    /// <summary>Gets the height of the window in pixels.</summary>
    public int Height => _source!.Height;

    /// <summary>Gets the window as it was captured last.</summary>
    public ScreenView Screen => new(_source!.Pixels, _source.Width, _source.Height);

    /// <summary>Gets whether the program still runs.</summary>
    public bool IsAlive => !_stopping && _input is { IsLost: false } && (IsAttached || _process is { HasExited: false });

    /// <summary>Captures the window.</summary>
    /// <returns>False if the window is gone.</returns>
    public bool Capture()
    {
        try
        {
            return _source!.Grab();
        }
        catch (FrameSourceException)
        {
            return false;
        }
    }

    /// <summary>Presses the keys of an action and lets the game run.</summary>
    public void Resume(ExternalAction action)
    {
        foreach (string key in _held.Where(key => !action.Hold.Contains(key, StringComparer.Ordinal))) _input!.Key(key, false);
        foreach (string key in action.Hold.Where(key => !_held.Contains(key, StringComparer.Ordinal))) _input!.Key(key, true);
        foreach (string key in action.Tap) _input!.Key(key, true);
        if (action.MouseX != 0 || action.MouseY != 0) _input!.MoveMouseBy(action.MouseX, action.MouseY);
        if (action.Button != _button)
        {
            if (_button != 0) _input!.Button(_button, false);
            if (action.Button != 0) _input!.Button(action.Button, true);
            _button = action.Button;
        }
        _held.Clear();
        _held.AddRange(action.Hold);
        _tapped.AddRange(action.Tap);
        Run();
    }

    /// <summary>Releases the keys that were pressed only briefly.</summary>
    public void ReleaseTaps()
    {
        if (_tapped.Count == 0) return;
        foreach (string key in _tapped) _input!.Key(key, false);
        _tapped.Clear();
        _input!.Flush();
    }

    /// <summary>Stops the game.</summary>
    public void Pause()
    {
        ReleaseTaps();
        if (_running) _process?.Pause();
        _running = false;
    }

    /// <summary>Goes on to the next episode, and starts the program again if it hangs or does not get there.</summary>
    /// <param name="hung">Whether the program hangs.</param>
    /// <exception cref="ExternalGameException">The program keeps ending.</exception>
    public void Restart(bool hung)
    {
        bool fresh = _fresh;
        _fresh = false;
        if (IsAttached)
        {
            if (!IsAlive || !Capture())
                throw new ExternalGameException($"{_game.Name}: the window on display {_attachedTo} is closed or hidden");
            Begin();
        }
        else if (hung || !fresh && (_game.Restart.Count == 0 || !IsAlive || !Play(_game.Restart, _restartPictures))) Relaunch();
        else Begin();
    }

    /// <summary>Makes a restart on another thread give up, before the object is disposed.</summary>
    public void StopWaiting() => _stopping = true;

    private void Relaunch()
    {
        if (_stopping) return;
        Close();
        Launches++;
        Launch();
        _fresh = false;
        Begin();
    }

    /// <summary>Ends the program and its display.</summary>
    public void Dispose() => Close();

    private void Begin()
    {
        if (_stopping) return;
        ReleaseAll();
        Pause();
        if (Capture()) Reward.Begin(Screen);
    }

    private void Launch()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Open();
                if (IsAttached || Play(_game.Start, _startPictures))
                {
                    Pause();
                    _fresh = true;
                    return;
                }
                throw new ExternalGameException(IsAlive
                    ? $"{_game.Name}: a picture that \"start\" waits for did not appear within {_game.PatienceSeconds} s"
                    : $"{_game.Name}: the program ended during its start ({_process!.LastLine})");
            }
            catch (Exception exception) when (attempt < Attempts && !IsAttached && !_stopping
                && exception is ExternalGameException { IsMissing: false } or FrameSourceException)
            {
                Close(); // once more: a busy machine starts programs late
            }
            catch
            {
                Close();
                throw;
            }
        }
    }

    private void Open()
    {
        _input = new(_attachedTo ?? Start());
        long start = Stopwatch.GetTimestamp();
        while (_input.FindWindow(_game.Window) == 0)
        {
            if (_process is { HasExited: true })
                throw new ExternalGameException($"{_game.Name}: the program ended at once ({_process.LastLine})");
            if (IsAttached || Stopwatch.GetElapsedTime(start).TotalSeconds > _game.PatienceSeconds)
                throw new ExternalGameException(
                    $"{_game.Name}: no window with '{_game.Window}' in its title "
                    + (IsAttached ? $"is on display {_attachedTo}; " : $"appeared within {_game.PatienceSeconds} s; ")
                    + "its windows are " + string.Join(", ", _input.Titles.DefaultIfEmpty("without titles")));
            Thread.Sleep(50);
        }
        _source = new(_input.Name, _game.Window);
    }

    /// <summary>Starts the program on a display of its own and returns the name of the display.</summary>
    private string Start()
    {
        string folder = _folder!;
        _display = new(_game.Display.Width, _game.Display.Height, Path.Combine(folder, "display.log"));
        var environment = new Dictionary<string, string>(_game.Environment, StringComparer.Ordinal)
        {
            ["DISPLAY"] = _display.Name,
            ["HOME"] = folder,
            ["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config"),
            ["XDG_DATA_HOME"] = Path.Combine(folder, ".local"),
        };
        if (Find(_game.Command[0]) is not { } program)
            throw new ExternalGameException(
                $"{_game.Name}: the program '{_game.Command[0]}' is not installed"
                + (_game.Install is { } how ? $"; install it with {how}" : ""))
            {
                IsMissing = true,
            };
        _process = new([program, .. _game.Command.Skip(1)], environment, Path.Combine(folder, "game.log"));
        _running = true;
        return _display.Name;
    }

    private bool Play(IReadOnlyList<InputStep> steps, PictureMatch?[] pictures)
    {
        ReleaseAll();
        Run();
        for (int i = 0; i < steps.Count; i++)
        {
            if (!IsAlive) return false;
            var step = steps[i];
            if (step.Wait is { } milliseconds) Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));
            if (step.Tap is { } key) Brief(down => _input!.Key(key, down));
            if (step.Click is [int x, int y]) Click(x, y);
            if (pictures[i] is { } picture && !WaitFor(picture)) return false;
        }
        return IsAlive;
    }

    private bool WaitFor(PictureMatch picture)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < _game.PatienceSeconds; Thread.Sleep(30))
        {
            if (!IsAlive) return false;
            if (Capture() && picture.IsShown(Screen)) return true;
        }
        return false;
    }

    private void Click(int x, int y)
    {
        if (!_input!.TryGetArea(_input.FindWindow(_game.Window), out int left, out int top, out _, out _)) return;
        _input.MoveMouse(left + x, top + y);
        _input.Flush();
        Thread.Sleep(Press);
        Brief(down => _input.Button(1, down));
    }

    private void Brief(Action<bool> press)
    {
        press(true);
        _input!.Flush();
        Thread.Sleep(Press);
        press(false);
        _input.Flush();
        Thread.Sleep(Press);
    }

    private void ReleaseAll()
    {
        if (_input is null || _input.IsLost) return;
        foreach (string key in _held) _input.Key(key, false);
        if (_button != 0) _input.Button(_button, false);
        _button = 0;
        _held.Clear();
        ReleaseTaps();
        _input.Flush();
    }

    private void Run()
    {
        _input!.Flush();
        if (!_running) _process?.Resume();
        _running = true;
    }

    private void Close()
    {
        if (IsAttached) ReleaseAll(); // the person at the keyboard would be left with keys held down
        _source?.Dispose();
        _input?.Dispose();
        _process?.Dispose();
        _display?.Dispose();
        (_source, _input, _process, _display, _running, _button) = (null, null, null, null, false, 0);
        _held.Clear();
        _tapped.Clear();
    }

    private static string? Find(string program)
    {
        if (program.Contains('/')) return File.Exists(program) ? program : null;
        string paths = Environment.GetEnvironmentVariable("PATH") + ":/usr/games:/usr/local/games";
        return paths.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
