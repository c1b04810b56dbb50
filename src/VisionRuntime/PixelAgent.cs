using System.Numerics.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime;

/// <summary>
/// Plays from the screen: in every frame a trained network's action. Train one with <c>Dqn</c> or with the <c>train</c> command.
/// </summary>
public sealed class PixelAgent : ScreenNetwork
{
    private readonly float[] _values, _probabilities;
    private readonly string[] _names;

    /// <summary>Loads a trained agent.</summary>
    /// <param name="nameOrPath">
    /// A <c>.vision</c> or ONNX file that training wrote, or a name of the zoo; see <see cref="Model.Load"/>.
    /// </param>
    /// <exception cref="ArgumentException">The model does not give a value for each action.</exception>
    public PixelAgent(string nameOrPath) : this(Model.Load(nameOrPath)) { }

    /// <summary>Takes a trained agent.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">The model does not give a value for each action.</exception>
    public PixelAgent(Model model) : base(model)
    {
        // In a file that does not say what it is, values of actions look like scores of classes.
        if (model.Definition.Task is not (ModelTask.Control or ModelTask.Unknown) || model.OutputShape.Rank != 2)
            throw new ArgumentException(
                $"{model.Name}: the output {model.OutputShape} is not one value for each action, [1, actions]", nameof(model));
        // An actor's output is followed by the value of the state; the names of the actions tell how many there are.
        _values = new float[model.Definition.Outputs ?? (model.Labels.IsEmpty ? model.OutputShape[1] : model.Labels.Length)];
        _probabilities = new float[_values.Length];
        _names = [.. Enumerable.Range(0, _values.Length).Select(model.LabelOf)];
    }

    /// <summary>
    /// Gets the random number generator of agents that draw their actions; see <see cref="NetworkDefinition.IsStochastic"/>.
    /// </summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Gets the number of actions.</summary>
    public int ActionCount => _values.Length;

    /// <summary>Gets each action's value in the newest result: the expected discounted return for agents trained by Q-learning.</summary>
    public ReadOnlySpan<float> ActionValues => _values;

    /// <summary>Gets the name of an action, or its number if the model has no names.</summary>
    public string ActionName(int action) => Model.LabelOf(action);

    /// <summary>Takes the action for the newest frame that has been evaluated since the last call; does not wait.</summary>
    /// <returns>False if no new result has arrived; keep to the last action.</returns>
    public bool TryGetAction(out int action)
    {
        bool arrived = TakeResult();
        action = !arrived ? -1
            : Model.Definition.IsStochastic ? StochasticPolicy.Draw(_values, _probabilities, Random)
            : TensorPrimitives.IndexOfMax<float>(_values);
        return arrived;
    }

    private protected override int ScoreCount => _values.Length;

    private protected override int ListedCount => ResultFrame < 0 ? 0 : _values.Length;

    private protected override (string Label, float Score) Listed(int index) => (_names[index], _values[index]);

    private protected override string[] Extend(Graph graph) => [Model.Definition.OutputName];

    private protected override void Read(Worker worker) => worker.Output()[.._values.Length].CopyTo(_values);
}
