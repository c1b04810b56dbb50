namespace VisionRuntime.Agents;

/// <summary>Plays as an actor does in training: the action of an environment is drawn from the probabilities of its policy.</summary>
internal sealed class StochasticPolicy(ActorPolicy actor, Random random) : IPolicy
{
    public ReadOnlyMemory<float> Values => actor.Values;

    public void Evaluate() => actor.Evaluate();

    public bool TryEvaluate() => actor.TryEvaluate();

    /// <summary>Draws an action.</summary>
    public int Best(int environment) => actor.Sample(environment, random, out _);

    /// <summary>Does nothing: the actor is disposed by its owner.</summary>
    public void Dispose()
    {
    }
}
