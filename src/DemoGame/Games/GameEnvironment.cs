using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Models;

namespace DemoGame.Games;

/// <summary>
/// Many instances of a game as one vectorized environment: they step together and are drawn into one framebuffer, which is captured once.
/// </summary>
public sealed class GameEnvironment : IEnvironment
{
    private readonly IGame[] _games;
    private readonly GameAtlas _atlas;
    private readonly FramebufferSource _source;
    private readonly CameraSensor _sensor;
    private readonly EnvironmentOptions _options;
    private readonly int[] _actions, _before, _livesBefore;
    private readonly bool[] _isActive, _livesLost;
    private readonly float[] _potentials;
    private readonly StepResult[] _results;
    private GameRandom _seeds, _repeats;
    private int _frame;

    /// <summary>Creates the instances and everything that draws and captures them.</summary>
    /// <param name="gl">The context that draws; it must be current on the calling thread, now and whenever the environment is used.</param>
    /// <param name="game">The game.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">How frames are prepared for the network.</param>
    /// <param name="options">How the game is played; as the game's training defaults say if null.</param>
    public GameEnvironment(
        GL gl, GameDefinition game, int count, Device device, Preprocessing preprocessing, EnvironmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(game);
        Definition = game;
        _options = options ?? game.Training.Environment;
        _options.Validate();
        (_actions, _before, _livesBefore) = (new int[count], new int[count], new int[count]);
        (_isActive, _livesLost, _results) = (new bool[count], new bool[count], new StepResult[count]);
        _potentials = new float[count];
        _games = [.. Enumerable.Range(0, count).Select(_ => game.Create())];
        int rows = Enumerable.Range(1, count).Last(n => count % n == 0 && n * n <= count);
        _atlas = new GameAtlas(gl, count, _games[0].Width, _games[0].Height, count / rows);
        _source = new FramebufferSource(gl, _atlas.Framebuffer, _atlas.Width, _atlas.Height) { Delivery = FrameDelivery.Now };
        _sensor = new CameraSensor(_source, device, preprocessing, _atlas.Columns, _atlas.Rows);
    }

    /// <summary>Creates the instances and everything that draws and captures them.</summary>
    /// <param name="gl">The context that draws; it must be current on the calling thread, now and whenever the environment is used.</param>
    /// <param name="game">The game's name in the catalog.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">How frames are prepared for the network.</param>
    /// <exception cref="UnknownGameException">There is no such game.</exception>
    public GameEnvironment(GL gl, string game, int count, Device device, Preprocessing preprocessing)
        : this(gl, GameCatalog.Find(game), count, device, preprocessing)
    {
    }

    /// <summary>The frames that the small network for the games here takes: half the resolution of an 84x84 game, two frames.</summary>
    public static Preprocessing DefaultView { get; } = ModelCatalog.Find("dqn-small")!.Preprocessing!;

    /// <summary>The game.</summary>
    public GameDefinition Definition { get; }

    /// <inheritdoc/>
    public int Count => _games.Length;

    /// <inheritdoc/>
    public int ActionCount => Definition.Actions.Count;

    /// <inheritdoc/>
    public Tensor Observations => _sensor.Observations;

    /// <inheritdoc/>
    public int Stack => _sensor.Preprocessing.Frames;

    /// <inheritdoc/>
    public ReadOnlySpan<bool> LivesLost => _livesLost;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Potentials => _potentials;

    /// <summary>How the game is played.</summary>
    public EnvironmentOptions Options => _options;

    /// <summary>The framebuffer with all instances.</summary>
    public GameAtlas Atlas => _atlas;

    /// <summary>The instances.</summary>
    public IReadOnlyList<IGame> Games => _games;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        (_seeds, _repeats) = (new GameRandom(seed), new GameRandom(~seed));
        Array.Fill(_before, Definition.IdleAction);
        Array.Clear(_livesLost);
        for (int i = 0; i < _games.Length; i++) Restart(i);
        Observe();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        BeginStep(actions);
        while (!StepFrame())
        {
        }
        EndStep(rewards, terminated, truncated);
    }

    /// <summary>
    /// Begins a step: games that have ended start a new episode, the others take the action. Call <see cref="StepFrame"/> until it returns
    /// true, then <see cref="EndStep"/>; <see cref="Step"/> does all three.
    /// </summary>
    public void BeginStep(ReadOnlySpan<int> actions)
    {
        _frame = 0;
        actions.CopyTo(_actions);
        for (int i = 0; i < _games.Length; i++)
        {
            _results[i] = default;
            _isActive[i] = !_games[i].Ended;
            if (!_isActive[i]) Restart(i);
            _livesBefore[i] = _games[i].Lives;
        }
    }

    /// <summary>Changes the actions in the middle of a step, as a person does.</summary>
    public void ChangeActions(ReadOnlySpan<int> actions) => actions.CopyTo(_actions);

    /// <summary>Advances the games by one frame.</summary>
    /// <returns>True if it was the last frame of the step.</returns>
    public bool StepFrame()
    {
        bool anyActive = false;
        for (int i = 0; i < _games.Length; i++)
        {
            if (!_isActive[i]) continue;
            bool repeats = _options.RepeatActionProbability > 0 && _repeats.Fraction() < _options.RepeatActionProbability;
            int action = repeats ? _before[i] : _actions[i];
            _before[i] = action;
            var result = _games[i].Step(action);
            _results[i] = result with { Reward = _results[i].Reward + result.Reward };
            anyActive |= _isActive[i] = !result.Ended;
        }
        _frame++;
        if (_options.MaxPool && _frame == _options.FrameSkip - 1)
        {
            _atlas.Render(_games);
            _atlas.Keep();
        }
        return _frame == _options.FrameSkip || !anyActive && !_options.MaxPool;
    }

    /// <summary>Ends a step: captures the games and reports the results.</summary>
    public void EndStep(Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        for (int i = 0; i < _games.Length; i++)
        {
            (rewards[i], terminated[i], truncated[i]) = (_results[i].Reward, _results[i].Terminated, _results[i].Truncated);
            _livesLost[i] = _games[i].Lives < _livesBefore[i];
        }
        Observe();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sensor.Dispose();
        _source.Dispose();
        _atlas.Dispose();
    }

    private void Restart(int game)
    {
        do
        {
            _games[game].Reset(_seeds.Next());
            int idle = _options.NoopMax == 0 ? 0 : _seeds.Between(1, _options.NoopMax);
            for (; idle > 0 && !_games[game].Ended; idle--) _games[game].Step(Definition.IdleAction);
        }
        while (_games[game].Ended);
        _before[game] = Definition.IdleAction;
        _sensor.Restart(game);
    }

    private void Observe()
    {
        for (int i = 0; i < _games.Length; i++) _potentials[i] = _games[i].Potential;
        _atlas.Render(_games);
        if (_options.MaxPool && _frame > 1) _atlas.MaximumWithKept();
        if (!_sensor.Capture()) throw new InvalidOperationException("GameEnvironment: the frame could not be captured");
    }
}
