using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Insight;

namespace VisionRuntime.Tests.Insight;

public sealed class RunReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_text_is_escaped()
    {
        const string evil = "<script>alert('x')</script> & \"so on\"";
        var report = new RunReport { Title = evil, Headline = evil };
        report.Facts.Add(new ReportFact(evil, evil));
        string picture = Picture("chart.png");
        report.Sections.Add(
            new ReportSection(evil, new ReportText(evil), new ReportTable([evil], [[evil]]), new ReportImage(picture, evil)));
        string html = Save(report);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"so on\"", html, StringComparison.Ordinal);
        Assert.Equal(11 + 1, html.Split("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;so on&quot;").Length);
    }

    [Theory]
    [InlineData("chart.png", "image/png")]
    [InlineData("recording.GIF", "image/gif")]
    public void Images_are_embedded_in_the_page(string name, string type)
    {
        string picture = Picture(name);
        var report = new RunReport { Title = "Catch", Headline = "98.5 % caught" };
        report.Sections.Add(new ReportSection("Recording", new ReportImage(picture, "the agent plays")));
        string html = Save(report);
        string start = $"src=\"data:{type};base64,";
        int from = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        Assert.Equal(File.ReadAllBytes(picture), Convert.FromBase64String(html[from..html.IndexOf('"', from)]));
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.Contains("98.5 % caught", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_numbers_are_right_aligned()
    {
        var report = new RunReport { Title = "t", Headline = "h" };
        report.Sections.Add(new ReportSection("Network", new ReportTable(["layer", "parameters"], [["conv 1", "1,040"], ["relu", "-"], ["total", "1.2 M"]])));
        string html = Save(report);
        Assert.Contains("<tr><td>conv 1</td><td class=\"number\">1,040</td></tr>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_images_and_malformed_tables_are_refused_and_nothing_is_written()
    {
        string missing = _folder.File("recording.gif");
        Assert.Contains(missing, Refused<IOException>(new ReportImage(missing, "")), StringComparison.Ordinal);
        Assert.Contains("notes.txt", Refused<ArgumentException>(new ReportImage("notes.txt", "")), StringComparison.Ordinal);
        Assert.Contains(
            "1 cells for 2 columns: lonely", Refused<ArgumentException>(new ReportTable(["a", "b"], [["lonely"]])),
            StringComparison.Ordinal);
        Assert.Empty(_folder.Files);

        string Refused<TProblem>(ReportPart part)
            where TProblem : Exception
        {
            var report = new RunReport { Title = "t", Headline = "h" };
            report.Sections.Add(new ReportSection("s", part));
            return Assert.ThrowsAny<TProblem>(() => Save(report)).Message;
        }
    }

    private string Save(RunReport report)
    {
        string path = _folder.File("report.html");
        report.Save(path);
        return File.ReadAllText(path);
    }

    private string Picture(string name)
    {
        using var image = new Image<Rgba32>(4, 4, new Rgba32(1, 2, 3));
        image.Save(_folder.File(name));
        return _folder.File(name);
    }
}
