using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// Plans of one network for changing input sizes: another batch or picture size is planned when it first comes and kept for the next time.
/// All of them share the same variables, so no weight is loaded twice.
/// </summary>
public sealed class PlanCache : IDisposable
{
    private readonly Func<Shape, Graph> _build;
    private readonly Variables _variables;
    private readonly int _capacity;
    private readonly List<(Shape Shape, Plan Plan)> _plans = []; // The one asked for last comes last.

    /// <summary>Makes an empty cache.</summary>
    /// <param name="build">Writes the network for an input of the given shape.</param>
    /// <param name="variables">The weights, and the device that the plans run on.</param>
    /// <param name="capacity">How many plans are kept; where there are more, the one that was not asked for the longest is disposed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public PlanCache(Func<Shape, Graph> build, Variables variables, int capacity = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_build, _variables, _capacity) = (build, variables, capacity);
    }

    /// <summary>The number of plans held.</summary>
    public int Count => _plans.Count;

    /// <summary>
    /// The plan for an input of the shape. Allocates nothing where it is there already. It may be used until as many other shapes as the
    /// cache holds were asked for, and is disposed by the cache.
    /// </summary>
    /// <exception cref="ShapeException">The network cannot work on such inputs.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The plan does not fit the device; those kept stay as they were.</exception>
    public Plan For(Shape input)
    {
        for (int i = _plans.Count - 1; i >= 0; i--)
        {
            if (_plans[i].Shape != input) continue;
            var found = _plans[i];
            if (i < _plans.Count - 1)
            {
                _plans.RemoveAt(i);
                _plans.Add(found);
            }
            return found.Plan;
        }
        var plan = Plan.Compile(_build(input), _variables.Device, _variables);
        _plans.Add((input, plan));
        if (_plans.Count > _capacity)
        {
            _plans[0].Plan.Dispose();
            _plans.RemoveAt(0);
        }
        return plan;
    }

    /// <summary>Frees the plans; the variables stay.</summary>
    public void Dispose()
    {
        foreach (var (_, plan) in _plans) plan.Dispose();
        _plans.Clear();
    }
}
