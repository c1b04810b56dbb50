using System.Globalization;
using DemoGame.Games;
using VisionRuntime.Capture;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>The network of an agent: its definition, with the game's actions as outputs.</summary>
/// <param name="Definition">Size, outputs, action names and preprocessing, as model files store them.</param>
internal sealed record AgentNetwork(NetworkDefinition Definition)
{
    private static readonly Dictionary<string, QNetwork> QNetworks = new(StringComparer.Ordinal)
    {
        ["dqn"] = DqnNetworks.Mnih2015,
        ["dqn-dueling"] = DqnNetworks.Dueling,
        ["dqn-small"] = DqnNetworks.Small,
    };

    private static readonly Dictionary<string, ActorNetwork> Actors = new(StringComparer.Ordinal)
    {
        ["actor"] = ActorNetworks.Nature,
        ["actor-small"] = ActorNetworks.Small,
        ["impala-small"] = ImpalaNetworks.Small,
    };

    /// <summary>The frame skip that the agent was trained with, as its file states it; null if it does not.</summary>
    public int? FrameSkip { get; private init; }

    /// <summary>How frames are prepared for the network.</summary>
    public Preprocessing Preprocessing => Definition.Preprocessing!;

    /// <summary>The network for Q-learning; null for actors and networks from files of other formats.</summary>
    public QNetwork? QNetwork
    {
        get
        {
            var network = RainbowNetwork.Find(NameOfLayers) is { } known ? known.Build : QNetworks.GetValueOrDefault(NameOfLayers);
            if (network is null || !Definition.FrameDifferences) return network;
            return (prefix, observations, actions) => network(prefix, Definition.PrepareInput(observations), actions);
        }
    }

    /// <summary>The network with a policy and the value of the state; null for those of Q-learning.</summary>
    public ActorNetwork? Actor
    {
        get
        {
            var network = Actors.GetValueOrDefault(NameOfLayers);
            if (network is null || !Definition.FrameDifferences) return network;
            return (prefix, observations, actions) => network(prefix, Definition.PrepareInput(observations), actions);
        }
    }

    private string NameOfLayers =>
        Definition.FrameDifferences ? Definition.Name[..^ModelCatalog.DifferencesSuffix.Length] : Definition.Name;

    /// <summary>The untrained network that the game's training defaults ask for.</summary>
    /// <param name="game">The game.</param>
    /// <param name="network">The name of a network; that of the game's algorithm if null.</param>
    /// <exception cref="CommandException">There is no such network, or it is not one for playing games.</exception>
    public static AgentNetwork For(TrainableGame game, string? network = null)
    {
        string name = network ?? AgentAlgorithm.Find(game.Training.Algorithm).NetworkOf(game.Training);
        if (ModelCatalog.Find(name) is not { Task: ModelTask.Control } known)
        {
            throw new CommandException(
                $"{name} is not a network for playing games; these are: {Names}, dqn or dqn-small with a head such as +noisy+c51, "
                + $"and each of them with {ModelCatalog.DifferencesSuffix}");
        }
        var definition = known.WithOutputs(game.Actions.Count) with { Labels = [.. game.Actions] };
        if (game.Training.Preprocessing is { } preprocessing)
            definition = definition.WithInput(preprocessing.InputShape) with { Preprocessing = preprocessing };
        return new(definition);
    }

    /// <summary>The network of a trained agent's file.</summary>
    /// <exception cref="CommandException">The file is of another game, of other actions, or of a network that cannot play.</exception>
    /// <exception cref="CheckpointException">The file does not fit the network that it names.</exception>
    public static AgentNetwork Of(Checkpoint file, TrainableGame game)
    {
        if (file.Fact("game") != game.Name)
            throw new CommandException($"{file.Path}: the model plays {file.Fact("game")}, not {game.Name}");
        // The first versions of this program had one network and did not name it.
        var network = file.Facts.ContainsKey("network") ? Of(file.Path, ModelFile.Of(file), game) : For(game);
        return network with { FrameSkip = FrameSkipOf(file.Facts) };
    }

    /// <summary>The network of a trained agent's ONNX file.</summary>
    /// <exception cref="CommandException">The file is of other actions, or of a network that cannot play.</exception>
    /// <exception cref="OnnxException">The file is not a valid ONNX model.</exception>
    public static AgentNetwork OfOnnx(string path, TrainableGame game) =>
        Of(path, ModelFile.Open(path), game) with { FrameSkip = FrameSkipOf(OnnxModel.Load(path).Metadata) };

    /// <summary>The network of a file of any format.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="definition">The network.</param>
    /// <param name="game">The game that it should play.</param>
    /// <exception cref="CommandException">The network cannot play the game.</exception>
    private static AgentNetwork Of(string path, NetworkDefinition definition, TrainableGame game)
    {
        if (definition.Task is not (ModelTask.Control or ModelTask.Unknown))
            throw new CommandException($"{path}: {definition.Name} is not a network for playing games; these are: {Names}");
        if (definition.Preprocessing is null)
            throw new CommandException($"{path}: the network takes {definition.InputShape}, which is not an image of the game");
        var labels = definition.Labels;
        int? outputs = definition.Outputs ?? (labels.IsEmpty ? null : labels.Length);
        bool isNamedAlike = labels.IsEmpty || labels.SequenceEqual(game.Actions, StringComparer.Ordinal);
        if (!isNamedAlike || outputs is { } count && count != game.Actions.Count)
        {
            string actions = labels.IsEmpty ? $"{outputs} actions" : $"the actions {string.Join(", ", labels)}";
            throw new CommandException(
                $"{path}: the model has {actions}, but {game.Name} has {string.Join(", ", game.Actions)}; "
                + $"train a new model with: train {game.Name}");
        }
        return new(definition with { Labels = [.. game.Actions] });
    }

    /// <summary>
    /// Adds the network to a graph, as it plays: one value for each action, [N, actions]. Weights with the names of the network's variables
    /// are shared, whoever trained them.
    /// </summary>
    /// <exception cref="CommandException">The output has fewer values than the game has actions.</exception>
    public Value Build(string prefix, Value observations, int actions)
    {
        var output = Definition.Network(Definition.PrepareInput(observations));
        if (output.Shape.Rank != 2 || output.Shape[1] < actions)
            throw new CommandException($"{Definition.Name}: the output {output.Shape} is not one value for each of {actions} actions");
        return output.Slice(1, 0, actions);
    }

    private static int? FrameSkipOf(IReadOnlyDictionary<string, string> facts) =>
        int.TryParse(facts.GetValueOrDefault(TrainingRun.FrameSkipFact), CultureInfo.InvariantCulture, out int frames)
            ? Math.Clamp(frames, 1, 64) : null;

    private static string Names =>
        string.Join(", ", ModelCatalog.All.Where(model => model.Task == ModelTask.Control).Select(model => model.Name));
}
