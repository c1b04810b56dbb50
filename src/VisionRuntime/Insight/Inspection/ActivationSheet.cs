using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// What every layer makes of a picture: a row of feature maps a layer, each stretched to its own scale, from the picture at the top to
/// the scores, with the five highest beside them (document 002's figure of activations).
/// </summary>
public static class ActivationSheet
{
    private const int RowHeight = 64;
    private const int RowGap = 10;
    private const int MapsWidth = 16 * (RowHeight + 2);
    private const int NamesWidth = 190;
    private const int ScoresWidth = 260;

    /// <summary>Draws a sheet.</summary>
    /// <param name="title">The line above; ASCII.</param>
    /// <param name="layers">The layers in order, the picture first.</param>
    /// <param name="scores">The highest scores with their labels, the highest first.</param>
    public static Image<Rgba32> Draw(string title, IReadOnlyList<LayerActivation> layers, IReadOnlyList<(string Label, float Score)> scores)
    {
        int height = SheetStyle.Heading + Math.Max(layers.Count * (RowHeight + RowGap), 6 * SheetStyle.LineHeight) + SheetStyle.Margin;
        var canvas = new Canvas(NamesWidth + MapsWidth + ScoresWidth + 2 * SheetStyle.Margin, height, SheetStyle.Ground);
        SheetStyle.Title(canvas, title);
        for (int row = 0; row < layers.Count; row++) DrawRow(canvas, layers[row], SheetStyle.Heading + row * (RowHeight + RowGap));
        int left = SheetStyle.Margin + NamesWidth + MapsWidth + 20;
        for (int i = 0; i < scores.Count; i++)
        {
            int y = SheetStyle.Heading + i * (SheetStyle.LineHeight + 14);
            SheetStyle.Text(canvas, left, y, i == 0 ? SheetStyle.Ink : SheetStyle.Muted, string.Create(CultureInfo.InvariantCulture, $"{scores[i].Score:0.000} {scores[i].Label}"));
            float share = scores[0].Score > 0 ? Math.Clamp(scores[i].Score / scores[0].Score, 0, 1) : 0;
            canvas.Fill(left, y + SheetStyle.LineHeight, (int)(share * (ScoresWidth - 40)) + 1, 6, SheetStyle.Accent);
        }
        return canvas.ToImage();
    }

    private static void DrawRow(Canvas canvas, LayerActivation layer, int top)
    {
        SheetStyle.Text(canvas, SheetStyle.Margin, top + 12, SheetStyle.Ink, Shortened(layer.Name));
        SheetStyle.Text(canvas, SheetStyle.Margin, top + 12 + SheetStyle.LineHeight, SheetStyle.Muted, layer.Size);
        int left = SheetStyle.Margin + NamesWidth;
        if (!layer.HasMaps)
        {
            // Numbers without places: a strip of bars of brightness.
            int shown = Math.Min(layer.Channels, MapsWidth / 2), wide = Math.Max(1, MapsWidth / Math.Max(1, shown));
            var strip = Pixels.Grey(layer.Values.AsSpan(0, shown), shown, 1);
            for (int i = 0; i < shown; i++) canvas.Fill(left + i * wide, top, wide, RowHeight / 2, strip.Colours[i]);
            return;
        }
        bool colour = layer.IsPicture && layer.Channels == 3;
        int plane = layer.Height * layer.Width, tileWidth = Math.Max(1, (int)Math.Round((double)RowHeight * layer.Width / layer.Height));
        for (int i = 0, x = 0; i < (colour ? 1 : layer.Channels) && x + tileWidth <= MapsWidth; i++, x += tileWidth + 2)
        {
            var map = colour ? Pixels.Colour(layer.Values, layer.Width, layer.Height) : Pixels.Grey(layer.Values.AsSpan(i * plane, plane), layer.Width, layer.Height);
            canvas.DrawInto(map, left + x, top, tileWidth, RowHeight);
        }
    }

    private static string Shortened(string name) => name.Length <= 20 ? name : ".." + name[^18..];
}

/// <summary>What one layer made of the picture.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Channels">The number of feature maps.</param>
/// <param name="Height">The height of a map; 1 where there is none.</param>
/// <param name="Width">The width of a map; 1 where there is none.</param>
/// <param name="Values">The numbers [C, H, W].</param>
/// <param name="IsPicture">Whether this is the picture itself, to be shown in colour.</param>
public sealed record LayerActivation(string Name, int Channels, int Height, int Width, float[] Values, bool IsPicture = false)
{
    internal bool HasMaps => Height * Width > 1;

    internal string Size => HasMaps ? $"{Channels} x {Height} x {Width}" : $"{Channels}";
}
