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
    private readonly Random _random;
    private double _return, _sumOfReturns;
    private bool _isInStep;

    /// <param name="gl">The context that draws what the agent observes.</param>
    /// <param name="game">The game.</param>
    /// <param name="network">The agent's network.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="seed">The random seed of the episodes.</param>
    /// <param name="options">How the game is played; as the game's training defaults say if null.</param>
    public AgentPlayer(
        GL gl, GameDefinition game, AgentNetwork network, Device device, Variables variables, ulong seed,
        EnvironmentOptions? options = null)
    {
        _environment = new GameEnvironment(gl, game, 1, device, network.Preprocessing, options);
        _policy = new QPolicy(network.Build, _environment.Observations, _environment.ActionCount, device, variables);
        _environment.Reset(seed);
        _random = new Random((int)seed);
        ValuesLabel = network.Actor is null ? "Q-values" : "logits";
    }

    public GameDefinition Definition => _environment.Definition;

    public IGame Game => _environment.Games[0];

    /// <summary>The latest observation: [1, frames, height, width].</summary>
    public Tensor Observations => _environment.Observations;

    /// <summary>The action values that the network computed before the last step.</summary>
    public ReadOnlyMemory<float> Values => _policy.Values;

    /// <summary>What the values are.</summary>
    public string ValuesLabel { get; }

    /// <summary>The action of the last step.</summary>
    public int Action => _actions[0];

    /// <summary>The number of finished episodes.</summary>
    public int Episodes { get; private set; }

    /// <summary>The number of finished episodes that were a success.</summary>
    public int Successes { get; private set; }

    /// <summary>The mean return of the finished episodes; 0 before the first.</summary>
    public double MeanReturn => Episodes == 0 ? 0 : _sumOfReturns / Episodes;

    /// <summary>Gets or sets the probability that a random action is taken; the recording has the right one all the same.</summary>
    public float Mistakes { get; set; }

    /// <summary>Gets or sets the recording to which each step is added; null records nothing.</summary>
    public Demonstrations? Recording { get; set; }

    /// <summary>
    /// Takes one step: the given action, or the agent's if it is null. After the end of an episode, the step begins the next one.
    /// </summary>
    public void Step(int? action = null)
    {
        while (!StepFrame(action))
        {
        }
    }

    /// <summary>
    /// Advances the game by one frame: the agent chooses an action in the first frame of a step and keeps to it, a person in each frame
    /// unless play is recorded.
    /// </summary>
    /// <param name="action">The action, or the agent's if it is null.</param>
    /// <returns>True if the step is complete and the agent has observed it.</returns>
    public bool StepFrame(int? action = null)
    {
        if (!_isInStep)
        {
            if (Game.Ended) _return = 0;
            _policy.Evaluate();
            _actions[0] = action ?? _policy.Best(0);
            if (Recording is not null && !Game.Ended) Recording.Add(Observations.ToArray(), _actions[0]);
            if (Mistakes > 0 && _random.NextSingle() < Mistakes) _actions[0] = _random.Next(_environment.ActionCount);
            _environment.BeginStep(_actions);
            _isInStep = true;
        }
        else if (action is { } chosen && Recording is null)
        {
            _actions[0] = chosen;
            _environment.ChangeActions(_actions);
        }
        if (!_environment.StepFrame()) return false;
        _isInStep = false;
        _environment.EndStep(_rewards, _terminated, _truncated);
        _return += _rewards[0];
        if (!_terminated[0] && !_truncated[0]) return true;
        Episodes++;
        _sumOfReturns += _return;
        if (Definition.Success.IsMet(_return)) Successes++;
        return true;
    }

    public void Dispose()
    {
        _policy.Dispose();
        _environment.Dispose();
    }
}
