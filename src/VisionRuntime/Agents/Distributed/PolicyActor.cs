using ShaderKernels.Devices;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Agents.Distributed;

/// <summary>The actor of IMPALA: it draws actions from its policy, and notes the logarithms of their probabilities.</summary>
internal sealed class PolicyActor : Actor
{
    private readonly ActorPolicy _policy;
    private readonly Random _random;

    public PolicyActor(
        IEnvironment environment, ActorNetwork network, Device device, Variables variables, ImpalaOptions options, int seed,
        ActorPlace place)
        : base(environment, device, variables, place, options.Actors, options.ClipRewards, options.TerminalOnLifeLoss)
    {
        _random = new Random(seed);
        _policy = new ActorPolicy(network, environment.Observations, environment.ActionCount, device, variables);
    }

    /// <inheritdoc/>
    public override IPolicy Policy => _policy;

    public override void Dispose()
    {
        _policy.Dispose();
        base.Dispose();
    }

    private protected override void Act(int time)
    {
        _policy.Evaluate();
        for (int e = 0; e < Actions.Length; e++)
            Actions[e] = _policy.Sample(e, _random, out Batch.Judgments[time * Actions.Length + e]);
    }

    private protected override void Complete()
    {
        // The learner evaluates the last observation with its own weights.
    }
}
