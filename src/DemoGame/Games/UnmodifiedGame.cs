using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.External;

namespace DemoGame.Games;

/// <summary>A program that knows nothing of agents, played from outside as its description says.</summary>
/// <param name="Description">The description.</param>
public sealed record UnmodifiedGame(GameDescription Description) : TrainableGame(Description.Name)
{
    /// <summary>
    /// The display on which the program runs already; null starts instances on virtual displays, which are paused between decisions.
    /// </summary>
    public string? Display { get; init; }

    /// <summary>The game as it was named on the command line.</summary>
    public string Given { get; init; } = Description.Name;

    /// <summary>Creates the game of a description, with the defaults for training on such games.</summary>
    public static UnmodifiedGame Of(GameDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new(description)
        {
            Title = description.Name,
            Actions = [.. description.Actions.Select(static action => action.Name)],
            StepsPerSecond = 1000 / description.DecisionMilliseconds,
            Success = new() { Label = "Scored", Episodes = "games" },
            Training = new()
            {
                Algorithm = "ppo",
                Steps = 400_000,
                Environments = 8,
                EvaluationEpisodes = 20,
                RecordedEpisodes = 1,
                ActorNetwork = "actor",
                Network = "dqn",
                RainbowNetwork = "dqn+dueling+noisy+c51",
                Ppo = new()
                {
                    LearningRate = 5e-4f, RolloutLength = 64, Epochs = 4, Minibatches = 4, EntropyCoefficient = 0.01f,
                    TerminalOnLifeLoss = true,
                },
            },
        };
    }

    /// <inheritdoc/>
    public override IEnvironment CreateEnvironment(
        GL gl, int count, Device device, Preprocessing preprocessing, EnvironmentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        var context = device.Kind == DeviceKind.OpenGL ? gl : null;
        return Display is null
            ? new ExternalEnvironment(Description, count, device, preprocessing, context)
            : ExternalEnvironment.Attach(Description, Display, device, preprocessing, context);
    }

    /// <inheritdoc/>
    public override GameCamera CreateCamera(GL gl, IEnvironment environment) => new WindowCamera((ExternalEnvironment)environment);

    private sealed class WindowCamera(ExternalEnvironment environment) : GameCamera
    {
        public override int Width { get; } = environment.WindowWidth;

        public override int Height { get; } = environment.WindowHeight;

        public override void Read(Span<byte> pixels) => environment.CopyWindow(0, pixels);

        public override void Dispose()
        {
        }
    }
}
