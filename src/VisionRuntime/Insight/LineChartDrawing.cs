using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight;

/// <summary>Computes the layout of a <see cref="LineChart"/> and draws it.</summary>
internal sealed class LineChartDrawing
{
    private static readonly Rgba32 Background = new(255, 255, 255);
    private static readonly Rgba32 Grid = new(230, 232, 240);
    private static readonly Rgba32 Axis = new(154, 161, 181);
    private static readonly Rgba32 Ink = new(38, 43, 64);
    private static readonly Rgba32 Muted = new(100, 107, 130);

    private static readonly Rgba32[] SeriesColors =
        [new(38, 104, 217), new(217, 92, 24), new(22, 145, 96), new(134, 76, 207), new(192, 41, 112), new(110, 116, 30)];

    private readonly LineChart _chart;
    private readonly double _size;
    private readonly double _line;
    private readonly AxisTicks[] _vertical;
    private readonly AxisTicks _horizontal;
    private readonly double _from;
    private readonly double _to;
    private readonly int _left;
    private readonly int _right;

    public LineChartDrawing(LineChart chart)
    {
        _chart = chart;
        Canvas = new Canvas(chart.Width, chart.Height, Background);
        _size = Math.Clamp(chart.Width / 600.0, 1, 4);
        _line = _size * PixelFont.CapitalHeight;

        (_from, _to) = Range(chart.Panels.SelectMany(panel => panel.Series), series => series.X);
        _horizontal = AxisTicks.Around(_from, _to, Math.Max(2, (int)(chart.Width / (85 * _size))));
        if (!(_to > _from)) (_from, _to) = (_horizontal.Lowest, _horizontal.Highest);
        double weights = chart.Panels.Sum(panel => panel.Weight);
        _vertical = [.. chart.Panels.Select(panel =>
        {
            (double lowest, double highest) = Range(panel.Series, series => series.Y);
            return AxisTicks.Around(lowest, highest, Math.Max(2, (int)(chart.Height * panel.Weight / weights / (56 * _size))));
        })];

        double widest = _vertical.Max(ticks => Math.Max(TextWidth(ticks.Label(ticks.First)), TextWidth(ticks.Label(ticks.Last))));
        _left = (int)((12 * _size) + widest + (6 * _size));
        _right = chart.Width - (int)(52 * _size);
    }

    public Canvas Canvas { get; }

    public void Draw()
    {
        double titleSize = _size * 1.4;
        double y = 14 * _size;
        Canvas.Text(_left, y, titleSize, Ink, _chart.Title);
        y += (PixelFont.GlyphHeight * titleSize) + (8 * _size);

        double header = _line + (7 * _size);
        double gap = 10 * _size;
        double footer = (10 * _size) + _line + (_chart.HorizontalLabel.Length > 0 ? _line + (6 * _size) : 0) + (8 * _size);
        double plots = _chart.Height - y - footer - (_chart.Panels.Count * header) - ((_chart.Panels.Count - 1) * gap);
        double weights = _chart.Panels.Sum(panel => panel.Weight);
        for (int index = 0; index < _chart.Panels.Count; index++)
        {
            ChartPanel panel = _chart.Panels[index];
            Header(panel, index, y);
            int top = (int)(y + header);
            y += header + Math.Max(8, plots * panel.Weight / weights);
            DrawPanel(index, top, (int)y);
            if (index < _chart.Panels.Count - 1) y += gap;
        }
        Footer((int)y);
    }

    private void Header(ChartPanel panel, int panelIndex, double y)
    {
        Canvas.Text(_left, y, _size, Muted, panel.Label);
        if (panel.Series.Count < 2) return;
        double x = _right;
        for (int index = panel.Series.Count - 1; index >= 0; index--)
        {
            x -= TextWidth(panel.Series[index].Name);
            Canvas.Text(x, y, _size, Ink, panel.Series[index].Name);
            x -= 5 * _size;
            Canvas.Stroke(x - (12 * _size), y + (_line / 2), x, y + (_line / 2), 2 * _size);
            Canvas.Paint(ColorOf(panel, panelIndex, index));
            x -= 26 * _size;
        }
    }

    private void DrawPanel(int panelIndex, int top, int bottom)
    {
        ChartPanel panel = _chart.Panels[panelIndex];
        AxisTicks ticks = _vertical[panelIndex];
        for (long tick = ticks.First; tick <= ticks.Last; tick++)
        {
            int y = (int)Math.Round(Vertical(tick * ticks.Step));
            Canvas.Fill(_left, y, _right - _left, 1, tick == ticks.First ? Axis : Grid);
            string label = ticks.Label(tick);
            Canvas.Text(_left - (6 * _size) - TextWidth(label), y + 0.5 - (_line / 2), _size, Muted, label);
        }
        foreach ((double x, _) in HorizontalTicks()) Canvas.Fill((int)x, top, 1, bottom - top, Grid);
        Canvas.Fill(_left, bottom, _right - _left, 1, Axis);

        bool any = false;
        for (int index = 0; index < panel.Series.Count; index++)
            any |= Curve(panel.Series[index], ColorOf(panel, panelIndex, index), panel.Series.Count == 1, Vertical);
        if (!any) Canvas.Text(((_left + _right) - TextWidth("no data")) / 2.0, ((top + bottom) - _line) / 2.0, _size, Muted, "no data");

        double Vertical(double value) => bottom - ((value - ticks.Lowest) / (ticks.Highest - ticks.Lowest) * (bottom - top));
    }

    private bool Curve(ChartSeries series, Rgba32 color, bool single, Func<double, double> vertical)
    {
        int last = -1;
        for (int point = 0; point < series.X.Count; point++)
        {
            if (!series.IsVisible(point)) continue;
            int from = point > 0 && series.IsVisible(point - 1) ? point - 1 : point;
            Canvas.Stroke(X(from), Y(from), X(point), Y(point), 1.25 * _size);
            last = point;
        }
        if (last < 0) return false;

        Canvas.Stroke(X(last), Y(last), X(last), Y(last), 4 * _size);
        Canvas.Paint(color);
        if (single) Canvas.Text(X(last) + (5 * _size), Y(last) - (_line / 2), _size, color, AxisTicks.Short(series.Y[last]));
        return true;

        double X(int point) => Horizontal(series.X[point]) + 0.5;

        double Y(int point) => vertical(series.Y[point]) + 0.5;
    }

    private void Footer(int bottom)
    {
        double y = bottom + (6 * _size);
        foreach ((double x, string label) in HorizontalTicks())
        {
            Canvas.Fill((int)x, bottom, 1, (int)(3 * _size), Axis);
            Canvas.Text(x - (TextWidth(label) / 2), y, _size, Muted, label);
        }
        y += _line + (6 * _size);
        Canvas.Text(((_left + _right) - TextWidth(_chart.HorizontalLabel)) / 2, y, _size, Muted, _chart.HorizontalLabel);
    }

    private IEnumerable<(double X, string Label)> HorizontalTicks()
    {
        for (long tick = _horizontal.First; tick <= _horizontal.Last; tick++)
        {
            double value = tick * _horizontal.Step;
            double tolerance = _horizontal.Step * 1e-6;
            if (value < _from - tolerance || value > _to + tolerance) continue;
            yield return (Math.Round(Horizontal(value)), _horizontal.Label(tick));
        }
    }

    private double Horizontal(double value) => _left + ((value - _from) / (_to - _from) * (_right - _left));

    private double TextWidth(string text) => PixelFont.WidthOf(text.Length) * _size;

    // Single series differ from panel to panel; several have the same colors in each, so that panels can be compared.
    private static Rgba32 ColorOf(ChartPanel panel, int panelIndex, int index) =>
        panel.Series[index].Color ?? SeriesColors[(panel.Series.Count == 1 ? panelIndex : index) % SeriesColors.Length];

    private static (double Lowest, double Highest) Range(IEnumerable<ChartSeries> all, Func<ChartSeries, IReadOnlyList<double>> values)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (ChartSeries series in all)
        {
            IReadOnlyList<double> coordinates = values(series);
            for (int index = 0; index < coordinates.Count; index++)
            {
                if (!series.IsVisible(index)) continue;
                (lowest, highest) = (Math.Min(lowest, coordinates[index]), Math.Max(highest, coordinates[index]));
            }
        }
        return lowest <= highest ? (lowest, highest) : (0, 1);
    }
}
