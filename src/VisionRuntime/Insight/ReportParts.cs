namespace VisionRuntime.Insight;

/// <summary>A name and a value in the table at the head of a report.</summary>
/// <param name="Name">What it is, for example <c>learning rate</c>.</param>
/// <param name="Value">How much, for example <c>0.0003</c>.</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A heading and what is below it.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Parts">The contents, in their order.</param>
public sealed record ReportSection(string Heading, params IReadOnlyList<ReportPart> Parts);

/// <summary>One of the things that a section of a report is made of.</summary>
public abstract record ReportPart
{
    private protected ReportPart()
    {
    }
}

/// <summary>A paragraph of plain text.</summary>
/// <param name="Content">The text; it is escaped, so that it may hold any character.</param>
public sealed record ReportText(string Content) : ReportPart;

/// <summary>A picture, copied into the page.</summary>
/// <param name="Path">A PNG, GIF or JPEG file, read when the report is saved.</param>
/// <param name="Alternative">What the picture shows, for those who cannot see it.</param>
public sealed record ReportPicture(string Path, string Alternative) : ReportPart;

/// <summary>A table; columns of numbers are set to the right.</summary>
/// <param name="Header">The names of the columns.</param>
/// <param name="Rows">The rows, each with a cell for each column.</param>
public sealed record ReportTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : ReportPart;
