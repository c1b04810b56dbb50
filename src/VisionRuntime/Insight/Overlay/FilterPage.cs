using ShaderKernels.Operators;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Insight.Overlay;

/// <summary>
/// The filters of the first convolution, each from its minimum, black, to its maximum, white (Krizhevsky et al. 2012, figure 3): in color
/// if they have three channels, otherwise a tile for each channel.
/// </summary>
internal sealed class FilterPage : OverlayPage
{
    private const int Gap = 2;

    private string _caption = "";

    public override string Title => "first filters";

    public override (Graph Graph, Value? Picture) Build(ILiveNetwork network, in OverlayStyle style, int width, int height)
    {
        var (graph, _) = network.InputOnly();
        var variable = network.Build().Nodes.SelectMany(node => node.Inputs)
            .FirstOrDefault(value => value is { Kind: ValueKind.Variable, Shape: { Rank: 4, Count: > 0 } });
        if (variable is null)
        {
            Problem = "The network has no filters.";
            return (graph, null);
        }
        var filters = graph.Variable(variable.Graph.Variables[variable.Name]);
        bool color = filters.Shape[1] == 3;
        // The channels of a filter share one scale, so that those of a stack of frames can be compared.
        var tiles = InputPicture.Normalize(filters, 1, 2, 3);
        var (count, channels, tileHeight, tileWidth) = (filters.Shape[0], filters.Shape[1], filters.Shape[2], filters.Shape[3]);
        if (!color) (tiles, count, channels) = (tiles.Reshape([count * channels, 1, tileHeight, tileWidth]), count * channels, 1);
        var (columns, scale) = Arrange(count, tileWidth, tileHeight, width, height - style.LineHeight);
        int rows = (count + columns - 1) / columns;
        int pitch = tileHeight * scale + Gap, pitchX = tileWidth * scale + Gap;
        int shownRows = Math.Min(rows, Math.Max(1, (height - style.LineHeight) / pitch)), shown = Math.Min(count, shownRows * columns);
        _caption = shown < count ? $"{variable.Name} {filters.Shape}: {shown} of {count} tiles" : $"{variable.Name} {filters.Shape}";
        var sheet = tiles.Slice(0, 0, shown).Resize(tileHeight * scale, tileWidth * scale, ResizeMode.Nearest)
            .Pad([0, 0, 0, 0], [shownRows * columns - shown, 0, Gap, Gap])
            .Reshape([shownRows, columns, channels, pitch, pitchX]).Transpose(2, 0, 3, 1, 4)
            .Reshape([1, channels, shownRows * pitch, columns * pitchX]);
        return (graph, sheet);
    }

    public override void Paint(PixelPainter painter, in OverlayStyle style, in OverlayArea content, DevicePicture? picture)
    {
        painter.Write(content.X, content.Y, style.Scale, OverlayStyle.Muted, style.Clip(_caption, content.Width));
        if (picture is null) return;
        painter.Draw(picture.Pixels, picture.Width, 0, 0, picture.Width, picture.Height, content.X, content.Y + style.LineHeight);
    }

    /// <summary>Returns the columns of a grid with the largest tiles that fit; with scale 1 not all may fit.</summary>
    private static (int Columns, int Scale) Arrange(int count, int tileWidth, int tileHeight, int width, int height)
    {
        for (int scale = Math.Max(1, width / tileWidth); ; scale--)
        {
            int pitch = tileHeight * scale + Gap, columns = Math.Clamp(width / (tileWidth * scale + Gap), 1, count);
            int rows = (count + columns - 1) / columns;
            if (scale == 1 || (rows * pitch <= height && columns * (tileWidth * scale + Gap) <= width)) return (columns, scale);
        }
    }
}
