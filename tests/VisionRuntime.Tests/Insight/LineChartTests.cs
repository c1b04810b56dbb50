using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Insight;

namespace VisionRuntime.Tests.Insight;

public sealed class LineChartTests : IDisposable
{
    private static readonly Rgba32 Red = new(255, 0, 0);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rising_series_rises_to_the_right()
    {
        using Image<Rgba32> image = Chart(Series([0, 1, 2, 3], [0, 1, 2, 3])).Draw();
        int[] heights = [.. Columns(image).Where(column => column.Rows.Count > 0).Select(column => column.Rows[column.Rows.Count / 2])];
        Assert.True(heights.Length > 600);
        Assert.True(heights[0] > heights[^1] + 200);
        // The disc and the text at the end are left out; the line's round beginning may wobble by a pixel.
        for (int index = 1; index < 600; index++)
            Assert.InRange(heights[index], heights[index - 1] - 2, heights[index - 1] + (index < 4 ? 1 : 0));
    }

    [Fact]
    public void A_line_is_smooth_at_its_edges()
    {
        using Image<Rgba32> image = Chart(Series([0, 10], [0, 1])).Draw();
        var shades = new HashSet<Rgba32>();
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 200; x < 700; x++)
            {
                if (image[x, y] is { R: 255 } pixel) shades.Add(pixel);
            }
        }
        Assert.True(shades.Count > 20);
    }

    [Fact]
    public void A_value_that_is_not_finite_leaves_a_gap()
    {
        using Image<Rgba32> image = Chart(Series([0, 1, 2, 3, 4], [1, 1, double.NaN, 1, 1.2])).Draw();
        bool[] drawn = [.. Columns(image).Select(column => column.Rows.Count > 0)];
        int first = Array.IndexOf(drawn, true);
        int gap = Array.IndexOf(drawn, false, first);
        Assert.True(Array.IndexOf(drawn, true, gap) - gap > 200);
    }

    [Fact]
    public void Extreme_values_and_empty_series_are_drawn()
    {
        foreach (double[] values in new double[][] { [], [5], [0, 0], [1e16, 1e16 + 2], [-1e299, 1e299], [double.MinValue, double.MaxValue], [1e-300, 2e-300], [double.PositiveInfinity, 3], [1e-320, 0] })
        {
            double[] places = [.. values.Select((_, index) => (double)index)];
            Chart(Series(places, values)).Draw().Dispose();
            Chart(Series(values, places)).Draw().Dispose();
        }
    }

    [Fact]
    public void Panels_share_the_height_by_their_weights()
    {
        ChartSeries series = Series([0, 1], [0, 1]);
        var chart = new LineChart { Title = "two", Panels = [new("upper", [series], 2), new("lower", [series with { Color = new Rgba32(0, 0, 255) }])] };
        using Image<Rgba32> image = chart.Draw();
        List<int> red = [], blue = [];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                if (image[x, y] == Red) red.Add(y);
                if (image[x, y] == new Rgba32(0, 0, 255)) blue.Add(y);
            }
        }
        Assert.True(red.Max() < blue.Min());
        Assert.InRange((red.Max() - red.Min()) / (double)(blue.Max() - blue.Min()), 1.7, 2.3);
    }

    [Fact]
    public void A_file_has_the_chosen_size()
    {
        string path = _folder.File("chart.png");
        LineChart chart = Chart(Series([0, 1], [0, 1]));
        new LineChart { Title = chart.Title, Panels = chart.Panels, Width = 400, Height = 300 }.SavePng(path);
        Assert.Equal((400, 300), (Image.Identify(path).Width, Image.Identify(path).Height));
        Assert.Equal(["chart.png"], _folder.Files);
    }

    [Fact]
    public void Invalid_charts_are_refused()
    {
        Refused(new LineChart { Title = "t", Panels = [] }, "no panel");
        Refused(new LineChart { Title = "t", Panels = [new("p", [])], Width = 100 }, "100 x 640 pixels are too small");
        Refused(new LineChart { Title = "t", Panels = [new("p", [], 0)] }, "weight of the panel 'p' must be positive, not 0");
        Refused(Chart(Series([0, 1], [0])), "2 horizontal but 1 vertical values");

        static void Refused(LineChart chart, string why) =>
            Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => chart.Draw()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-1, 1, 4, "-1.0 -0.5 0 0.5 1.0")]
    [InlineData(0.3, 97, 5, "0 20 40 60 80 100")]
    [InlineData(0, 200_000, 4, "0 50k 100k 150k 200k")]
    [InlineData(0, 2_500_000, 5, "0 0.5M 1.0M 1.5M 2.0M 2.5M")]
    [InlineData(0, 0.00004, 4, "0e+00 1e-05 2e-05 3e-05 4e-05")]
    [InlineData(7, 7, 2, "6.0 6.5 7.0 7.5 8.0")]
    [InlineData(0, 0, 2, "-1 0 1")]
    public void Ticks_are_at_round_values(double lowest, double highest, int intervals, string labels)
    {
        AxisTicks ticks = AxisTicks.Around(lowest, highest, intervals);
        var all = new List<string>();
        for (long mark = ticks.First; mark <= ticks.Last; mark++) all.Add(ticks.Label(mark));
        Assert.Equal(labels, string.Join(' ', all));
    }

    [Theory]
    [InlineData(0.985, "0.99")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.01234, "0.0123")]
    [InlineData(1e-7, "1.0e-07")]
    [InlineData(10.55, "10.6")]
    [InlineData(512, "512")]
    [InlineData(123_456, "123k")]
    [InlineData(0, "0")]
    public void A_value_is_formatted_with_about_three_digits(double value, string text) => Assert.Equal(text, AxisTicks.Short(value));

    private static ChartSeries Series(double[] x, double[] y) => new("series", x, y) { Color = Red };

    private static LineChart Chart(ChartSeries series) => new() { Title = "test", HorizontalLabel = "x", Panels = [new("y", [series])] };

    private static IEnumerable<(int X, List<int> Rows)> Columns(Image<Rgba32> image)
    {
        for (int x = 0; x < image.Width; x++)
        {
            var rows = new List<int>();
            for (int y = 0; y < image.Height; y++)
            {
                if (image[x, y].R - image[x, y].G > 100) rows.Add(y);
            }
            yield return (x, rows);
        }
    }
}
