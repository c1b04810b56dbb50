using VisionRuntime.Graphs;

namespace VisionRuntime;

/// <summary>The options of a <see cref="ScreenClassifier"/>.</summary>
public sealed record ScreenClassifierOptions
{
    /// <summary>
    /// Gets the share of the previous scores in the smoothed ones, from 0 (no smoothing) to less than 1: exponential smoothing over the
    /// results.
    /// </summary>
    public float Smoothing { get; init; }

    /// <summary>
    /// Gets the number of overlapping crops along each axis whose probabilities are averaged. All are evaluated in one pass, by a network
    /// whose fully connected layers are converted to convolutions (Sermanet et al. 2014).
    /// </summary>
    public int Crops { get; init; } = 1;

    /// <summary>
    /// Gets whether the classifier slides over the whole frame, which gives a <see cref="ScreenClassifier.HeatMap"/>; the scores are the
    /// means over all positions.
    /// </summary>
    public bool WholeFrame { get; init; }

    /// <summary>
    /// Gets the number of network inputs that fit into the shorter side of the frame when the classifier slides over all of it, 1 or more.
    /// </summary>
    public float Zoom { get; init; } = 2;

    /// <summary>
    /// Gets weights to share with training, on the device of the host; the classifier has its own, those of the model, if null.
    /// </summary>
    public Variables? Weights { get; init; }

    /// <summary>
    /// Gets the number of passes along each axis over images that are shifted by parts of the network's stride, whose probabilities are
    /// averaged: 2 for a network whose positions are 32 pixels apart gives one every 16. Takes the square of it times as long.
    /// </summary>
    public int Shifts { get; init; } = 1;

    internal bool Slides => WholeFrame || Crops > 1 || Shifts > 1;

    internal void Validate()
    {
        if (Smoothing is not (>= 0 and < 1))
            throw new ArgumentException($"ScreenClassifier: the smoothing must be from 0 to less than 1, not {Smoothing}");
        if (Crops < 1) throw new ArgumentException($"ScreenClassifier: the number of crops must be 1 or more, not {Crops}");
        if (Shifts < 1) throw new ArgumentException($"ScreenClassifier: the number of shifts must be 1 or more, not {Shifts}");
        if (!(Zoom >= 1)) throw new ArgumentException($"ScreenClassifier: the zoom must be 1 or more, not {Zoom}");
    }
}
