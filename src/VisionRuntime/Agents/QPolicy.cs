using System.Numerics.Tensors;
using ShaderKernels.Devices;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace VisionRuntime.Agents;

/// <summary>Selects actions greedily by their Q-values, with one inference for all environments that share an observation tensor.</summary>
public sealed class QPolicy : IPolicy
{
    private readonly Plan _plan;
    private readonly float[] _values;
    private readonly int _actionCount;
    private readonly TensorReadback _readback;
    private long _evaluations;

    /// <summary>Creates the policy and compiles its network, which reads the observations in place.</summary>
    /// <param name="network">The network that computes the value of each action, or the logits of its distribution.</param>
    /// <param name="observations">The observations: [N, C, H, W], on the device.</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="variables">The weights of the network, named <c>online/...</c>; missing weights are initialized.</param>
    /// <param name="training">Whether noisy layers draw noise, for exploration.</param>
    public QPolicy(
        QNetwork network, Tensor observations, int actions, Device device, Variables variables, bool training = false)
    {
        var graph = new Graph(training);
        var output = network("online", graph.Input("observations", observations.Shape), actions);
        graph.Output("values", ActionValues.Expected("online", output));
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["observations"] = observations };
        _plan = Plan.Compile(graph, device, variables, bindings);
        _values = new float[observations.Shape[0] * actions];
        _actionCount = actions;
        _readback = new TensorReadback(device, _values.Length);
    }

    /// <summary>Gets the action values of the last completed evaluation: [N, actions].</summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>
    /// Runs the network on the current observations and reads the newest available values, which on a GPU are one or two frames old.
    /// Does not block or allocate; intended for real-time inference.
    /// </summary>
    /// <returns>True if <see cref="Values"/> was updated; false if no new values are available yet.</returns>
    public bool TryEvaluate()
    {
        _plan.Run();
        _readback.Request(_plan.Output("values"), _evaluations++);
        return _readback.TryTakeNewest(_values, out _);
    }

    /// <summary>Runs the network on the current observations and waits for the values; intended for training. Does not allocate.</summary>
    public void Evaluate()
    {
        _plan.Run();
        _plan.Output("values").Read(_values);
    }

    /// <summary>Gets the action with the highest value in an environment, according to <see cref="Values"/>.</summary>
    /// <param name="environment">The index of the environment.</param>
    public int Best(int environment) =>
        TensorPrimitives.IndexOfMax<float>(_values.AsSpan(environment * _actionCount, _actionCount));

    /// <summary>Releases the plan and the readback.</summary>
    public void Dispose()
    {
        _readback.Dispose();
        _plan.Dispose();
    }
}
