using DemoGame.Games;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary>One instance of a game and the agent that plays it from pixels, step by step.</summary>
internal sealed class AgentPlayer : IDisposable
{
    private readonly GameEnvironment _environment;
    private readonly QPolicy _policy;
    private readonly int[] _actions = new int[1];
    private readonly float[] _rewards = new float[1];
    private readonly bool[] _terminated = new bool[1], _truncated = new bool[1];
    private double _return;

    /// <param name="gl">The context that draws what the agent observes.</param>
    /// <param name="game">The game.</param>
    /// <param name="network">The agent's network.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="seed">The random seed of the episodes.</param>
    public AgentPlayer(GL gl, GameDefinition game, AgentNetwork network, Device device, Variables variables, ulong seed)
    {
        _environment = new GameEnvironment(gl, game, 1, device, network.Preprocessing);
        _policy = new QPolicy(network.Build, _environment.Observations, _environment.ActionCount, device, variables);
        _environment.Reset(seed);
    }

    public GameDefinition Definition => _environment.Definition;

    public IGame Game => _environment.Games[0];

    /// <summary>The latest observation: [1, frames, height, width].</summary>
    public Tensor Observations => _environment.Observations;

    /// <summary>The action values that the network computed before the last step.</summary>
    public ReadOnlyMemory<float> Values => _policy.Values;

    /// <summary>The action of the last step.</summary>
    public int Action => _actions[0];

    /// <summary>The number of finished episodes.</summary>
    public int Episodes { get; private set; }

    /// <summary>The number of finished episodes that were a success.</summary>
    public int Successes { get; private set; }

    /// <summary>
    /// Takes one step: the given action, or the agent's if it is null. After the end of an episode, the step begins the next one.
    /// </summary>
    public void Step(int? action = null)
    {
        if (Game.Ended) _return = 0;
        _policy.Evaluate();
        _actions[0] = action ?? _policy.Best(0);
        _environment.Step(_actions, _rewards, _terminated, _truncated);
        _return += _rewards[0];
        if (!_terminated[0] && !_truncated[0]) return;
        Episodes++;
        if (Definition.Success.IsMet(_return)) Successes++;
    }

    public void Dispose()
    {
        _policy.Dispose();
        _environment.Dispose();
    }
}
