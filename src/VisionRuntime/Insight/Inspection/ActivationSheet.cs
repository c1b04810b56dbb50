using System.Globalization;
using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Layers;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// What every layer makes of a picture: a row of feature maps a layer, each stretched to its own scale, from the picture at the top to
/// the scores, with the five highest beside them (as the first figure of the CS231n notes).
/// </summary>
public static class ActivationSheet
{
    private const int RowHeight = 64;
    private const int RowHeightOfMany = 40;
    private const int Many = 24;
    private const int RowGap = 10;
    private const int Gap = 2;
    private const int MapsWidth = 16 * (RowHeight + Gap);
    private const int NamesWidth = 190;
    private const int ScoresWidth = 260;

    /// <summary>Draws a sheet.</summary>
    /// <param name="title">The line above; ASCII.</param>
    /// <param name="layers">The layers in order, the picture first.</param>
    /// <param name="scores">The highest scores with their labels, the highest first.</param>
    /// <param name="full">The score whose bar is full, 1 for probabilities; the highest where null.</param>
    public static Image<Rgba32> Draw(string title, IReadOnlyList<LayerActivation> layers, IReadOnlyList<(string Label, float Score)> scores, float? full = null)
    {
        int rowHeight = layers.Count > Many ? RowHeightOfMany : RowHeight;
        int height = SheetStyle.Heading + Math.Max(layers.Count * (rowHeight + RowGap), 6 * SheetStyle.LineHeight) + SheetStyle.Margin;
        int scoresWidth = scores.Count > 0 ? ScoresWidth : 0;
        var canvas = new Canvas(NamesWidth + MapsWidth + scoresWidth + 2 * SheetStyle.Margin, height, SheetStyle.Ground);
        SheetStyle.Title(canvas, title);
        for (int row = 0; row < layers.Count; row++) DrawRow(canvas, layers[row], SheetStyle.Heading + row * (rowHeight + RowGap), rowHeight);
        int left = SheetStyle.Margin + NamesWidth + MapsWidth + 20;
        float floor = Math.Min(0, scores.Select(score => score.Score).DefaultIfEmpty(0).Min()), top = full ?? scores.Select(score => score.Score).FirstOrDefault();
        for (int i = 0; i < scores.Count; i++)
        {
            int y = SheetStyle.Heading + i * (SheetStyle.LineHeight + 14);
            SheetStyle.Text(canvas, left, y, i == 0 ? SheetStyle.Ink : SheetStyle.Muted, Cut(string.Create(CultureInfo.InvariantCulture, $"{scores[i].Score:0.000} {scores[i].Label}")));
            float share = top > floor ? (scores[i].Score - floor) / (top - floor) : 0;
            canvas.Fill(left, y + SheetStyle.LineHeight, (int)(share * (ScoresWidth - 40)) + 1, 6, SheetStyle.Accent);
        }
        return canvas.ToImage();
    }

    private static void DrawRow(Canvas canvas, LayerActivation layer, int top, int height)
    {
        bool color = layer.IsPicture && layer.Channels == 3;
        int maps = color ? 1 : layer.Channels, tileWidth = Math.Clamp((int)Math.Round((double)height * layer.Width / layer.Height), 1, MapsWidth);
        // Numbers without places are a strip of squares.
        int square = Math.Clamp(MapsWidth / Math.Max(1, maps), 2, height / 2);
        int shown = Math.Min(maps, layer.HasMaps ? Math.Max(1, (MapsWidth + Gap) / (tileWidth + Gap)) : MapsWidth / square);

        int textTop = top + (height - 2 * SheetStyle.LineHeight) / 2;
        SheetStyle.Text(canvas, SheetStyle.Margin, textTop, SheetStyle.Ink, Shortened(layer.Name));
        SheetStyle.Text(canvas, SheetStyle.Margin, textTop + SheetStyle.LineHeight, SheetStyle.Muted, shown < maps ? $"{shown} of {layer.Size}" : layer.Size);
        int left = SheetStyle.Margin + NamesWidth, plane = layer.Height * layer.Width;
        if (!layer.HasMaps)
        {
            var strip = Pixels.Gray(layer.Values.AsSpan(0, shown), shown, 1);
            for (int i = 0; i < shown; i++) canvas.Fill(left + i * square, top + height / 4, square, height / 2, strip.Colors[i]);
            return;
        }
        for (int i = 0; i < shown; i++)
        {
            var map = color ? Pixels.Color(layer.Values, layer.Width, layer.Height) : Pixels.Gray(layer.Values.AsSpan(i * plane, plane), layer.Width, layer.Height);
            canvas.DrawInto(map, left + i * (tileWidth + Gap), top, tileWidth, height);
        }
    }

    private static string Cut(string text) => text.Length <= 25 ? text : text[..23] + "..";

    private static string Shortened(string name) => name.Length <= 20 ? name : ".." + name[^18..];
}

/// <summary>What one layer made of the picture.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Channels">The number of feature maps.</param>
/// <param name="Height">The height of a map; 1 where there is none.</param>
/// <param name="Width">The width of a map; 1 where there is none.</param>
/// <param name="Values">The numbers [C, H, W].</param>
/// <param name="IsPicture">Whether this is the picture itself, to be shown in color.</param>
public sealed record LayerActivation(string Name, int Channels, int Height, int Width, float[] Values, bool IsPicture = false)
{
    /// <summary>A layer's numbers [1, C, H, W]; those of any other rank have no places.</summary>
    public static LayerActivation Of(string name, Shape shape, float[] values, bool isPicture = false) =>
        shape.Rank == 4 ? new(name, shape[1], shape[2], shape[3], values, isPicture) : new(name, (int)shape.Count, 1, 1, values);

    internal bool HasMaps => Height * Width > 1;

    internal string Size => HasMaps ? $"{Channels} x {Height} x {Width}" : $"{Channels}";
}
