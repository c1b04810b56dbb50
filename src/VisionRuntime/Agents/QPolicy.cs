using System.Numerics.Tensors;
using ShaderKernels.Devices;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace VisionRuntime.Agents;

/// <summary>Chooses actions by their values: one network, one plan, for the environments that share an observation tensor.</summary>
public sealed class QPolicy : IDisposable
{
    private readonly Plan _plan;
    private readonly float[] _values;
    private readonly int _choices;
    private readonly TensorReadback _readback;
    private long _evaluations;

    /// <summary>Compiles the network over the observations where they lie.</summary>
    /// <param name="network">Gives each action's value.</param>
    /// <param name="observations">What is seen: [N, C, H, W], on the device.</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="variables">Its weights, called <c>online/...</c>; what is not there is initialized.</param>
    public QPolicy(QNetwork network, Tensor observations, int actions, Device device, Variables variables)
    {
        var graph = new Graph();
        graph.Output("values", network("online", graph.Input("observations", observations.Shape), actions));
        _plan = Plan.Compile(graph, device, variables, new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["observations"] = observations });
        _values = new float[observations.Shape[0] * actions];
        _choices = actions;
        _readback = new TensorReadback(device, _values.Length);
    }

    /// <summary>The values that were taken last: [N, actions].</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>
    /// Runs the network on what the observations hold now and takes the newest values that have arrived, which on a GPU are one or two
    /// frames old. Waits for nothing and allocates nothing: for play.
    /// </summary>
    /// <returns>False where no new values have arrived; the old ones stay.</returns>
    public bool TryEvaluate()
    {
        _plan.Run();
        _readback.Request(_plan.Output("values"), _evaluations++);
        return _readback.TryTakeNewest(_values, out _);
    }

    /// <summary>Runs the network on what the observations hold now and waits for the values: for training. Allocates nothing.</summary>
    public void Evaluate()
    {
        _plan.Run();
        _plan.Output("values").Read(_values);
    }

    /// <summary>The action of the highest value in one environment, by the values that were taken last.</summary>
    public int Best(int environment) => TensorPrimitives.IndexOfMax<float>(_values.AsSpan(environment * _choices, _choices));

    /// <summary>Frees the plan and the readback.</summary>
    public void Dispose()
    {
        _readback.Dispose();
        _plan.Dispose();
    }
}
