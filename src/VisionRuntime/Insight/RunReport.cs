using VisionRuntime.Formats;

namespace VisionRuntime.Insight;

/// <summary>
/// The report of a run: a single self-contained web page with embedded images, in light and dark mode.
/// </summary>
public sealed class RunReport
{
    /// <summary>The title, for example <c>Catch, learned from pixels</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The result in a few words, in large type, for example <c>98.5 % caught</c>.</summary>
    public required string Headline { get; init; }

    /// <summary>Settings and results, below the headline.</summary>
    public IList<ReportFact> Facts { get; } = [];

    /// <summary>The sections in order.</summary>
    public IList<ReportSection> Sections { get; } = [];

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">An image cannot be read or the page cannot be written; the message names the file and the
    /// reason.</exception>
    /// <exception cref="ArgumentException">An image has an unknown format, or a table's row does not have one cell per column.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, ReportPage.Render(this));
}
