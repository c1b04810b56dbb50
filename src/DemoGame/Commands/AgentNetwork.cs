using DemoGame.Games;
using VisionRuntime.Capture;
using VisionRuntime.Formats;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>The network of an agent: its definition, with the game's actions as outputs, and the function that builds it.</summary>
/// <param name="Definition">Size, outputs, action names and preprocessing, as model files store them.</param>
/// <param name="Build">Adds the network to a graph.</param>
internal sealed record AgentNetwork(NetworkDefinition Definition, QNetwork Build)
{
    private static readonly Dictionary<string, QNetwork> Networks = new(StringComparer.Ordinal)
    {
        ["dqn"] = DqnNetworks.Mnih2015,
        ["dqn-dueling"] = DqnNetworks.Dueling,
        ["dqn-small"] = DqnNetworks.Small,
    };

    /// <summary>How frames are prepared for the network.</summary>
    public Preprocessing Preprocessing => Definition.Preprocessing!;

    /// <summary>The untrained network that the game's training defaults ask for.</summary>
    public static AgentNetwork For(GameDefinition game)
    {
        var known = ModelCatalog.Find(
            game.Training.Network) ?? throw new InvalidOperationException($"{game.Name}: unknown network '{game.Training.Network}'");
        var definition = known.WithOutputs(game.Actions.Count) with { Labels = [.. game.Actions] };
        if (game.Training.Preprocessing is { } preprocessing)
            definition = definition.WithInput(preprocessing.InputShape) with { Preprocessing = preprocessing };
        return new(definition, Networks[known.Name]);
    }

    /// <summary>The network of a trained agent's file.</summary>
    /// <exception cref="CommandException">The file is of another game, of other actions, or of a network that cannot play.</exception>
    /// <exception cref="CheckpointException">The file does not fit the network that it names.</exception>
    public static AgentNetwork Of(Checkpoint file, GameDefinition game)
    {
        if (file.Fact("game") != game.Name)
            throw new CommandException($"{file.Path}: the model plays {file.Fact("game")}, not {game.Name}");
        // The first versions of this program had one network and did not name it.
        if (!file.Facts.ContainsKey("network")) return For(game);
        var definition = ModelFile.Of(file);
        if (!Networks.TryGetValue(definition.Name, out var build))
        {
            throw new CommandException(
                $"{file.Path}: {definition.Name} is not a network for playing games; these are: {string.Join(", ", Networks.Keys)}");
        }
        var labels = definition.Labels;
        if (definition.Outputs != game.Actions.Count || (!labels.IsEmpty && !labels.SequenceEqual(game.Actions, StringComparer.Ordinal)))
        {
            string actions = labels.IsEmpty ? $"{definition.Outputs} actions" : $"the actions {string.Join(", ", labels)}";
            throw new CommandException(
                $"{file.Path}: the model has {actions}, but {game.Name} has {string.Join(", ", game.Actions)}; "
                + $"train a new model with: train {game.Name}");
        }
        return new(definition with { Labels = [.. game.Actions] }, build);
    }
}
