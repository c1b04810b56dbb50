namespace VisionRuntime.Agents;

/// <summary>
/// Generalized advantage estimation (Schulman et al. 2016, "High-dimensional continuous control using generalized advantage estimation",
/// equation 16), over a rollout of several environments.
/// </summary>
internal static class GeneralizedAdvantages
{
    /// <summary>
    /// Computes the advantage of each step: the sum of the coming temporal differences r + discount * V' - V, discounted by discount times
    /// lambda for each step. A terminated episode has no value after its end; a truncated one has that of its last observation.
    /// </summary>
    /// <param name="rewards">The rewards, [steps, environments].</param>
    /// <param name="values">The values of the observations, [steps + 1, environments]; the last are those after the last step.</param>
    /// <param name="terminated">Whether the step terminated its episode, [steps, environments].</param>
    /// <param name="ended">Whether the step terminated or truncated its episode, [steps, environments].</param>
    /// <param name="environments">The number of environments.</param>
    /// <param name="discount">The discount factor.</param>
    /// <param name="lambda">The weight of longer returns, from 0 to 1.</param>
    /// <param name="advantages">Receives the advantages, [steps, environments].</param>
    public static void Compute(
        ReadOnlySpan<float> rewards, ReadOnlySpan<float> values, ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> ended, int environments,
        float discount, float lambda, Span<float> advantages)
    {
        for (int i = rewards.Length - 1; i >= 0; i--)
        {
            float next = terminated[i] ? 0 : values[i + environments];
            float difference = rewards[i] + discount * next - values[i];
            bool isLast = i + environments >= rewards.Length;
            advantages[i] = difference + (isLast || ended[i] ? 0 : discount * lambda * advantages[i + environments]);
        }
    }
}
