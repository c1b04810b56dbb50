using ShaderKernels.Operators;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Layers;

namespace VisionRuntime.Insight.Overlay;

/// <summary>
/// A row of feature maps for each layer, each map on its own scale (after the figure of activations in the CS231n notes on convolutional
/// networks), and the unit that is pointed at.
/// </summary>
internal sealed class ActivationPage : OverlayPage
{
    private const int LargestMap = 56, SmallestMap = 22, Strip = 7;

    private ActivationRow[] _rows = [];

    public override string Title => "activations";

    /// <summary>Gets or sets the unit that is pointed at; null for none.</summary>
    public PointedUnit? Unit { get; set; }

    public override (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height)
    {
        var graph = network.Build();
        var layers = Choose(NetworkLayer.Of(network.OutputOf(graph)), height / (style.LineHeight + (SmallestMap + 2) * style.Scale));
        int strips = layers.Count(layer => !layer.HasFeatureMaps), gap = style.Gap, strip = Strip * style.Scale;
        int left = height - layers.Length * (style.LineHeight + 2 * gap) - strips * strip;
        int mapHeight = Math.Clamp(left / Math.Max(1, layers.Length - strips), 1, LargestMap * style.Scale);
        var rows = new List<ActivationRow>();
        var parts = new List<Value>();
        int top = 0;
        foreach (var layer in layers)
        {
            var row = layer.HasFeatureMaps
                ? ActivationRow.OfMaps(layer, top + style.LineHeight, width, mapHeight, gap)
                : ActivationRow.OfValues(layer, top + style.LineHeight, width, strip);
            rows.Add(row);
            // Of several passes the first is shown.
            var output = layer.Output.Shape[0] > 1 ? layer.Output.Slice(0, 0, 1) : layer.Output;
            parts.Add(row.Draw(output, gap).Pad([0, 0, style.LineHeight, 0], [0, 0, 2 * gap, width - row.Width(gap)]));
            top += style.LineHeight + row.TileHeight + 2 * gap;
        }
        _rows = [.. rows];
        return (graph, Join.Concatenate(2, parts));
    }

    /// <summary>Returns the unit at a position in the content; null if there is none.</summary>
    public PointedUnit? UnitAt(int x, int y, int gap)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            var row = _rows[i];
            if (y < row.Top || y >= row.Top + row.TileHeight || x < 0) continue;
            int pitch = row.TileWidth + (row.HasMaps ? gap : 0), tile = x / pitch, inTile = x % pitch;
            if (tile >= row.Shown || inTile >= row.TileWidth) return null;
            return new(i, tile, (y - row.Top) * row.MapHeight / row.TileHeight, inTile * row.MapWidth / row.TileWidth);
        }
        return null;
    }

    /// <summary>
    /// Gets the receptive field of a unit, in pixels of the input; false if its layer's units have no rectangular one.
    /// </summary>
    public bool TryGetField(PointedUnit unit, out long left, out long top, out long width, out long height)
    {
        (left, top, width, height) = (0, 0, 0, 0);
        if (_rows[unit.Row].Field is not { } field) return false;
        (left, top) = (field.Width.Start + unit.X * field.Width.Jump, field.Height.Start + unit.Y * field.Height.Jump);
        (width, height) = (field.Width.Size, field.Height.Size);
        return true;
    }

    public override void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture)
    {
        if (picture is not null) painter.Draw(picture.Pixels, picture.Width, 0, 0, picture.Width, picture.Height, content.X, content.Y);
        foreach (var row in _rows)
        {
            // The picture is black between the rows and beyond the last map.
            int y = content.Y + row.Top - style.LineHeight, below = row.Top + row.TileHeight, end = row.Width(style.Gap);
            painter.Fill(content.X, y, content.Width, style.LineHeight, OverlayStyle.Background);
            painter.Fill(content.X, content.Y + below, content.Width, 2 * style.Gap, OverlayStyle.Background);
            painter.Fill(content.X + end, content.Y + row.Top, content.Width - end, row.TileHeight, OverlayStyle.Background);
            var name = style.Clip(row.Name, content.Width / 2);
            painter.Write(content.X, y + style.Scale, style.Scale, OverlayStyle.Ink, name);
            painter.Write(content.X + style.WidthOf(name.Length + 2), y + style.Scale, style.Scale, OverlayStyle.Muted, row.Size);
        }
        if (Unit is not { } unit || unit.Row >= _rows.Length) return;
        var pointed = _rows[unit.Row];
        int pitch = pointed.TileWidth + (pointed.HasMaps ? style.Gap : 0);
        painter.Outline(content.X + unit.Channel * pitch - style.Scale, content.Y + pointed.Top - style.Scale,
            pointed.TileWidth + 2 * style.Scale, pointed.TileHeight + 2 * style.Scale, style.Scale, OverlayStyle.Accent);
    }

    /// <summary>Names a unit: its layer, channel, row and column, and how large its receptive field is.</summary>
    public TextLine Describe(PointedUnit unit, TextLine line)
    {
        var row = _rows[unit.Row];
        line = line.Add(row.Name.AsSpan(0, Math.Min(row.Name.Length, 24))).Add(" ").Add(unit.Channel);
        if (row.HasMaps) line = line.Add(",").Add(unit.Y).Add(",").Add(unit.X);
        return row.Field is { } field ? line.Add(": ").Add(field.Width.Size).Add(" x ").Add(field.Height.Size) : line;
    }

    /// <summary>Chooses as many layers as there is room for, those with feature maps first, spread over the network.</summary>
    private static NetworkLayer[] Choose(IReadOnlyList<NetworkLayer> layers, int most)
    {
        NetworkLayer[] all = [.. layers.Where(layer => layer.Output.Shape.Count > 0)];
        most = Math.Max(1, most);
        if (all.Length <= most) return all;
        NetworkLayer[] maps = [.. all.Where(layer => layer.HasFeatureMaps)];
        if (maps.Length == 0) maps = all;
        int count = Math.Min(most, maps.Length), last = Math.Max(1, count - 1);
        return [.. Enumerable.Range(0, count).Select(i => maps[i * (maps.Length - 1) / last])];
    }
}

/// <summary>A unit that is pointed at.</summary>
/// <param name="Row">The row of its layer.</param>
/// <param name="Channel">Its feature map.</param>
/// <param name="Y">Its row in the map.</param>
/// <param name="X">Its column in the map.</param>
internal readonly record struct PointedUnit(int Row, int Channel, int Y, int X);

/// <summary>The place of a layer's activation in the picture.</summary>
internal sealed record ActivationRow(
    string Name, string Size, bool HasMaps, int Shown, int MapHeight, int MapWidth, int Top, int TileWidth, int TileHeight)
{
    /// <summary>Gets the receptive field of the layer's units; null if it is not a rectangle.</summary>
    public ReceptiveField? Field { get; private init; }

    /// <summary>Gets the width of the row.</summary>
    public int Width(int gap) => HasMaps ? Shown * (TileWidth + gap) - gap : Shown * TileWidth;

    /// <summary>Places feature maps [1, C, H, W] side by side.</summary>
    public static ActivationRow OfMaps(NetworkLayer layer, int top, int width, int height, int gap)
    {
        var shape = layer.Output.Shape;
        int tileWidth = Math.Max(1, (int)((long)height * shape[3] / shape[2]));
        if (tileWidth > width) (tileWidth, height) = (width, Math.Max(1, (int)((long)width * shape[2] / shape[3])));
        int shown = Math.Clamp((width + gap) / (tileWidth + gap), 1, shape[1]);
        return new(layer.Name, Count(shown, shape[1], $"{shape[1]} x {shape[2]} x {shape[3]}"), true, shown, shape[2], shape[3], top,
            tileWidth, height) { Field = FieldOf(layer) };
    }

    /// <summary>Places values without positions as a strip of squares.</summary>
    public static ActivationRow OfValues(NetworkLayer layer, int top, int width, int height)
    {
        int count = (int)(layer.Output.Shape.Count / layer.Output.Shape[0]);
        int square = Math.Clamp(width / count, 2, height), shown = Math.Min(count, width / square);
        return new(layer.Name, Count(shown, count, $"{count}"), false, shown, 1, 1, top, square, height);
    }

    /// <summary>Draws the activation: [1, 1, TileHeight, width of the row].</summary>
    public Value Draw(Value x, int gap)
    {
        if (!HasMaps)
        {
            var values = x.Reshape([1, 1, 1, (int)x.Shape.Count]).Slice(3, 0, Shown);
            return InputPicture.Normalize(values, 3).Resize(TileHeight, Shown * TileWidth, ResizeMode.Nearest);
        }
        var maps = InputPicture.Scale(InputPicture.Normalize(x.Slice(1, 0, Shown), 2, 3), TileWidth, TileHeight);
        int pitch = TileWidth + gap;
        return maps.Pad([0, 0, 0, 0], [0, 0, 0, gap]).Transpose(0, 2, 1, 3).Reshape([1, 1, TileHeight, Shown * pitch])
            .Slice(3, 0, Shown * pitch - gap);
    }

    private static string Count(int shown, int all, string size) => shown < all ? $"{shown} of {size}" : size;

    private static ReceptiveField? FieldOf(NetworkLayer layer)
    {
        try
        {
            return ReceptiveField.Of(layer.Output)[^1];
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}
