namespace VisionRuntime.Behaviours;

/// <summary>Says which actions an agent may not choose in the next decision. All are enabled at first.</summary>
public sealed class DiscreteActionMask
{
    private readonly bool[] _disabled;

    internal DiscreteActionMask(int actions) => _disabled = new bool[actions];

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
    internal int NearestTo(int action, string agent)
    {
        for (int i = 0; i < _disabled.Length; i++)
        {
            int candidate = (action + i) % _disabled.Length;
            if (!_disabled[candidate]) return candidate;
        }
        throw NoneLeft(agent);
    }

    /// <summary>Returns the enabled action with the highest value.</summary>
    internal int Best(ReadOnlySpan<float> values, string agent)
    {
        int best = -1;
        for (int i = 0; i < _disabled.Length; i++)
        {
            if (!_disabled[i] && (best < 0 || values[i] > values[best])) best = i;
        }
        return best >= 0 ? best : throw NoneLeft(agent);
    }

    private static InvalidOperationException NoneLeft(string agent) =>
        new($"{agent}: WriteDiscreteActionMask disables every action; leave one enabled");
}
