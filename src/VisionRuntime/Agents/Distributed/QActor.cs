using ShaderKernels.Devices;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// The actor of Ape-X (Horgan et al. 2018, algorithm 1): it acts greedily but for random actions, with a probability of its own for each of
/// its environments, and computes the first priorities of its transitions from the values that it acted by.
/// </summary>
internal sealed class QActor : Actor
{
    private readonly QPolicy _policy;
    private readonly DqnOptions _options;
    private readonly Random _random;
    private readonly float[] _epsilons, _chosen, _best;

    public QActor(
        IEnvironment environment, QNetwork network, Device device, Variables variables, DqnOptions options, int seed, ActorPlace place)
        : base(environment, device, variables, place, options.Actors, options.ClipRewards, options.TerminalOnLifeLoss)
    {
        (_options, _random) = (options, new Random(seed));
        bool isNoisy = QLearning.IsNoisy(network, environment.Observations.Shape, environment.ActionCount);
        _policy = new QPolicy(network, environment.Observations, environment.ActionCount, device, variables, training: isNoisy);
        int count = environment.Count, first = place.Admission.Index * count, all = Math.Max(place.Admission.Actors * count, first + count);
        _epsilons = [.. Enumerable.Range(first, count).Select(i => isNoisy ? 0 : Epsilon(i, all, options))];
        (_chosen, _best) = (new float[Shape.Transitions], new float[Shape.Transitions + count]);
    }

    /// <inheritdoc/>
    public override IPolicy Policy => _policy;

    /// <summary>Gets the mean probability of a random action.</summary>
    public override float Exploration => _epsilons.Average();

    /// <summary>Computes the probability of random actions of an environment among all (section 4.1 of the paper).</summary>
    /// <param name="index">The place of the environment, from 0.</param>
    /// <param name="count">The number of all environments of all actors.</param>
    /// <param name="options">The hyperparameters.</param>
    internal static float Epsilon(int index, int count, DqnOptions options) =>
        MathF.Pow(options.ActorExploration, 1 + options.ActorExplorationExponent * index / Math.Max(1, count - 1));

    /// <summary>
    /// Computes the absolute error of each transition: that of Q(s, a) and the n-step return with the greatest value of the state after it,
    /// both by the weights that acted.
    /// </summary>
    /// <param name="experience">The batch, whose errors are written.</param>
    /// <param name="chosen">The value of each action, [steps, environments].</param>
    /// <param name="best">The greatest value of each state, [steps + 1, environments].</param>
    /// <param name="options">The hyperparameters.</param>
    internal static void ComputeErrors(
        Experience experience, ReadOnlySpan<float> chosen, ReadOnlySpan<float> best, DqnOptions options)
    {
        int environments = experience.Shape.Environments, steps = experience.Shape.Steps;
        for (int i = 0; i < chosen.Length; i++)
        {
            int e = i % environments, next = i / environments;
            float sum = 0, discount = 1;
            bool goesOn = true;
            for (int n = 0; n < options.NStep && next < steps && goesOn; n++)
            {
                int index = next++ * environments + e;
                sum += discount * experience.Rewards[index];
                discount *= experience.Terminated[index] ? 0 : options.Discount;
                goesOn = !experience.Terminated[index] && !experience.Truncated[index];
            }
            experience.Judgments[i] = MathF.Abs(sum + discount * best[next * environments + e] - chosen[i]);
        }
    }

    public override void Dispose()
    {
        _policy.Dispose();
        base.Dispose();
    }

    private protected override void Act(int time)
    {
        Evaluate(time);
        int actionCount = Environment.ActionCount;
        var values = _policy.Values.Span;
        for (int e = 0; e < Actions.Length; e++)
        {
            bool explores = _epsilons[e] > 0 && _random.NextSingle() < _epsilons[e];
            Actions[e] = explores ? _random.Next(actionCount) : _policy.Best(e);
            _chosen[time * Actions.Length + e] = values[e * actionCount + Actions[e]];
        }
    }

    private protected override void Complete()
    {
        Evaluate(Shape.Steps);
        ComputeErrors(Batch, _chosen, _best, _options);
    }

    private void Evaluate(int time)
    {
        _policy.Evaluate();
        var values = _policy.Values.Span;
        int actionCount = Environment.ActionCount;
        for (int e = 0; e < Actions.Length; e++) _best[time * Actions.Length + e] = values[e * actionCount + _policy.Best(e)];
    }
}
