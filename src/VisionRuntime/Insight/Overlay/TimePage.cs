using VisionRuntime.Graphs;

namespace VisionRuntime.Insight.Overlay;

/// <summary>Milliseconds for each layer, as they are measured while the network runs.</summary>
internal sealed class TimePage : OverlayPage
{
    private readonly Dictionary<string, int> _rowOfNode = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private double[] _smoothed = [], _run = [];
    private int[] _order = [], _rowOfStep = [];

    public override string Title => "milliseconds by layer";

    /// <summary>Gets the milliseconds of all layers together; 0 before the first measurement.</summary>
    public double Total { get; private set; }

    public override (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height)
    {
        foreach (var node in network.Build().Nodes)
        {
            if (!_names.Contains(node.Layer)) _names.Add(node.Layer);
            _rowOfNode[node.Name] = _names.IndexOf(node.Layer);
        }
        _names.Add("other");
        _smoothed = new double[_names.Count];
        _run = new double[_names.Count];
        _order = new int[_names.Count];
        return (network.InputOnly().Graph, null);
    }

    /// <summary>Says which layers the steps of the network's plan belong to; steps of no layer convert layouts.</summary>
    public void Assign(IEnumerable<string> steps) =>
        _rowOfStep = [.. steps.Select(step => _rowOfNode.GetValueOrDefault(step, _names.Count - 1))];

    /// <summary>The device cannot be measured without waiting for it.</summary>
    public void CannotMeasure(string device) => Problem = $"{device} cannot be measured without waiting for it; run on Cpu or OpenGL.";

    /// <summary>Adds the times of a run, smoothed over the last ones.</summary>
    public void Add(ReadOnlySpan<double> milliseconds)
    {
        Array.Clear(_run);
        for (int i = 0; i < milliseconds.Length; i++) _run[_rowOfStep[i]] += milliseconds[i];
        double kept = Total > 0 ? 0.9 : 0;
        Total = 0;
        for (int i = 0; i < _run.Length; i++)
        {
            _smoothed[i] = kept * _smoothed[i] + (1 - kept) * _run[i];
            Total += _smoothed[i];
        }
    }

    public override void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture)
    {
        if (Total == 0) return;
        int rows = 0, room = content.Height / style.LineHeight;
        for (int i = 0; i < _smoothed.Length; i++)
        {
            if (_smoothed[i] > 0) _order[rows++] = i;
        }
        double slowest = 0;
        foreach (double time in _smoothed) slowest = Math.Max(slowest, time);
        while (rows > room) rows = DropFastest(rows);
        int names = content.Width * 2 / 5, numbers = style.WidthOf(8), bars = Math.Max(1, content.Width - names - numbers);
        Span<char> text = stackalloc char[16];
        for (int row = 0; row < rows; row++)
        {
            int y = content.Y + row * style.LineHeight;
            double time = _smoothed[_order[row]];
            painter.Write(content.X, y, style.Scale, OverlayStyle.Ink, style.Clip(_names[_order[row]], names - 4 * style.Scale));
            painter.Fill(content.X + names, y, bars, PixelFont.CapitalHeight * style.Scale, OverlayStyle.Track);
            painter.Fill(content.X + names, y, (int)Math.Ceiling(bars * time / slowest), PixelFont.CapitalHeight * style.Scale,
                OverlayStyle.Bar);
            var number = new TextLine(text).Add((float)time, "0.000").Text;
            painter.Write(content.X + content.Width - style.WidthOf(number.Length), y, style.Scale, OverlayStyle.Muted, number);
        }
    }

    /// <summary>Leaves out the row that takes the least time.</summary>
    private int DropFastest(int rows)
    {
        int fastest = 0;
        for (int i = 1; i < rows; i++)
        {
            if (_smoothed[_order[i]] < _smoothed[_order[fastest]]) fastest = i;
        }
        _order.AsSpan(fastest + 1, rows - fastest - 1).CopyTo(_order.AsSpan(fastest));
        return rows - 1;
    }
}
