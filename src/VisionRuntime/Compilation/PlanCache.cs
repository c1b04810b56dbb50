using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>
/// A cache of plans of one network for different input shapes: a plan is compiled when a batch or image size is first requested. All plans
/// share the same variables.
/// </summary>
public sealed class PlanCache : IDisposable
{
    private readonly Func<Shape, Graph> _build;
    private readonly Variables _variables;
    private readonly int _capacity;
    private readonly List<(Shape Shape, Plan Plan)> _plans = []; // The most recently used is last.

    /// <summary>Creates an empty cache.</summary>
    /// <param name="build">Builds the graph for an input of the given shape.</param>
    /// <param name="variables">The variables, whose device runs the plans.</param>
    /// <param name="capacity">The maximum number of plans; the least recently used is disposed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public PlanCache(Func<Shape, Graph> build, Variables variables, int capacity = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_build, _variables, _capacity) = (build, variables, capacity);
    }

    /// <summary>Gets the number of plans in the cache.</summary>
    public int Count => _plans.Count;

    /// <summary>
    /// Gets the plan for an input shape; allocates nothing if it is in the cache. The plan is owned by the cache and valid until as many
    /// other shapes as its capacity have been requested.
    /// </summary>
    /// <exception cref="ShapeException">The network does not support this input shape.</exception>
    /// <exception cref="OutOfDeviceMemoryException">The device does not have enough memory; the cache is unchanged.</exception>
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

    /// <summary>Releases the plans, but not the variables.</summary>
    public void Dispose()
    {
        foreach (var (_, plan) in _plans) plan.Dispose();
        _plans.Clear();
    }
}
