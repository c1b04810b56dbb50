using DemoGame.Games;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary>
/// One instance of a game of this program and the agent, or the person, who plays it. It can advance frame by frame, so that a window
/// shows those that the agent skips.
/// </summary>
internal sealed class GamePlayer(
    GL gl, GameDefinition game, AgentNetwork network, Device device, Variables variables, ulong seed, EnvironmentOptions? options = null)
    : AgentPlayer(gl, game, network, device, variables, seed, options)
{
    private bool _isInStep;

    public GameDefinition Definition => Instances.Definition;

    public IGame Game => Instances.Games[0];

    private GameEnvironment Instances => (GameEnvironment)Environment;

    /// <inheritdoc/>
    public override void Step(int? action = null)
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
            Choose(action);
            Instances.BeginStep(Actions);
            _isInStep = true;
        }
        else if (action is { } chosen && Recording is null)
        {
            Actions[0] = chosen;
            Instances.ChangeActions(Actions);
        }
        if (!Instances.StepFrame()) return false;
        _isInStep = false;
        End(Instances);
        return true;
    }
}
