using System.Collections.Immutable;
using System.Globalization;
using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

/// <summary>Reads kernels that people type: rows separated by semicolons or lines, values by spaces or commas.</summary>
internal static class KernelText
{
    private const int MaximumSize = 63;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="FilterException">The file is not a matrix.</exception>
    public static KernelFilter Load(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw new FileNotFoundException($"{path}: the kernel's file does not exist", path);
        if (info.Length > 1 << 20)
            throw new FilterException(
                $"{path}: the file has {info.Length} bytes; a kernel of {MaximumSize} by {MaximumSize} takes far less");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The rows; what follows a # in a line is not read.</param>
    /// <param name="name">What messages call the text.</param>
    /// <exception cref="FilterException">The text is not a matrix.</exception>
    public static KernelFilter Parse(string text, string name)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Split('#')[0])];
        string[] rows = [.. string.Join(';', lines).Split(';').Select(row => row.Trim()).Where(row => row.Length > 0)];
        if (rows.Length == 0) throw new FilterException($"{name}: there are no values; {Advice}");
        var weights = ImmutableArray.CreateBuilder<float>();
        int width = 0;
        for (int y = 0; y < rows.Length; y++)
        {
            string[] values = rows[y].Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (y == 0) width = values.Length;
            if (values.Length != width)
                throw new FilterException(
                    $"{name}: row {y + 1} has a length of {values.Length} and row 1 of {width}, so the kernel is not a matrix; {Advice}");
            foreach (string value in values) weights.Add(Value(value, name, y));
        }
        if (width > MaximumSize || rows.Length > MaximumSize)
            throw new FilterException($"{name}: a kernel of {width} by {rows.Length}; each side may be at most {MaximumSize}");
        return new(width, rows.Length, weights.ToImmutable());
    }

    private const string Advice = "write rows separated by semicolons or lines, and values by spaces, such as \"0 1 0;1 -4 1;0 1 0\"";

    private static float Value(string text, string name, int row) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value
        : throw new FilterException($"{name}: '{text}' in row {row + 1} is not a number; {Advice}");
}
