namespace VisionRuntime.Agents.Distributed;

/// <summary>
/// V-trace (Espeholt et al. 2018, section 4.1): targets of the state values and advantages of the actions for a policy other than the one
/// that acted.
/// </summary>
internal static class VTrace
{
    /// <summary>
    /// Computes, for each step, the target of the value by equation 1, in the recursive form of remark 1, and the advantage of the action
    /// by section 4.2, weighted by rho. A terminated episode has no value after its end; a truncated one has that of its last observation.
    /// </summary>
    /// <param name="rewards">The rewards, [steps, environments].</param>
    /// <param name="values">The values of the observations, [steps + 1, environments]; the last are those after the last step.</param>
    /// <param name="logRatios">
    /// The logarithm of the probability of each action by the policy that learns over that by the policy that acted, [steps, environments].
    /// </param>
    /// <param name="terminated">Whether the step terminated its episode, [steps, environments].</param>
    /// <param name="ended">Whether the step terminated or truncated its episode, [steps, environments].</param>
    /// <param name="environments">The number of environments.</param>
    /// <param name="options">The discount factor, lambda, rho-bar and c-bar.</param>
    /// <param name="targets">Receives the targets of the values, [steps, environments].</param>
    /// <param name="advantages">Receives the advantages, [steps, environments].</param>
    public static void Compute(
        ReadOnlySpan<float> rewards, ReadOnlySpan<float> values, ReadOnlySpan<float> logRatios, ReadOnlySpan<bool> terminated,
        ReadOnlySpan<bool> ended, int environments, ImpalaOptions options, Span<float> targets, Span<float> advantages)
    {
        for (int i = rewards.Length - 1; i >= 0; i--)
        {
            float ratio = MathF.Exp(logRatios[i]);
            float weight = Math.Min(options.LargestWeight, ratio), trace = options.Lambda * Math.Min(options.LargestTrace, ratio);
            float discount = terminated[i] ? 0 : options.Discount, nextValue = values[i + environments];
            bool isLast = i + environments >= rewards.Length;
            float nextTarget = isLast || ended[i] ? nextValue : targets[i + environments];
            float difference = weight * (rewards[i] + discount * nextValue - values[i]);
            targets[i] = values[i] + difference + discount * trace * (nextTarget - nextValue);
            advantages[i] = weight * (rewards[i] + discount * nextTarget - values[i]);
        }
    }
}
