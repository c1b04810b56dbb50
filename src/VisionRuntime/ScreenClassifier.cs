using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime;

/// <summary>A class that a classifier found, with its probability.</summary>
/// <param name="Index">The number of the class, from 0.</param>
/// <param name="Label">The class's label, or its number if the model has no labels.</param>
/// <param name="Score">The probability, from 0 to 1.</param>
public readonly record struct Classification(int Index, string Label, float Score);

/// <summary>Says in every frame what the screen shows, by an image classifier.</summary>
public sealed class ScreenClassifier : ScreenNetwork
{
    private readonly string[] _labels;
    private readonly int[] _order;
    private readonly float[] _scores, _ranking;

    /// <summary>Loads a model to classify frames with.</summary>
    /// <param name="nameOrPath">An ONNX or <c>.vision</c> file, or a name of the zoo; see <see cref="Model.Load"/>.</param>
    /// <exception cref="ArgumentException">The model does not classify images.</exception>
    public ScreenClassifier(string nameOrPath) : this(Model.Load(nameOrPath)) { }

    /// <summary>Takes a model to classify frames with.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="ArgumentException">The model does not classify images.</exception>
    public ScreenClassifier(Model model) : base(model)
    {
        if (model.Task != ModelTask.Classification)
            throw new ArgumentException(
                $"{model.Name}: the output {model.OutputShape} is not one score for each class, [1, classes]", nameof(model));
        int classes = (int)model.OutputShape.Count;
        _labels = [.. Enumerable.Range(0, classes).Select(model.LabelOf)];
        (_order, _scores, _ranking) = (new int[classes], new float[classes], new float[classes]);
    }

    /// <summary>Gets the probability of each class in the newest result, from 0 to 1.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Takes the most likely class of a result that arrived since the last call; does not wait.</summary>
    /// <returns>False if no new result has arrived.</returns>
    public bool TryGetResult(out Classification top)
    {
        bool arrived = TakeResult();
        top = arrived ? this[0] : default;
        return arrived;
    }

    /// <summary>Gets a class of the newest result by its rank; 0 is the most likely.</summary>
    /// <exception cref="InvalidOperationException">No result has arrived yet.</exception>
    public Classification this[int rank]
    {
        get
        {
            if (ResultFrame < 0) throw new InvalidOperationException($"{Model.Name}: no result has arrived yet");
            return new(_order[rank], _labels[_order[rank]], _scores[_order[rank]]);
        }
    }

    private protected override string[] Extend(Graph graph) => [Model.Probabilities];

    private protected override void Read(Worker worker)
    {
        worker.Output(Model.Probabilities).CopyTo(_scores);
        for (int i = 0; i < _scores.Length; i++) (_order[i], _ranking[i]) = (i, -_scores[i]);
        Array.Sort(_ranking, _order);
    }
}
