using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Capture;

namespace VisionRuntime.Behaviours;

/// <summary>
/// Trains the agents of a scene: an <see cref="IEnvironment"/> whose step is one decision of each agent and the frames until the next.
/// </summary>
/// <remarks>
/// Time does not pass by the clock: each frame is <see cref="DeltaTime"/> long. Only the frames that are observed are drawn. Several agents
/// are several games side by side, each in its own tile of the frame, numbered row by row from the top left.
/// </remarks>
/// <example>
/// <code>
/// using var screen = new FramebufferSource(gl, 0, 84, 84) { Delivery = FrameDelivery.Now };
/// using var environment = new AgentEnvironment(scene, Draw, screen, device, agent);
/// using var dqn = new Dqn(environment, DqnNetworks.Small, device, weights, new(), seed: 1);
/// </code>
/// </example>
public sealed class AgentEnvironment : IEnvironment
{
    private readonly BehaviourScene _scene;
    private readonly Action _draw;
    private readonly Agent[] _agents;
    private readonly CameraSensor _sensor;
    private readonly AgentOptions _options;

    /// <summary>Creates an environment of one agent, which observes the whole frame.</summary>
    /// <param name="scene">The scene with the agent.</param>
    /// <param name="draw">Draws the frame.</param>
    /// <param name="source">Captures the frame that was drawn last, with <see cref="FrameDelivery.Now"/>; not disposed.</param>
    /// <param name="device">The device that trains.</param>
    /// <param name="agent">The agent.</param>
    /// <exception cref="ArgumentException">The agent is not in the scene, or frames would be late.</exception>
    public AgentEnvironment(BehaviourScene scene, Action draw, FrameSource source, Device device, Agent agent)
        : this(scene, draw, source, device, [agent]) { }

    /// <summary>Creates an environment of several agents, one in each tile of the frame.</summary>
    /// <param name="scene">The scene with the agents.</param>
    /// <param name="draw">Draws the frame.</param>
    /// <param name="source">Captures the frame that was drawn last, with <see cref="FrameDelivery.Now"/>; not disposed.</param>
    /// <param name="device">The device that trains.</param>
    /// <param name="agents">The agents in the order of their tiles; all have the same options.</param>
    /// <param name="tilesX">The number of tiles side by side.</param>
    /// <param name="tilesY">The number of tiles above each other.</param>
    /// <exception cref="ArgumentException">
    /// An agent is not in the scene, options differ, the number of agents is not that of the tiles, or frames would be late.
    /// </exception>
    public AgentEnvironment(
        BehaviourScene scene, Action draw, FrameSource source, Device device, IReadOnlyList<Agent> agents, int tilesX = 1, int tilesY = 1)
    {
        (_scene, _draw, _agents) = (scene, draw, [.. agents]);
        if (_agents.Length == 0 || _agents.Length != tilesX * tilesY)
            throw new ArgumentException($"AgentEnvironment: {_agents.Length} agents in {tilesX} by {tilesY} tiles; give one for each tile");
        if (source.Delivery != FrameDelivery.Now)
            throw new ArgumentException("AgentEnvironment: the source delivers late frames; create it with Delivery = FrameDelivery.Now");
        _options = _agents[0].Options;
        foreach (var agent in _agents)
        {
            if (agent.Scene != scene) throw new ArgumentException($"{agent.GetType().Name}: the agent is not in the scene; add it first");
            if (agent.Options.DecisionPeriod != _options.DecisionPeriod || agent.Options.Actions.Count != _options.Actions.Count)
                throw new ArgumentException("AgentEnvironment: all agents must have the same actions and decision period");
            agent.IsTrained = true;
        }
        _sensor = new CameraSensor(source, device, _options.View, tilesX, tilesY);
    }

    /// <summary>Gets or sets the time of each frame in seconds.</summary>
    public float DeltaTime { get; set; } = 1 / 60f;

    /// <inheritdoc/>
    public int Count => _agents.Length;

    /// <inheritdoc/>
    public int ActionCount => _options.Actions.Count;

    /// <inheritdoc/>
    public Tensor Observations => _sensor.Observations;

    /// <inheritdoc/>
    public int Stack => _options.View.Frames;

    /// <inheritdoc/>
    public void Reset(ulong seed)
    {
        for (int i = 0; i < _agents.Length; i++)
        {
            _agents[i].Seed(HashCode(seed, i));
            Begin(i);
        }
        Observe();
    }

    /// <inheritdoc/>
    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        bool passes = false;
        for (int i = 0; i < _agents.Length; i++)
        {
            if (_agents[i].Terminated || _agents[i].Truncated)
            {
                Begin(i);
                continue;
            }
            _agents[i].Decide(actions[i]);
            passes = true;
        }
        // No time passes where every agent only begins an episode.
        for (int frame = 0; passes && frame < _options.DecisionPeriod; frame++) _scene.Update(DeltaTime);
        Observe();
        for (int i = 0; i < _agents.Length; i++)
            (rewards[i], terminated[i], truncated[i]) = (_agents[i].PendingReward, _agents[i].Terminated, _agents[i].Truncated);
    }

    /// <summary>Gives the agents back to their models and heuristics, and releases the sensor.</summary>
    public void Dispose()
    {
        foreach (var agent in _agents) agent.EndTraining();
        _sensor.Dispose();
    }

    private void Begin(int index)
    {
        _agents[index].BeginEpisode();
        _agents[index].Wait();
        _sensor.Restart(index);
    }

    private void Observe()
    {
        _draw();
        _agents[0].CollectObservations(_sensor);
    }

    /// <summary>Mixes a seed with the number of an agent, the same on every machine (the finalizer of SplitMix64).</summary>
    private static int HashCode(ulong seed, int index)
    {
        ulong mixed = seed + (ulong)(index + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) & 0x7FFFFFFF);
    }
}
