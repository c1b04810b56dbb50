namespace VisionRuntime.Insight;

/// <summary>The progress of supervised training: points in the order of their steps, saved as CSV and as a chart.</summary>
public sealed class TrainingCurve : Curve<TrainingPoint>
{
    /// <summary>Reads a file written by <see cref="Curve{TPoint}.SaveCsv"/>.</summary>
    /// <exception cref="FormatException">A line is invalid; the message names the file and the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrainingCurve LoadCsv(string path)
    {
        var curve = new TrainingCurve();
        curve.ReadCsv(path);
        return curve;
    }

    /// <summary>
    /// Draws a chart of 960 x 640 pixels over the epochs: the validation error, below it the losses, and the learning rate.
    /// </summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="title">The title; ASCII.</param>
    /// <param name="errorName">The name of the error on its axis; ASCII.</param>
    /// <param name="inPercent">Whether the error is drawn in percent.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SavePng(string path, string title, string errorName, bool inPercent)
    {
        double[] epochs = [.. Points.Select(point => point.Epoch)];
        List<ChartPanel> panels = [];
        if (Points.Any(point => double.IsFinite(point.ValidationError)))
        {
            string label = inPercent ? $"validation {errorName} (%)" : $"validation {errorName}";
            panels.Add(new(label, [Series(label, point => point.ValidationError * (inPercent ? 100 : 1))], 3));
        }
        panels.Add(new("loss",
            [Series("training", point => point.TrainingLoss), Series("validation", point => point.ValidationLoss)], 2));
        panels.Add(new("learning rate", [Series("learning rate", point => point.LearningRate)]));
        new LineChart { Title = title, HorizontalLabel = "epochs", Panels = panels }.SavePng(path);

        ChartSeries Series(string name, Func<TrainingPoint, double> value) => new(name, epochs, [.. Points.Select(value)]);
    }
}
