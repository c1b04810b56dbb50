namespace VisionRuntime.Training;

/// <summary>The optimizers by the names of the command line, with their usual settings.</summary>
public static class OptimizerCatalog
{
    private const float UsualMomentum = 0.9f;

    private static readonly Dictionary<string, Optimizer> Known = new(StringComparer.Ordinal)
    {
        ["sgd"] = new Sgd { LearningRate = 0.1f },
        ["momentum"] = new Sgd { LearningRate = 0.05f, Momentum = UsualMomentum },
        ["nesterov"] = new Sgd { LearningRate = 0.05f, Momentum = UsualMomentum, Nesterov = true },
        ["adam"] = new Adam { LearningRate = 1e-3f },
        ["adamw"] = new Adam { LearningRate = 1e-3f, WeightDecay = 0.01f },
        ["rmsprop"] = new RmsProp { LearningRate = 1e-3f },
        ["adagrad"] = new Adagrad { LearningRate = 1e-2f },
        ["lbfgs"] = new LimitedMemoryBfgs { LearningRate = 1 },
    };

    /// <summary>Gets the names.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Returns the optimizer of a name.</summary>
    /// <exception cref="ArgumentException">No optimizer has the name.</exception>
    public static Optimizer Find(string name) => Known.TryGetValue(name, out var found) ? found
        : throw new ArgumentException($"Unknown optimizer '{name}'; available: {string.Join(", ", Names)}");
}
