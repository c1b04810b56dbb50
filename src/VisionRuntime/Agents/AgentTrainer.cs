namespace VisionRuntime.Agents;

/// <summary>
/// What all training algorithms have in common: a batch of environments that they step, counters, the returns of episodes, and evaluation
/// apart from training. Call <see cref="Begin"/>, then <see cref="Step"/> repeatedly.
/// </summary>
public abstract class AgentTrainer : IDisposable
{
    private readonly float[] _returns;
    private readonly bool[] _done;

    /// <summary>Creates the trainer.</summary>
    /// <param name="environment">The batch of environments to train on; not disposed by the trainer.</param>
    protected AgentTrainer(IEnvironment environment)
    {
        Environment = environment;
        int count = environment.Count;
        (Actions, Rewards, _returns) = (new int[count], new float[count], new float[count]);
        (Terminated, Truncated, EpisodeStarts, _done) = (new bool[count], new bool[count], new bool[count], new bool[count]);
    }

    /// <summary>Gets or sets the number of environment steps so far, summed over all environments.</summary>
    public long Steps { get; set; }

    /// <summary>Gets or sets the number of training steps so far.</summary>
    public long Updates { get; set; }

    /// <summary>Gets or sets the number of finished episodes so far.</summary>
    public long Episodes { get; set; }

    /// <summary>Gets the most recent loss read back from the device, or NaN if none has been read yet.</summary>
    public double Loss { get; protected set; } = double.NaN;

    /// <summary>Gets the current probability of a random action; NaN if the algorithm does not explore by random actions.</summary>
    public virtual float Exploration => float.NaN;

    /// <summary>Gets the greedy policy that is being trained.</summary>
    public abstract IPolicy Policy { get; }

    /// <summary>Occurs when an episode finishes; the argument is its return, the sum of its rewards.</summary>
    public event Action<double>? EpisodeFinished;

    /// <summary>Gets the environments.</summary>
    protected IEnvironment Environment { get; }

    /// <summary>Gets the action of each environment in the next or last step.</summary>
    protected int[] Actions { get; }

    /// <summary>Gets the reward of each environment in the last step.</summary>
    protected float[] Rewards { get; }

    /// <summary>Gets whether the last step terminated the episode of each environment.</summary>
    protected bool[] Terminated { get; }

    /// <summary>Gets whether the last step truncated the episode of each environment.</summary>
    protected bool[] Truncated { get; }

    /// <summary>Gets whether the current observation of each environment is the first of its episode.</summary>
    protected bool[] EpisodeStarts { get; }

    /// <summary>Resets all environments and starts new episodes.</summary>
    /// <param name="seed">The random seed of the environments.</param>
    public virtual void Begin(ulong seed)
    {
        Environment.Reset(seed);
        Array.Fill(EpisodeStarts, true);
        Array.Clear(_done);
        Array.Clear(_returns);
        Array.Clear(Terminated);
        Array.Clear(Truncated);
    }

    /// <summary>Steps every environment once and runs the training steps that are due.</summary>
    /// <exception cref="Training.TrainingDivergedException">The loss is NaN or infinite.</exception>
    /// <exception cref="EnvironmentException">A reward is NaN or infinite.</exception>
    public abstract void Step();

    /// <summary>
    /// Evaluates the greedy policy, without exploration or training. Call <see cref="Begin"/> to continue training afterwards.
    /// </summary>
    /// <param name="episodes">
    /// The number of episodes, divided evenly among the environments so that short episodes are not overrepresented.
    /// </param>
    /// <param name="seed">The random seed of the environments.</param>
    /// <returns>The return of each episode.</returns>
    public double[] Evaluate(int episodes, ulong seed) => Evaluate(Policy, episodes, seed);

    /// <summary>Evaluates any policy that observes the environments of the trainer, as <see cref="Evaluate(int, ulong)"/> does.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="episodes">The number of episodes.</param>
    /// <param name="seed">The random seed of the environments.</param>
    public double[] Evaluate(IPolicy policy, int episodes, ulong seed)
    {
        var results = new List<double>[Environment.Count];
        for (int e = 0; e < results.Length; e++) results[e] = [];
        Environment.Reset(seed);
        Array.Clear(_done);
        Array.Clear(_returns);
        for (int finished = 0; finished < episodes;)
        {
            policy.Evaluate();
            for (int e = 0; e < Actions.Length; e++) Actions[e] = policy.Best(e);
            Environment.Step(Actions, Rewards, Terminated, Truncated);
            RequireFiniteRewards();
            for (int e = 0; e < results.Length; e++)
            {
                int quota = episodes / results.Length + (e < episodes % results.Length ? 1 : 0);
                if (!Advance(e) || results[e].Count >= quota) continue;
                results[e].Add(_returns[e]);
                finished++;
            }
        }
        return [.. results.SelectMany(list => list)];
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>
    /// Steps every environment with <see cref="Actions"/>, and updates the rewards, the ends and starts of episodes and the counters.
    /// </summary>
    protected void StepEnvironment()
    {
        Environment.Step(Actions, Rewards, Terminated, Truncated);
        RequireFiniteRewards();
        for (int e = 0; e < EpisodeStarts.Length; e++)
        {
            EpisodeStarts[e] = _done[e];
            if (Advance(e)) CountEpisode(_returns[e]);
        }
        Steps += Environment.Count;
    }

    /// <summary>Counts an episode that was played elsewhere.</summary>
    /// <param name="value">Its return.</param>
    protected void CountEpisode(double value)
    {
        Episodes++;
        EpisodeFinished?.Invoke(value);
    }

    private void RequireFiniteRewards()
    {
        int invalid = Array.FindIndex(Rewards, reward => !float.IsFinite(reward));
        if (invalid < 0) return;
        throw new EnvironmentException(
            $"environment {invalid} returned the reward {Rewards[invalid]} at step {Steps}; rewards must be finite. "
            + "Nothing was learned from this step: correct the environment and resume from the last checkpoint");
    }

    /// <summary>
    /// Adds the reward of a step to the return of an environment's episode. The step after the end of an episode is its autoreset,
    /// which starts the next return at 0.
    /// </summary>
    /// <returns>True if the step ended the episode.</returns>
    private bool Advance(int environment)
    {
        _returns[environment] = _done[environment] ? 0 : _returns[environment] + Rewards[environment];
        return _done[environment] = Terminated[environment] || Truncated[environment];
    }
}
