using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>
/// The report of a run: one web page without any other file, pictures included, which can be mailed and opened anywhere, in light and
/// in dark.
/// </summary>
public sealed class RunReport
{
    /// <summary>What was done, for example <c>Catch, learned from pixels</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The result in a few words, shown large, for example <c>98.5 % caught</c>.</summary>
    public required string Headline { get; init; }

    /// <summary>Settings and results, below the headline.</summary>
    public IList<ReportFact> Facts { get; } = [];

    /// <summary>What follows, in its order.</summary>
    public IList<ReportSection> Sections { get; } = [];

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">A picture cannot be read or the page cannot be written; the message names it and says why.</exception>
    /// <exception cref="ArgumentException">A picture is of an unknown kind, or a table's row has not as many cells as its header.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, ReportPage.Render(this));
}
