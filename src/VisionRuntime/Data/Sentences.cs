using ShaderKernels.Tensors;

namespace VisionRuntime.Data;

/// <summary>Labeled sentences: text files with a label, a tab and a sentence in each line.</summary>
public static class Sentences
{
    /// <summary>Loads a file. The words of all its sentences make up the vocabulary.</summary>
    /// <param name="file">The file, in UTF-8; empty lines are skipped.</param>
    /// <param name="words">The length to which sentences are cut or filled up; that of the longest if null, but at most 64.</param>
    /// <param name="vocabulary">The vocabulary; that of the sentences if null.</param>
    /// <returns>The samples, [1, words] indices each, and the vocabulary.</returns>
    /// <exception cref="DatasetException">The file cannot be read, or a line has no tab.</exception>
    public static (DatasetSplits Splits, Vocabulary Vocabulary) Load(string file, int? words = null, Vocabulary? vocabulary = null)
    {
        var lines = Read(file);
        string[] classes = [.. lines.Select(line => line.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (classes.Length < 2) throw new DatasetException($"{file}: all sentences have the label '{classes[0]}'; a classifier needs two");
        vocabulary ??= Vocabulary.Of(lines.Select(line => line.Text));
        int length = words ?? Math.Clamp(lines.Max(line => Vocabulary.Tokenize(line.Text).Count()), 4, 64);
        float[] inputs = new float[lines.Count * length];
        for (int i = 0; i < lines.Count; i++) vocabulary.Encode(lines[i].Text, inputs.AsSpan(i * length, length));
        float[] labels = [.. lines.Select(line => (float)Array.IndexOf(classes, line.Label))];
        var dataset = new MemoryDataset("sentences", [1, length], inputs, TargetKind.Class, Shape.Scalar, labels) 
        {
            Classes = [.. classes],
            WordCount = vocabulary.Count,
            Vocabulary = vocabulary,
        };
        return (new("sentences", dataset, null, null), vocabulary);
    }

    private static List<(string Label, string Text)> Read(string file)
    {
        var lines = new List<(string, string)>();
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line)) continue;
                int tab = line.IndexOf('\t', StringComparison.Ordinal);
                if (tab < 1) throw new DatasetException($"{file}: line {number} has no tab; each line is a label, a tab and a sentence");
                lines.Add((line[..tab].Trim(), line[(tab + 1)..].Trim()));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{file}: cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
        return lines.Count > 0 ? lines : throw new DatasetException($"{file}: there are no sentences");
    }
}
