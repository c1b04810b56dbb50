using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary>Lines of cells that are printed one below the other: words to the left, numbers to the right.</summary>
internal sealed class TextColumns(params string[] headings)
{
    private readonly List<string[]> _lines = [headings];

    public void Add(params string[] cells) => _lines.Add(cells);

    public void Print(TextWriter output)
    {
        int[] widths = [.. Enumerable.Range(0, _lines[0].Length).Select(column => _lines.Max(line => line[column].Length))];
        bool[] numbers = [.. Enumerable.Range(0, _lines[0].Length).Select(column => _lines.Skip(1).All(line => line[column].Length == 0 || char.IsAsciiDigit(line[column][0])))];
        foreach (string[] line in _lines)
            output.WriteLine(string.Join("  ", line.Select((cell, column) => numbers[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }
}
