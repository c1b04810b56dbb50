using ShaderKernels.Devices;
using Silk.NET.Input;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;

namespace DemoGame.Games;

/// <summary>
/// Everything that the program knows about a game of its own besides the rules: names, keys, what counts as success, how to train for it.
/// A new game is one class that implements <see cref="IGame"/>, one definition, and one line in <see cref="GameCatalog"/>.
/// </summary>
/// <param name="Name">The name on the command line and in model files, in lower case.</param>
/// <param name="Create">Creates an instance, already reset with seed 0.</param>
public sealed record GameDefinition(string Name, Func<IGame> Create) : TrainableGame(Name)
{
    /// <summary>The action taken while a person presses no key.</summary>
    public int IdleAction { get; init; }

    /// <summary>The keys with which a person plays, each with its action.</summary>
    public IReadOnlyDictionary<Key, int> Keys { get; init; } = new Dictionary<Key, int>();

    /// <summary>
    /// The trained model that reads the signs with which a person plays; null for a game with keys.
    /// </summary>
    public string? SignsModel { get; init; }

    /// <inheritdoc/>
    public override IEnvironment CreateEnvironment(
        GL gl, int count, Device device, Preprocessing preprocessing, EnvironmentOptions? options = null) =>
        new GameEnvironment(gl, this, count, device, preprocessing, options);

    /// <inheritdoc/>
    public override GameCamera CreateCamera(GL gl, IEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new AtlasCamera(gl, ((GameEnvironment)environment).Games[0]);
    }
}
