namespace VisionRuntime.Insight;

/// <summary>A name and a value in the table at the top of a report.</summary>
/// <param name="Name">The name, for example <c>learning rate</c>.</param>
/// <param name="Value">The value, for example <c>0.0003</c>.</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A section: a heading and its contents.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Parts">The contents in order.</param>
public sealed record ReportSection(string Heading, params IReadOnlyList<ReportPart> Parts);

/// <summary>A part of a section of a report.</summary>
public abstract record ReportPart
{
    private protected ReportPart()
    {
    }
}

/// <summary>A paragraph of plain text.</summary>
/// <param name="Content">The text, which may contain any character; it is escaped.</param>
public sealed record ReportText(string Content) : ReportPart;

/// <summary>An image, embedded in the page.</summary>
/// <param name="Path">A PNG, GIF or JPEG file, read when the report is saved.</param>
/// <param name="AlternativeText">A description of the image, for the caption and for those who cannot see it.</param>
public sealed record ReportImage(string Path, string AlternativeText) : ReportPart;

/// <summary>A table; columns of numbers are right-aligned.</summary>
/// <param name="Header">The names of the columns.</param>
/// <param name="Rows">The rows, each with one cell per column.</param>
public sealed record ReportTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportPart;
