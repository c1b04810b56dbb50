using ShaderKernels.Operators;
using VisionRuntime.Capture;
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
    private readonly ScreenClassifierOptions _options;
    private float[] _map = [];
    private bool _hasScores;

    /// <summary>Loads a model to classify frames with.</summary>
    /// <param name="nameOrPath">An ONNX or <c>.vision</c> file, or a name of the zoo; see <see cref="Model.Load"/>.</param>
    /// <param name="options">Smoothing and crops; the defaults if null.</param>
    /// <exception cref="ArgumentException">The model does not classify images.</exception>
    public ScreenClassifier(string nameOrPath, ScreenClassifierOptions? options = null) : this(Model.Load(nameOrPath), options) { }

    /// <summary>Takes a model to classify frames with.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Smoothing and crops; the defaults if null.</param>
    /// <exception cref="ArgumentException">The model does not classify images, or an option is out of range.</exception>
    public ScreenClassifier(Model model, ScreenClassifierOptions? options = null) : base(model)
    {
        RequireColor();
        _options = options ?? new();
        _options.Validate();
        if (model.Task != ModelTask.Classification)
            throw new ArgumentException(
                $"{model.Name}: the output {model.OutputShape} is not one score for each class, [1, classes]", nameof(model));
        int classes = (int)model.OutputShape.Count;
        _labels = [.. Enumerable.Range(0, classes).Select(model.LabelOf)];
        (_order, _scores, _ranking) = (new int[classes], new float[classes], new float[classes]);
    }

    /// <inheritdoc/>
    private protected override Variables? SharedWeights => _options.Weights;

    /// <summary>Gets the probability of each class in the newest result, from 0 to 1, smoothed as the options say.</summary>
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

    /// <summary>Gets the number of columns of the heat map; 0 if the classifier looks at one crop.</summary>
    public int MapColumns { get; private set; }

    /// <summary>Gets the number of rows of the heat map; 0 if the classifier looks at one crop.</summary>
    public int MapRows { get; private set; }

    /// <summary>Gets the part of a frame that the classifier looks at, in pixels from its top-left corner.</summary>
    public CropRectangle ViewOf(int frameWidth, int frameHeight) =>
        _options.WholeFrame ? new(0, 0, frameWidth, frameHeight) : Preprocessing.CropOf(frameWidth, frameHeight);

    /// <summary>
    /// Gets the probability of a class at each position of a sliding classifier in the newest result: [MapRows, MapColumns], spread over
    /// <see cref="ViewOf"/>. Empty if the classifier looks at one crop.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ReadOnlySpan<float> HeatMap(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _scores.Length);
        return _map.AsSpan(index * MapRows * MapColumns, MapRows * MapColumns);
    }

    private protected override int ScoreCount => _scores.Length;

    private protected override int ListedCount => ResultFrame < 0 ? 0 : _scores.Length;

    private protected override (string Label, float Score) Listed(int index) => (_labels[_order[index]], _scores[_order[index]]);

    private protected override (Graph Graph, Preprocessing Input) Build(int frameWidth, int frameHeight) => _options.Slides
        ? SlidingClassifier.Build(Model, Preprocessing, _options, frameWidth, frameHeight) : base.Build(frameWidth, frameHeight);

    private protected override string[] Extend(Graph graph)
    {
        if (!_options.Slides) return [Model.Probabilities];
        var map = graph.Outputs[Model.Probabilities];
        (MapRows, MapColumns) = (map.Shape[2], map.Shape[3]);
        _map = new float[map.Shape.Count];
        graph.Output(SlidingClassifier.Mean, map.Mean(2, 3));
        return [Model.Probabilities, SlidingClassifier.Mean];
    }

    private protected override void Read(Worker worker)
    {
        var scores = worker.Output(_options.Slides ? SlidingClassifier.Mean : Model.Probabilities);
        if (_options.Slides) worker.Output(Model.Probabilities).CopyTo(_map);
        float kept = _hasScores ? _options.Smoothing : 0;
        for (int i = 0; i < _scores.Length; i++) _scores[i] = kept * _scores[i] + (1 - kept) * scores[i];
        _hasScores = true;
        for (int i = 0; i < _scores.Length; i++) (_order[i], _ranking[i]) = (i, -_scores[i]);
        Array.Sort(_ranking, _order);
    }
}
