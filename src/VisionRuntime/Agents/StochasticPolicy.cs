using System.Numerics.Tensors;

namespace VisionRuntime.Agents;

/// <summary>
/// Plays as an actor does in training: the action of an environment is drawn from the probabilities, the softmax of the values of another
/// policy, instead of the action with the highest value.
/// </summary>
public sealed class StochasticPolicy : IPolicy
{
    private readonly IPolicy _policy;
    private readonly Random _random;
    private readonly float[] _probabilities;

    /// <summary>Creates the policy.</summary>
    /// <param name="policy">The policy whose values are the logits of the actions; disposed with this one.</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="random">The random number generator.</param>
    public StochasticPolicy(IPolicy policy, int actions, Random random) =>
        (_policy, _random, _probabilities) = (policy, random, new float[actions]);

    /// <inheritdoc/>
    public ReadOnlyMemory<float> Values => _policy.Values;

    /// <inheritdoc/>
    public void Evaluate() => _policy.Evaluate();

    /// <inheritdoc/>
    public bool TryEvaluate() => _policy.TryEvaluate();

    /// <summary>Draws an action.</summary>
    /// <param name="environment">The index of the environment.</param>
    public int Best(int environment) => Draw(
        _policy.Values.Span.Slice(environment * _probabilities.Length, _probabilities.Length), _probabilities, _random);

    /// <inheritdoc/>
    public void Dispose() => _policy.Dispose();

    /// <summary>Draws an action. Does not allocate.</summary>
    /// <param name="logits">The logits of the actions.</param>
    /// <param name="probabilities">Receives their probabilities.</param>
    /// <param name="random">The random number generator.</param>
    internal static int Draw(ReadOnlySpan<float> logits, Span<float> probabilities, Random random)
    {
        TensorPrimitives.SoftMax(logits, probabilities);
        double threshold = random.NextDouble();
        int action = 0;
        while (action < probabilities.Length - 1 && (threshold -= probabilities[action]) >= 0) action++;
        return action;
    }
}
