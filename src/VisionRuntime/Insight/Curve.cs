using System.Globalization;
using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>Measurements in the order of their steps, saved as CSV.</summary>
/// <typeparam name="TPoint">The measurements at one step.</typeparam>
public abstract class Curve<TPoint> where TPoint : struct, ICurvePoint<TPoint>
{
    private readonly List<TPoint> _points = [];

    private protected Curve()
    {
    }

    /// <summary>Gets the points in the order of their steps.</summary>
    public IReadOnlyList<TPoint> Points => _points;

    /// <summary>Adds a point.</summary>
    /// <exception cref="ArgumentException">Its step is not greater than that of the last point.</exception>
    public void Add(in TPoint point)
    {
        if (_points.Count > 0 && point.Step <= _points[^1].Step)
        {
            throw new ArgumentException(
                $"{GetType().Name}: step {point.Step} after step {_points[^1].Step}; add points in the order of their steps",
                nameof(point));
        }
        _points.Add(point);
    }

    /// <summary>Removes the points after a step, for a run that resumes from a checkpoint of that step.</summary>
    public void RemoveAfter(long step) => _points.RemoveAll(point => point.Step > step);

    /// <summary>Writes a header and a line for each point, in the invariant culture and with full precision.</summary>
    /// <exception cref="IOException">The file cannot be written; the message names it and the reason.</exception>
    public void SaveCsv(string path)
    {
        IEnumerable<string> lines = _points.Select(point => string.Join(',', [
            point.Step.ToString(CultureInfo.InvariantCulture),
            .. point.Values.Select(value => value.ToString(CultureInfo.InvariantCulture))]));
        AtomicFile.WriteText(path, string.Join('\n', [Header, .. lines, ""]));
    }

    private protected void ReadCsv(string path)
    {
        int number = 0, columns = 1 + TPoint.ValueNames.Count;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (number == 1)
            {
                if (line != Header) throw Invalid($"the header is '{Shortened(line)}', not '{Header}'");
            }
            else if (line.Length > 0)
            {
                string[] fields = line.Split(',');
                if (fields.Length != columns) throw Invalid($"'{Shortened(line)}' has {fields.Length} values, not {columns}");
                long step = long.TryParse(fields[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                    ? value : throw Invalid($"'{Shortened(fields[0])}' is not an integer");
                if (_points.Count > 0 && step <= _points[^1].Step) throw Invalid($"step {step} comes after step {_points[^1].Step}");
                _points.Add(TPoint.Create(step, [.. fields.Skip(1).Select(Real)]));
            }
        }
        if (number == 0) throw Invalid("the file is empty");

        double Real(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value : throw Invalid($"'{Shortened(field)}' is not a number");

        FormatException Invalid(string what) =>
            new($"The {TPoint.CurveName} '{path}' is invalid in line {Math.Max(1, number)}: {what}; correct the line, or delete the file");
    }

    private static string Header => string.Join(',', ["step", .. TPoint.ValueNames]);

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
