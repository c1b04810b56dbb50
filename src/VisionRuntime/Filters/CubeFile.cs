using System.Collections.Immutable;
using System.Globalization;
using ShaderKernels.Operators.Filters;

namespace VisionRuntime.Filters;

/// <summary>Reads three-dimensional color tables from .cube files (Adobe, Cube LUT Specification 1.0, 2013).</summary>
internal static class CubeFile
{
    private const long MaximumBytes = 1L << 28;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="FilterException">The file is not a three-dimensional color table.</exception>
    public static CubeFilter Load(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists) throw new FileNotFoundException($"{path}: the color table does not exist", path);
        if (info.Length > MaximumBytes)
            throw new FilterException($"{path}: the file has {info.Length >> 20} MiB; a color table has at most {MaximumBytes >> 20}");
        return Parse(File.ReadLines(path), path);
    }

    internal static CubeFilter Parse(IEnumerable<string> lines, string name)
    {
        int size = 0, number = 0;
        float[] minimum = [0, 0, 0], maximum = [1, 1, 1];
        var colors = ImmutableArray.CreateBuilder<float>();
        foreach (string line in lines)
        {
            number++;
            string[] words = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] == "TITLE") continue;
            switch (words[0])
            {
                case "LUT_3D_SIZE": size = Size(words, name, number); break;
                case "DOMAIN_MIN": minimum = Triple(words[1..], name, number); break;
                case "DOMAIN_MAX": maximum = Triple(words[1..], name, number); break;
                case "LUT_1D_SIZE":
                    throw new FilterException($"{name}: the table has one dimension; save it as a three-dimensional table (LUT_3D_SIZE)");
                default:
                    if (char.IsLetter(words[0][0])) break; // a keyword of another program
                    colors.AddRange(Triple(words, name, number));
                    break;
            }
            if (size > 0 && colors.Count > 3L * size * size * size)
                throw new FilterException($"{name}, line {number}: more than the {size * size * size} colors of a table of size {size}");
        }
        if (size == 0) throw new FilterException($"{name}: there is no LUT_3D_SIZE, so the file is not a three-dimensional color table");
        if (colors.Count != 3 * size * size * size)
            throw new FilterException($"{name}: {colors.Count / 3} colors; a table of size {size} has {size * size * size}");
        if (maximum.Zip(minimum).Any(pair => pair.First <= pair.Second))
            throw new FilterException($"{name}: DOMAIN_MAX must be greater than DOMAIN_MIN in every channel");
        return new(size, colors.ToImmutable())
        {
            Minimum = (minimum[0], minimum[1], minimum[2]), Maximum = (maximum[0], maximum[1], maximum[2]),
        };
    }

    private static int Size(string[] words, string name, int number) =>
        words.Length == 2 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            && size is >= 2 and <= 256
            ? size : throw new FilterException($"{name}, line {number}: LUT_3D_SIZE must be a number from 2 to 256");

    private static float[] Triple(string[] words, string name, int number)
    {
        var values = new float[3];
        bool valid = words.Length == 3;
        for (int i = 0; valid && i < 3; i++)
            valid = float.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && float.IsFinite(values[i]);
        return valid ? values : throw new FilterException($"{name}, line {number}: there must be three numbers, red, green and blue");
    }
}
