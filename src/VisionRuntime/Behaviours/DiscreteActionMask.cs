using VisionRuntime.Agents;

namespace VisionRuntime.Behaviours;

/// <summary>Says which actions an agent may not choose in the next decision. All are enabled at first.</summary>
public sealed class DiscreteActionMask
{
    private readonly string _agent;
    private readonly bool[] _disabled;

    private readonly float[] _logits, _probabilities;

    internal DiscreteActionMask(int actions, string agent) =>
        (_agent, _disabled, _logits, _probabilities) = (agent, new bool[actions], new float[actions], new float[actions]);

    /// <summary>Enables or disables an action.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such action.</exception>
    public void SetActionEnabled(int action, bool isEnabled)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(action);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(action, _disabled.Length);
        _disabled[action] = !isEnabled;
    }

    internal bool Allows(int action) => !_disabled[action];

    internal void Clear() => Array.Clear(_disabled);

    /// <summary>Returns the action itself if it is enabled, otherwise the next one that is.</summary>
    internal int NearestTo(int action)
    {
        for (int i = 0; i < _disabled.Length; i++)
        {
            int candidate = (action + i) % _disabled.Length;
            if (!_disabled[candidate]) return candidate;
        }
        throw NoneLeft();
    }

    /// <summary>Returns the enabled action with the highest value.</summary>
    internal int Best(ReadOnlySpan<float> values)
    {
        int best = -1;
        for (int i = 0; i < _disabled.Length; i++)
        {
            if (!_disabled[i] && (best < 0 || values[i] > values[best])) best = i;
        }
        return best >= 0 ? best : throw NoneLeft();
    }

    /// <summary>Draws an enabled action from the probabilities of their values, as those of logits.</summary>
    internal int Draw(ReadOnlySpan<float> values, Random random)
    {
        int best = Best(values);
        for (int i = 0; i < _disabled.Length; i++) _logits[i] = _disabled[i] ? float.NegativeInfinity : values[i];
        int drawn = StochasticPolicy.Draw(_logits, _probabilities, random);
        // Probabilities that add up to a little less than 1 may lead to the last action.
        return _disabled[drawn] ? best : drawn;
    }

    private InvalidOperationException NoneLeft() =>
        new($"{_agent}: WriteDiscreteActionMask disables every action; leave one enabled");
}
