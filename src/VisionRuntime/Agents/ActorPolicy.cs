using System.Numerics.Tensors;
using ShaderKernels.Devices;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using Tensor = ShaderKernels.Tensors.Tensor;

namespace VisionRuntime.Agents;

/// <summary>
/// A stochastic policy: the network gives the logits of the probability of each action, and an estimate of the value of the state.
/// </summary>
public sealed class ActorPolicy : IPolicy
{
    private readonly Plan _plan;
    private readonly float[] _logits, _stateValues, _probabilities;
    private readonly int _actionCount;
    private readonly TensorReadback _readback;
    private long _evaluations;

    /// <summary>Creates the policy and compiles its network, which reads the observations in place.</summary>
    /// <param name="network">The network that computes the logits of the actions and the value of the state.</param>
    /// <param name="observations">The observations: [N, C, H, W], on the device.</param>
    /// <param name="actions">The number of actions.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="variables">The weights of the network, named <c>online/...</c>; missing weights are initialized.</param>
    public ActorPolicy(ActorNetwork network, Tensor observations, int actions, Device device, Variables variables)
    {
        var graph = new Graph();
        var (policy, value) = network("online", graph.Input("observations", observations.Shape), actions);
        graph.Output("logits", policy);
        graph.Output("value", value);
        var bindings = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["observations"] = observations };
        _plan = Plan.Compile(graph, device, variables, bindings);
        int count = observations.Shape[0];
        (_logits, _stateValues, _probabilities) = (new float[count * actions], new float[count], new float[actions]);
        _actionCount = actions;
        _readback = new TensorReadback(device, _logits.Length);
    }

    /// <summary>Gets the logits of the last completed evaluation: [N, actions].</summary>
    public ReadOnlyMemory<float> Values => _logits;

    /// <summary>Gets the values of the states of the last <see cref="Evaluate"/>: [N].</summary>
    public ReadOnlyMemory<float> StateValues => _stateValues;

    /// <inheritdoc/>
    public void Evaluate()
    {
        _plan.Run();
        _plan.Output("logits").Read(_logits);
        _plan.Output("value").Read(_stateValues);
    }

    /// <inheritdoc/>
    public bool TryEvaluate()
    {
        _plan.Run();
        _readback.Request(_plan.Output("logits"), _evaluations++);
        return _readback.TryTakeNewest(_logits, out _);
    }

    /// <inheritdoc/>
    public int Best(int environment) => TensorPrimitives.IndexOfMax<float>(Logits(environment));

    /// <summary>Draws an action from the probabilities of an environment.</summary>
    /// <param name="environment">The index of the environment.</param>
    /// <param name="random">The random number generator.</param>
    /// <param name="logProbability">Receives the logarithm of the probability of the action.</param>
    public int Sample(int environment, Random random, out float logProbability)
    {
        int action = StochasticPolicy.Draw(Logits(environment), _probabilities, random);
        logProbability = MathF.Log(Math.Max(_probabilities[action], 1e-30f));
        return action;
    }

    /// <summary>Releases the plan and the readback.</summary>
    public void Dispose()
    {
        _readback.Dispose();
        _plan.Dispose();
    }

    private ReadOnlySpan<float> Logits(int environment) => _logits.AsSpan(environment * _actionCount, _actionCount);
}
