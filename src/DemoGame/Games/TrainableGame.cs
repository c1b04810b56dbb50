using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;

namespace DemoGame.Games;

/// <summary>What an agent needs to learn a game and to play it: its actions, how it is trained, and its environment.</summary>
/// <param name="Name">The name on the command line and in model files.</param>
public abstract record TrainableGame(string Name)
{
    /// <summary>The name shown to people.</summary>
    public required string Title { get; init; }

    /// <summary>The names of the actions; an action is an index into this list.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>The pace at which the game is shown to people, in steps per second.</summary>
    public double StepsPerSecond { get; init; } = 15;

    /// <summary>The criterion for success, and the words for it.</summary>
    public SuccessCriterion Success { get; init; } = new();

    /// <summary>The defaults for training.</summary>
    public GameTraining Training { get; init; } = new();

    /// <summary>Creates instances of the game as one environment.</summary>
    /// <param name="gl">The context that draws; it must be current on the calling thread whenever the environment is used.</param>
    /// <param name="count">The number of instances.</param>
    /// <param name="device">The device that runs the network.</param>
    /// <param name="preprocessing">How frames are prepared for the network.</param>
    /// <param name="options">How the game is played; as <see cref="GameTraining.Environment"/> says if null.</param>
    public abstract IEnvironment CreateEnvironment(
        GL gl, int count, Device device, Preprocessing preprocessing, EnvironmentOptions? options = null);

    /// <summary>Creates what takes pictures for people of the first instance of an environment of this game.</summary>
    /// <param name="gl">The context that draws.</param>
    /// <param name="environment">The environment.</param>
    public abstract GameCamera CreateCamera(GL gl, IEnvironment environment);
}
