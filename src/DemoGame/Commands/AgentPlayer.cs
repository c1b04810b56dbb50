using DemoGame.Games;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary>One instance of a game and the agent that plays it from pixels, step by step.</summary>
internal class AgentPlayer : IDisposable
{
    private readonly IPolicy _policy;
    private readonly int[] _actions = new int[1];
    private readonly float[] _rewards = new float[1];
    private readonly bool[] _terminated = new bool[1], _truncated = new bool[1];
    private readonly Random _random;
    private double _return, _sumOfReturns;
    private bool _isOver;

    /// <param name="gl">The context that draws what the agent observes.</param>
    /// <param name="game">The game.</param>
    /// <param name="network">The agent's network.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="variables">The network's weights.</param>
    /// <param name="seed">The random seed of the episodes.</param>
    /// <param name="options">How the game is played; as the game's training defaults say if null.</param>
    public AgentPlayer(
        GL gl, TrainableGame game, AgentNetwork network, Device device, Variables variables, ulong seed,
        EnvironmentOptions? options = null)
    {
        Environment = game.CreateEnvironment(gl, 1, device, network.Preprocessing, options);
        try
        {
            int actions = Environment.ActionCount;
            _random = new Random((int)seed);
            _policy = new QPolicy(network.Build, Environment.Observations, actions, device, variables);
            if (network.Definition.IsStochastic) _policy = new StochasticPolicy(_policy, actions, _random);
            Environment.Reset(seed);
        }
        catch
        {
            _policy?.Dispose();
            Environment.Dispose();
            throw;
        }
        Success = game.Success;
        ValuesLabel = network.Actor is null ? "Q-values" : "logits";
    }

    /// <summary>The environment with the instance.</summary>
    public IEnvironment Environment { get; }

    /// <summary>The latest observation: [1, frames, height, width].</summary>
    public Tensor Observations => Environment.Observations;

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

    /// <summary>What counts as success.</summary>
    public SuccessCriterion Success { get; }

    /// <summary>Gets or sets the recording to which each step is added; null records nothing.</summary>
    public Demonstrations? Recording { get; set; }

    /// <summary>The actions of the step, for the environment.</summary>
    protected int[] Actions => _actions;

    /// <summary>
    /// Takes one step: the given action, or the agent's if it is null. After the end of an episode, the step begins the next one.
    /// </summary>
    public virtual void Step(int? action = null)
    {
        Choose(action);
        Environment.Step(_actions, _rewards, _terminated, _truncated);
        Finish();
    }

    public virtual void Dispose()
    {
        _policy.Dispose();
        Environment.Dispose();
    }

    /// <summary>Chooses the action of a step from the latest observation.</summary>
    protected void Choose(int? action)
    {
        if (_isOver) _return = 0;
        _policy.Evaluate();
        _actions[0] = action ?? _policy.Best(0);
        if (Recording is not null && !_isOver) Recording.Add(Observations.ToArray(), _actions[0]);
        if (Mistakes > 0 && _random.NextSingle() < Mistakes) _actions[0] = _random.Next(Environment.ActionCount);
    }

    /// <summary>Ends a step of frames.</summary>
    protected void End(GameEnvironment environment)
    {
        environment.EndStep(_rewards, _terminated, _truncated);
        Finish();
    }

    private void Finish()
    {
        _return += _rewards[0];
        _isOver = _terminated[0] || _truncated[0];
        if (!_isOver) return;
        Episodes++;
        _sumOfReturns += _return;
        if (Success.IsMet(_return)) Successes++;
    }
}
