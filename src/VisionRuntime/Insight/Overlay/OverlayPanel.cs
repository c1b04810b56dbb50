using System.Diagnostics;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;

namespace VisionRuntime.Insight.Overlay;

/// <summary>
/// One page of an overlay in a size: computes its pictures on the device from what the network sees, reads them back without waiting, and
/// draws them with the scores and the text. Compiles when it is created, and allocates nothing after that.
/// </summary>
internal sealed class OverlayPanel : IDisposable
{
    private const string PictureName = "overlay/picture", ThumbnailName = "overlay/input";
    private const int DotsOfScale = 260, MostScores = 10;

    private readonly ILiveNetwork _network;
    private readonly OverlayPage _page;
    private readonly OverlayStyle _style;
    private readonly OverlayArea _content, _side;
    private readonly Plan _plan, _measured;
    private readonly DevicePicture? _picture;
    private readonly DevicePicture _thumbnail;
    private readonly StepClock? _clock;
    private readonly double[] _times;
    private readonly PixelPainter _painter = new();
    private readonly byte[] _pixels;
    private long _requested = -1, _listed = -2, _requestedAt;
    private (int X, int Y) _point = (-1, -1);
    private bool _dirty = true;

    /// <summary>Compiles a page.</summary>
    /// <exception cref="NotSupportedException">The device has no kernel for an operator.</exception>
    public OverlayPanel(ILiveNetwork network, OverlayPage page, int width, int height)
    {
        (_network, _page, _measured) = (network, page, network.Plan);
        _style = new(Math.Clamp(Math.Min(width, height) / DotsOfScale, 1, 4));
        _pixels = new byte[4 * width * height];
        _painter.Begin(_pixels, width, height);
        int margin = _style.Margin, top = margin + _style.LineHeight + margin, side = width * 3 / 10;
        _side = new(margin, top, side, height - top - margin);
        _content = new(side + 2 * margin, top, width - side - 3 * margin, height - top - margin);
        var (graph, picture) = page.Build(network, _style, _content.Width, _content.Height);
        var input = InputPicture.Frame(network.InputOf(graph), network.Input, network.Input.Frames - 1);
        var size = InputPicture.Fit(input.Shape, side, _side.Height / 2);
        graph.Output(ThumbnailName, InputPicture.Scale(input, size.Width, size.Height));
        if (picture is not null) graph.Output(PictureName, picture);
        var bound = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [network.Definition.InputName] = network.Observations };
        var device = network.Plan.Device;
        _plan = Plan.CompileWith(Passes.All, graph, device, network.Plan.Variables, bound, storedInput: _ => network.ObservationLayout);
        _thumbnail = new(device, _plan.Output(ThumbnailName));
        if (picture is not null) _picture = new(device, _plan.Output(PictureName));
        _times = new double[page is TimePage ? network.Plan.Steps.Count() : 0];
        if (page is not TimePage times) return;
        times.Assign(network.Plan.Steps);
        _clock = StepClock.For(device, _times.Length);
        if (_clock is null) times.CannotMeasure(device.Name);
        _measured.Clock = _clock;
    }

    public int Width => _painter.Width;

    public int Height => _painter.Height;

    /// <summary>Gets the panel: RGBA bytes, the top row first.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, 4 * Width * Height);

    /// <summary>Gets the time since pictures were requested last.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_requestedAt);

    /// <summary>Says where the mouse is, in pixels of the panel.</summary>
    public void PointAt(int x, int y)
    {
        if (_point == (x, y)) return;
        _point = (x, y);
        if (_page is not ActivationPage page) return;
        var unit = _content.Contains(x, y) ? page.UnitAt(x - _content.X, y - _content.Y, _style.Gap) : null;
        _dirty |= unit != page.Unit;
        page.Unit = unit;
    }

    /// <summary>Computes the pictures of what the network has seen since they were requested last.</summary>
    public void Request()
    {
        long run = _network.LatestRun;
        if (run == _requested || !_thumbnail.HasRoom || _picture is { HasRoom: false }) return;
        (_requested, _requestedAt) = (run, Stopwatch.GetTimestamp());
        _plan.Run();
        _picture?.Request(run);
        _thumbnail.Request(run);
    }

    /// <summary>Takes what has arrived and draws the panel anew if something has changed.</summary>
    /// <returns>Whether the panel has changed.</returns>
    public bool Receive()
    {
        // The copies of one run are queued together, so the last one's fence passes last.
        if (_thumbnail.TryTake(out _))
        {
            _picture?.TryTake(out _);
            _dirty = true;
        }
        if (_clock is not null && _clock.TryTake(_times, out _))
        {
            ((TimePage)_page).Add(_times);
            _dirty = true;
        }
        if (_listed != _network.ResultFrame) (_listed, _dirty) = (_network.ResultFrame, true);
        if (!_dirty && !_page.HasChanged) return false;
        _dirty = false;
        Paint();
        return true;
    }

    public void Dispose()
    {
        if (_clock is not null && _measured.Clock == _clock) _measured.Clock = null;
        _clock?.Dispose();
        _picture?.Dispose();
        _thumbnail.Dispose();
        _plan.Dispose();
    }

    private void Paint()
    {
        _painter.Fill(0, 0, Width, Height, OverlayStyle.Background);
        _painter.Outline(0, 0, Width, Height, _style.Scale, OverlayStyle.Line);
        int margin = _style.Margin;
        var name = _style.Clip(_network.Definition.Name, _side.Width);
        _painter.Write(margin, margin, _style.Scale, OverlayStyle.Accent, name);
        _painter.Write(_content.X, margin, _style.Scale, OverlayStyle.Ink, _page.Title);
        if (_page is TimePage { Total: > 0 } times)
        {
            Span<char> buffer = stackalloc char[24];
            var total = new TextLine(buffer).Add((float)times.Total, "0.00").Add(" ms").Text;
            _painter.Write(Width - margin - _style.WidthOf(total.Length), margin, _style.Scale, OverlayStyle.Accent, total);
        }
        bool arrived = _requested >= 0;
        if (arrived) _painter.Draw(_thumbnail.Pixels, _thumbnail.Width, 0, 0, _thumbnail.Width, _thumbnail.Height, _side.X, _side.Y);
        if (_page.Problem is { } problem)
            _style.Wrap(_painter, _content.X, _content.Y, _content.Width, OverlayStyle.Muted, problem);
        else
            _page.Paint(_painter, _style, _content, arrived ? _picture : null);
        int y = _side.Y + _thumbnail.Height + _style.Margin;
        if (_page is ActivationPage { Unit: { } unit } activations) y = PaintField(activations, unit, y);
        PaintScores(y);
    }

    /// <summary>Frames the receptive field of a unit in the input, and names the unit.</summary>
    private int PaintField(ActivationPage page, PointedUnit unit, int y)
    {
        Span<char> buffer = stackalloc char[64];
        var line = page.Describe(unit, new TextLine(buffer)).Text;
        _style.Wrap(_painter, _side.X, y, _side.Width, OverlayStyle.Accent, line);
        if (page.TryGetField(unit, out long left, out long top, out long width, out long height))
        {
            var input = _network.Input;
            int x0 = Place(left, input.Width, _thumbnail.Width), x1 = Place(left + width, input.Width, _thumbnail.Width);
            int y0 = Place(top, input.Height, _thumbnail.Height), y1 = Place(top + height, input.Height, _thumbnail.Height);
            _painter.Outline(_side.X + x0, _side.Y + y0, Math.Max(1, x1 - x0), Math.Max(1, y1 - y0), _style.Scale, OverlayStyle.Accent);
        }
        return y + _style.LineHeight * (1 + line.Length / Math.Max(1, _style.CharactersIn(_side.Width))) + _style.Margin;

        static int Place(long pixel, int pixels, int shown) => (int)(Math.Clamp(pixel, 0, pixels) * shown / pixels);
    }

    /// <summary>Lists the highest scores, or the values of the actions, with bars.</summary>
    private void PaintScores(int y)
    {
        int lines = Math.Min(MostScores, _network.ListedCount), pitch = _style.LineHeight + 4 * _style.Scale;
        float bottom = 0, top = _network.Definition.Task == Models.ModelTask.Control ? float.NegativeInfinity : 1;
        for (int i = 0; i < lines; i++)
        {
            float score = _network.Listed(i).Score;
            (bottom, top) = (Math.Min(bottom, score), Math.Max(top, score));
        }
        int best = 0;
        for (int i = 1; i < lines; i++)
        {
            if (_network.Listed(i).Score > _network.Listed(best).Score) best = i;
        }
        Span<char> buffer = stackalloc char[16];
        for (int i = 0; i < lines && y + pitch <= _side.Y + _side.Height; i++, y += pitch)
        {
            var (label, score) = _network.Listed(i);
            var number = new TextLine(buffer).Add(score, "0.000").Text;
            int numberWidth = _style.WidthOf(number.Length);
            var color = i == best ? OverlayStyle.Accent : OverlayStyle.Ink;
            _painter.Write(_side.X, y, _style.Scale, color, _style.Clip(label, _side.Width - numberWidth - _style.Margin));
            _painter.Write(_side.X + _side.Width - numberWidth, y, _style.Scale, OverlayStyle.Muted, number);
            int barTop = y + (PixelFont.CapitalHeight + 2) * _style.Scale;
            float share = top > bottom ? Math.Clamp((score - bottom) / (top - bottom), 0, 1) : 0;
            _painter.Fill(_side.X, barTop, _side.Width, 2 * _style.Scale, OverlayStyle.Track);
            _painter.Fill(_side.X, barTop, (int)(share * _side.Width), 2 * _style.Scale,
                i == best ? OverlayStyle.Accent : OverlayStyle.Bar);
        }
    }
}
