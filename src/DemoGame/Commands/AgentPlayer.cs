using DemoGame.Games;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>One game and the agent that plays it from its pixels, a step at a time.</summary>
internal sealed class AgentPlayer : IDisposable
{
    private readonly GameEnvironment _environment;
    private readonly QPolicy _policy;
    private readonly int[] _actions = new int[1];
    private readonly float[] _rewards = new float[1];
    private readonly bool[] _terminated = new bool[1], _truncated = new bool[1];
    private bool _ended;

    /// <param name="gl">The context that draws what the agent sees.</param>
    /// <param name="game">The game's name.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="seed">Decides the episodes.</param>
    public AgentPlayer(GL gl, string game, Device device, Variables variables, ulong seed)
    {
        _environment = new GameEnvironment(gl, game, 1, device, GameEnvironment.DefaultView);
        _policy = new QPolicy(DqnNetworks.Small, _environment.Observations, _environment.ActionCount, device, variables);
        _environment.Reset(seed);
    }

    public IGame Game => _environment.Games[0];

    /// <summary>What the agent sees: [1, stack, height, width].</summary>
    public ShaderKernels.Tensors.Tensor Observations => _environment.Observations;

    /// <summary>The values that the agent gave the actions before the last step.</summary>
    public ReadOnlyMemory<float> Values => _policy.Values;

    public int Action => _actions[0];

    /// <summary>Episodes that ended so far, and how many of them were won.</summary>
    public int Played { get; private set; }

    public int Won { get; private set; }

    /// <summary>Takes one step: the given action, or the agent's own where it is null. The step after an end begins the next episode.</summary>
    public void Step(int? action = null)
    {
        _policy.Evaluate();
        _actions[0] = action ?? _policy.Best(0);
        _environment.Step(_actions, _rewards, _terminated, _truncated);
        _ended = _terminated[0] || _truncated[0];
        if (!_ended) return;
        Played++;
        if (_rewards[0] > 0) Won++;
    }

    public void Dispose()
    {
        _policy.Dispose();
        _environment.Dispose();
    }
}
