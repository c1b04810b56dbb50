using VisionRuntime.Agents;

namespace VisionRuntime.Behaviours;

/// <summary>
/// A behaviour that plays from the screen, as ML-Agents for Unity has it: every few frames it decides on an action from what the frame
/// shows, by a trained model, or by <see cref="Heuristic"/> where it has none. <see cref="AgentEnvironment"/> trains it.
/// </summary>
/// <example>
/// <code>
/// class Paddle() : Agent(new(["stay", "left", "right"]) { DecisionPeriod = 2 })
/// {
///     protected override void OnEpisodeBegin() => PlaceBall();
///     protected override void OnActionReceived(int action) { Move(action); if (BallIsCaught) { AddReward(1); EndEpisode(); } }
/// }
/// </code>
/// </example>
public abstract class Agent : Behaviour
{
    private readonly DiscreteActionMask _mask;
    private AgentInference? _inference;
    private Model? _model;
    private bool _begun, _decided, _hasAction, _waits;
    private long _frames;

    /// <summary>Creates an agent.</summary>
    /// <param name="options">The actions, the view and the decision period.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    protected Agent(AgentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Options, _mask) = (options, new(options.Actions.Count, GetType().Name));
    }

    /// <summary>Gets the actions, the view and the decision period.</summary>
    public AgentOptions Options { get; }

    /// <summary>
    /// Gets or sets the model that decides, with one value for each action as its output; null to decide by <see cref="Heuristic"/>.
    /// </summary>
    public Model? Model
    {
        get => _model;
        set
        {
            _model = value;
            _inference?.Dispose();
            _inference = null;
        }
    }

    /// <summary>Gets the number of frames in which the agent acted in this episode.</summary>
    public int StepCount { get; private set; }

    /// <summary>Gets the number of episodes that have ended.</summary>
    public int CompletedEpisodes { get; private set; }

    /// <summary>Gets the sum of the rewards of this episode.</summary>
    public float CumulativeReward { get; private set; }

    /// <summary>Gets the last action; -1 before the first.</summary>
    public int LastAction { get; private set; } = -1;

    /// <summary>Gets the random numbers of the agent, which follow the seed of its training.</summary>
    protected Random Random { get; private set; } = new();

    /// <summary>Adds to the reward of the last action.</summary>
    /// <exception cref="ArgumentException">The reward is NaN or infinite.</exception>
    public void AddReward(float reward)
    {
        if (!float.IsFinite(reward)) throw new ArgumentException($"{GetType().Name}: the reward is {reward}; it must be finite");
        CumulativeReward += reward;
        PendingReward += reward;
    }

    /// <summary>Ends the episode, because it is over. The next one begins in the next frame.</summary>
    public void EndEpisode() => End(truncated: false);

    /// <summary>Cuts the episode off, for example by a time limit: what would have followed still counts for the agent.</summary>
    public void EpisodeInterrupted() => End(truncated: true);

    /// <summary>Called when an episode begins: put the game into its initial state.</summary>
    protected virtual void OnEpisodeBegin() { }

    /// <summary>Captures the frame for the next decision; captures the whole view by default.</summary>
    /// <param name="sensor">The sensor, whose observations the model reads.</param>
    protected internal virtual void CollectObservations(CameraSensor sensor) => sensor.Capture();

    /// <summary>Called with the action to take in this frame.</summary>
    /// <param name="action">An index into the actions of <see cref="Options"/>.</param>
    protected abstract void OnActionReceived(int action);

    /// <summary>Decides where there is no model: by the keyboard, by a script. The first action by default.</summary>
    protected virtual int Heuristic() => 0;

    /// <summary>Disables the actions that are not possible in the next decision.</summary>
    protected virtual void WriteDiscreteActionMask(DiscreteActionMask mask) { }

    /// <summary>Gets whether an environment decides for the agent.</summary>
    internal bool IsTrained { get; set; }

    /// <summary>Gets the rewards since the last decision of an environment.</summary>
    internal float PendingReward { get; private set; }

    internal bool Terminated { get; private set; }

    internal bool Truncated { get; private set; }

    internal void Seed(int seed) => Random = new Random(seed);

    /// <summary>Begins an episode.</summary>
    internal void BeginEpisode()
    {
        (_begun, _decided, _hasAction, _waits) = (true, false, false, false);
        (StepCount, CumulativeReward, PendingReward, LastAction) = (0, 0, 0, -1);
        (Terminated, Truncated) = (false, false);
        _inference?.Restart();
        OnEpisodeBegin();
    }

    /// <summary>Sets the action that an environment has chosen; a disabled one is replaced by the next one that is enabled.</summary>
    internal void Decide(int action)
    {
        PendingReward = 0;
        WriteMask();
        Take(_mask.NearestTo(action));
        _waits = false;
    }

    /// <summary>Gives the agent back to its model or heuristic, which begins with an episode of its own.</summary>
    internal void EndTraining() => (IsTrained, _begun) = (false, false);

    /// <summary>Lets the frames of others pass, while this agent has just begun an episode.</summary>
    internal void Wait() => _waits = true;

    internal override void Act()
    {
        if (Terminated || Truncated || !_begun)
        {
            if (IsTrained) return;
            BeginEpisode();
        }
        if (_waits) return;
        if (!IsTrained) DecideInPlay();
        if (!_hasAction || !_decided && !Options.TakeActionsBetweenDecisions) return;
        _decided = false;
        StepCount++;
        OnActionReceived(LastAction);
        if (StepCount == Options.MaximumSteps && !Terminated && !Truncated) EpisodeInterrupted();
    }

    internal override void Observe(VisionHost vision)
    {
        if (IsTrained || _model is null || Terminated || Truncated || !_begun) return;
        _inference ??= new AgentInference(vision, _model, Options);
        if (_frames % Options.DecisionPeriod == 0 || !_hasAction) _inference.Observe(this);
    }

    internal override void Release()
    {
        _inference?.Dispose();
        _inference = null;
    }

    private void DecideInPlay()
    {
        if (_model is not null)
        {
            // Decisions arrive one or two frames after the frame that they are made of.
            _frames++;
            if (_inference?.TryRead() != true) return;
            WriteMask();
            var values = _inference.Values;
            Take(_model.Definition.IsStochastic ? _mask.Draw(values, Random) : _mask.Best(values));
            return;
        }
        if (_frames++ % Options.DecisionPeriod != 0 && _hasAction) return;
        WriteMask();
        int action = Heuristic();
        if ((uint)action >= (uint)Options.Actions.Count)
            throw new InvalidOperationException(
                $"{GetType().Name}: Heuristic returned {action}, and the actions are 0 to {Options.Actions.Count - 1}");
        Take(_mask.NearestTo(action));
    }

    private void WriteMask()
    {
        _mask.Clear();
        WriteDiscreteActionMask(_mask);
    }

    private void Take(int action) => (LastAction, _decided, _hasAction) = (action, true, true);

    private void End(bool truncated)
    {
        if (!_begun || Terminated || Truncated) return;
        (Terminated, Truncated) = (!truncated, truncated);
        CompletedEpisodes++;
        _frames = 0;
    }
}
