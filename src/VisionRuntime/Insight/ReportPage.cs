using System.Net;
using System.Text;

namespace VisionRuntime.Insight;

/// <summary>Renders a <see cref="RunReport"/> as HTML.</summary>
internal static class ReportPage
{
    public static string Render(RunReport report)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Escape(report.Title)}</title>
            <style>
            {ReportStyle.Css}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>{Escape(report.Title)}</h1>
            <p class="headline">{Escape(report.Headline)}</p>
            </header>

            """);
        Facts(page, report.Facts);
        foreach (ReportSection section in report.Sections)
        {
            page.Append($"<section>\n<h2>{Escape(section.Heading)}</h2>\n");
            foreach (ReportPart part in section.Parts) Part(page, part);
            page.Append("</section>\n");
        }
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Facts(StringBuilder page, IList<ReportFact> facts)
    {
        if (facts.Count == 0) return;
        page.Append("<dl>\n");
        foreach (ReportFact fact in facts)
            page.Append($"<div><dt>{Escape(fact.Name)}</dt><dd>{Escape(fact.Value)}</dd></div>\n");
        page.Append("</dl>\n");
    }

    private static void Part(StringBuilder page, ReportPart part)
    {
        switch (part)
        {
            case ReportText text:
                page.Append($"<p>{Escape(text.Content)}</p>\n");
                break;
            case ReportImage image:
                Figure(page, image);
                break;
            case ReportTable table:
                Table(page, table);
                break;
        }
    }

    private static void Figure(StringBuilder page, ReportImage image)
    {
        string kind = Path.GetExtension(image.Path).ToUpperInvariant() switch
        {
            ".PNG" => "png",
            ".GIF" => "gif",
            ".JPG" or ".JPEG" => "jpeg",
            _ => throw new ArgumentException($"The report's image '{image.Path}' must be a .png, .gif or .jpg file"),
        };
        string data = Convert.ToBase64String(File.ReadAllBytes(image.Path));
        string text = Escape(image.AlternativeText);
        page.Append($"<figure><img class=\"{kind}\" src=\"data:image/{kind};base64,{data}\" alt=\"{text}\">");
        page.Append($"<figcaption>{text}</figcaption></figure>\n");
    }

    private static void Table(StringBuilder page, ReportTable table)
    {
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            if (row.Count != table.Header.Count)
            {
                throw new ArgumentException(
                    $"A row of the report's table has {row.Count} cells for {table.Header.Count} columns: {string.Join(" | ", row)}");
            }
        }
        bool[] numbers = [.. table.Header.Select((_, column) => table.Rows.Count > 0 && table.Rows.All(row => IsNumber(row[column])))];
        page.Append("<div class=\"wide\"><table>\n<thead>");
        Row(page, "th", table.Header, numbers);
        page.Append("</thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows) Row(page, "td", row, numbers);
        page.Append("</tbody>\n</table></div>\n");
    }

    private static void Row(StringBuilder page, string tag, IReadOnlyList<string> cells, bool[] numbers)
    {
        page.Append("<tr>");
        for (int column = 0; column < cells.Count; column++)
        {
            page.Append($"<{tag}{(numbers[column] ? " class=\"number\"" : "")}>{Escape(cells[column])}</{tag}>");
        }
        page.Append("</tr>\n");
    }

    /// <summary>
    /// Whether a cell is empty or a number, possibly with a unit of one or two letters: <c>1,024</c>, <c>-0.5</c>, <c>12.3 M</c>.
    /// </summary>
    private static bool IsNumber(string cell)
    {
        string digits = cell.Trim().TrimEnd('%', 'k', 'K', 'M', 'G', 'T', 'i', 'B', 's', ' ');
        bool isNumeric = digits.All(character => char.IsAsciiDigit(character) || character is '.' or ',' or '-' or '+' or ' ');
        return isNumeric && (digits.Length > 0 || cell is "" or "-");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
