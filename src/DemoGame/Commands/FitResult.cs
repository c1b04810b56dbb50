using System.Text.Json.Serialization;

namespace DemoGame.Commands;

/// <summary>The outcome of supervised training, as result.json holds it.</summary>
internal sealed record FitResult
{
    /// <summary>The name of the network.</summary>
    public required string Model { get; init; }

    public required string Dataset { get; init; }

    public required string Recipe { get; init; }

    public required int Seed { get; init; }

    /// <summary>The error on the test set; for classifiers from 0 to 1.</summary>
    public required double TestError { get; init; }

    /// <summary>
    /// The mean average precision of a detector's boxes on the test set, at an overlap of 0.5; left out for other networks.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanAveragePrecision { get; init; }

    /// <summary>The mean distance of found keypoints from the true ones in pixels of the image; left out for other networks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanPixels { get; init; }

    /// <summary>
    /// The share of keypoints that are found within 5 % of the image's size, as Sun et al. 2013 count them; left out for other networks.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CorrectKeypoints { get; init; }

    /// <summary>The peak signal-to-noise ratio of an image-to-image network over the test set, in decibels; left out for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PeakSignalToNoise { get; init; }

    /// <summary>
    /// The same without the network: for the input resized by bicubic interpolation, or, where it has the same size, as it is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PeakSignalToNoiseWithout { get; init; }

    /// <summary>The mean intersection over union of segmentation on the test set; left out for other networks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanIntersectionOverUnion { get; init; }

    /// <summary>The error on each part of a test set that was joined from several; left out for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? TestErrors { get; init; }

    /// <summary>The lowest error on the validation set; for classifiers from 0 to 1.</summary>
    public required double ValidationError { get; init; }

    /// <summary>The number of epochs that were trained.</summary>
    public required double Epochs { get; init; }

    /// <summary>The epoch with the lowest validation error, whose weights were tested.</summary>
    public required double BestEpoch { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The number of trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>The kind of device.</summary>
    public required string Device { get; init; }

    /// <summary>nuget or offline.</summary>
    public string Packages { get; } = BuildFacts.Packages;
}
