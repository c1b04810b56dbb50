using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Overlay;

/// <summary>
/// A bar for each of the newest frames, stacked by the components that took its time on the thread of the game, with a mark where the
/// kernels of all networks on the device end; below it the mean and the maximum of each.
/// </summary>
internal sealed class TimelinePage : OverlayPage
{
    /// <summary>Milliseconds that the chart may end at: fractions and multiples of a frame at 60 Hz.</summary>
    private static readonly double[] Tops = [0.5, 1, 2, 4, 1000 / 120.0, 1000 / 60.0, 1000 / 30.0, 1000 / 15.0, 200, 500, 1000, 2000];

    private static readonly PixelColor[] Colors =
        [new(78, 127, 224), new(96, 190, 120), new(240, 145, 70), new(170, 120, 230), new(70, 190, 195), new(230, 105, 145)];

    private readonly TimeSpan _budget;
    private long _painted = -1;

    /// <summary>Creates the page.</summary>
    /// <param name="frames">The number of frames that are shown.</param>
    /// <param name="budget">The budget of the host, which is drawn as a line; infinite for none.</param>
    public TimelinePage(int frames, TimeSpan budget) => (History, _budget) = (new(frames), budget);

    public override string Title => "milliseconds by frame";

    /// <summary>Gets the times that are shown.</summary>
    public FrameHistory History { get; }

    public override bool HasChanged => History.Newest != _painted;

    public override (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height) =>
        (network.InputOnly().Graph, null);

    public override void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture)
    {
        _painted = History.Newest;
        int legend = Math.Min(History.SeriesCount, content.Height / 2 / style.LineHeight) * style.LineHeight;
        PaintChart(painter, style, content with { Height = content.Height - legend - style.Margin });
        PaintLegend(painter, style, content with { Y = content.Y + content.Height - legend, Height = legend });
    }

    private static PixelColor ColorOf(int series, bool onDevice) => onDevice ? OverlayStyle.Accent : Colors[series % Colors.Length];

    private void PaintChart(PixelPainter painter, in OverlayStyle style, in OverlayArea chart)
    {
        painter.Fill(chart.X, chart.Y, chart.Width, chart.Height, OverlayStyle.Track);
        double top = Top();
        int pitch = Math.Max(1, chart.Width / History.Frames), shown = Math.Min(History.Frames, chart.Width / pitch);
        for (int age = 0; age < shown; age++)
        {
            int x = chart.X + chart.Width - (age + 1) * pitch, wide = Math.Max(1, pitch - style.Scale + 1);
            double stacked = 0, onDevice = 0;
            for (int i = 0; i < History.SeriesCount; i++)
            {
                double time = History[i, age];
                if (History.Series(i).OnDevice)
                {
                    onDevice += time;
                    continue;
                }
                int from = Height(stacked, chart.Height, top), to = Height(stacked += time, chart.Height, top);
                painter.Fill(x, chart.Y + chart.Height - to, wide, to - from, ColorOf(i, false));
            }
            if (onDevice > 0)
            {
                painter.Fill(x, chart.Y + chart.Height - Math.Max(style.Scale, Height(onDevice, chart.Height, top)), wide, style.Scale,
                    OverlayStyle.Accent);
            }
        }
        if (_budget > TimeSpan.Zero && _budget.TotalMilliseconds < top)
        {
            painter.Fill(chart.X, chart.Y + chart.Height - Height(_budget.TotalMilliseconds, chart.Height, top), chart.Width, style.Scale,
                OverlayStyle.Ink);
        }
        Span<char> text = stackalloc char[16];
        painter.Write(chart.X + style.Scale, chart.Y + style.Scale, style.Scale, OverlayStyle.Muted,
            new TextLine(text).Add((float)top, "0.0").Add(" ms").Text);
    }

    private void PaintLegend(PixelPainter painter, in OverlayStyle style, in OverlayArea legend)
    {
        Span<char> text = stackalloc char[32];
        for (int i = 0, y = legend.Y; y + style.LineHeight <= legend.Y + legend.Height; i++, y += style.LineHeight)
        {
            double sum = 0, most = 0;
            for (int age = 0; age < History.Frames; age++)
            {
                sum += History[i, age];
                most = Math.Max(most, History[i, age]);
            }
            var (name, onDevice) = History.Series(i);
            long frames = Math.Clamp(History.Newest, 1, History.Frames);
            var numbers = new TextLine(text).Add((float)(sum / frames), "0.000").Add(", max ").Add((float)most, "0.00").Text;
            int dot = PixelFont.CapitalHeight * style.Scale, numbersWidth = style.WidthOf(numbers.Length);
            painter.Fill(legend.X, y, dot, dot, ColorOf(i, onDevice));
            painter.Write(legend.X + dot + style.Gap * 2, y, style.Scale, OverlayStyle.Ink,
                style.Clip(name, legend.Width - dot - numbersWidth - 4 * style.Gap));
            painter.Write(legend.X + legend.Width - numbersWidth, y, style.Scale, OverlayStyle.Muted, numbers);
        }
    }

    /// <summary>Returns the first limit of the chart that no frame exceeds.</summary>
    private double Top()
    {
        double most = 0;
        for (int age = 0; age < History.Frames; age++)
        {
            double stacked = 0, onDevice = 0;
            for (int i = 0; i < History.SeriesCount; i++)
            {
                if (History.Series(i).OnDevice) onDevice += History[i, age];
                else stacked += History[i, age];
            }
            most = Math.Max(most, Math.Max(stacked, onDevice));
        }
        foreach (double top in Tops)
        {
            if (most <= top) return top;
        }
        return most;
    }

    private static int Height(double milliseconds, int height, double top) => (int)Math.Round(Math.Min(1, milliseconds / top) * height);
}
