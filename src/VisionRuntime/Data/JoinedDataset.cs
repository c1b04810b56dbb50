namespace VisionRuntime.Data;

/// <summary>The samples of several data sets of the same kind, one data set after the other.</summary>
public sealed class JoinedDataset : Dataset
{
    private readonly int[] _ends;

    /// <summary>Joins data sets.</summary>
    /// <param name="parts">The data sets, in order; at least one.</param>
    /// <exception cref="DatasetException">They have other inputs, targets or classes than the first.</exception>
    public JoinedDataset(params IReadOnlyList<Dataset> parts) : base(
        string.Join('+', parts.Select(part => part.Name)), parts[0].InputShape, parts[0].Targets, parts[0].TargetShape)
    {
        var first = parts[0];
        foreach (var part in parts)
        {
            if (part.InputShape != first.InputShape || part.Targets != first.Targets || part.TargetShape != first.TargetShape)
            {
                throw new DatasetException(
                    $"{part.Name} has inputs {part.InputShape} and targets {part.Targets} {part.TargetShape}, and {first.Name} has "
                    + $"{first.InputShape} and {first.Targets} {first.TargetShape}; only data sets of the same kind can be joined");
            }
            if (!part.Classes.SequenceEqual(first.Classes, StringComparer.Ordinal) || part.WordCount != first.WordCount)
                throw new DatasetException($"{part.Name} has other classes than {first.Name}, so they cannot be joined");
        }
        (Parts, Classes, WordCount) = ([.. parts], first.Classes, first.WordCount);
        _ends = new int[parts.Count];
        for (int i = 0; i < parts.Count; i++) _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + parts[i].Count;
    }

    /// <summary>Gets the data sets, in order.</summary>
    public IReadOnlyList<Dataset> Parts { get; }

    /// <inheritdoc/>
    public override int Count => _ends[^1];

    /// <inheritdoc/>
    public override void Read(int index, Span<float> input, Span<float> target)
    {
        int part = 0;
        while (index >= _ends[part]) part++;
        Parts[part].Read(index - (part == 0 ? 0 : _ends[part - 1]), input, target);
    }
}
