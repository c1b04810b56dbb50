using System.Globalization;
using ShaderKernels.Tensors;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace VisionRuntime.Insight.Inspection;

/// <summary>
/// The activations of every layer for one input: a row of feature maps for each layer, each map on its own scale, from the input at the top
/// to the scores, with the five highest scores beside them (after the figure of activations in the CS231n notes on convolutional networks).
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
    /// <param name="title">The title; ASCII.</param>
    /// <param name="layers">The layers in order, the input first.</param>
    /// <param name="scores">The highest scores with their labels, the highest first.</param>
    /// <param name="fullScore">The score with a full bar, 1 for probabilities; the highest score if null.</param>
    public static Image<Rgba32> Draw(
        string title, IReadOnlyList<LayerActivation> layers, IReadOnlyList<(string Label, float Score)> scores, float? fullScore = null)
    {
        int rowHeight = layers.Count > Many ? RowHeightOfMany : RowHeight;
        int height = SheetStyle.Heading + Math.Max(layers.Count * (rowHeight + RowGap), 6 * SheetStyle.LineHeight) + SheetStyle.Margin;
        int scoresWidth = scores.Count > 0 ? ScoresWidth : 0;
        var canvas = new Canvas(NamesWidth + MapsWidth + scoresWidth + 2 * SheetStyle.Margin, height, SheetStyle.Background);
        SheetStyle.Title(canvas, title);
        for (int row = 0; row < layers.Count; row++)
            DrawRow(canvas, layers[row], SheetStyle.Heading + row * (rowHeight + RowGap), rowHeight);
        DrawScores(canvas, scores, fullScore);
        return canvas.ToImage();
    }

    private static void DrawScores(Canvas canvas, IReadOnlyList<(string Label, float Score)> scores, float? fullScore)
    {
        int left = SheetStyle.Margin + NamesWidth + MapsWidth + 20;
        float bottom = Math.Min(0, scores.Select(score => score.Score).DefaultIfEmpty(0).Min());
        float top = fullScore ?? scores.Select(score => score.Score).FirstOrDefault();
        for (int i = 0; i < scores.Count; i++)
        {
            int y = SheetStyle.Heading + i * (SheetStyle.LineHeight + 14);
            string text = string.Create(CultureInfo.InvariantCulture, $"{scores[i].Score:0.000} {scores[i].Label}");
            SheetStyle.Text(canvas, left, y, i == 0 ? SheetStyle.Ink : SheetStyle.Muted, text.Length <= 25 ? text : text[..23] + "..");
            float share = top > bottom ? (scores[i].Score - bottom) / (top - bottom) : 0;
            canvas.Fill(left, y + SheetStyle.LineHeight, (int)(share * (ScoresWidth - 40)) + 1, 6, SheetStyle.Accent);
        }
    }

    private static void DrawRow(Canvas canvas, LayerActivation layer, int top, int height)
    {
        bool color = layer.IsImage && layer.Channels == 3;
        int maps = color ? 1 : layer.Channels;
        int tileWidth = Math.Clamp((int)Math.Round((double)height * layer.Width / layer.Height), 1, MapsWidth);
        // Values without positions are drawn as a strip of squares.
        int square = Math.Clamp(MapsWidth / Math.Max(1, maps), 2, height / 2);
        int shown = Math.Min(maps, layer.HasFeatureMaps ? Math.Max(1, (MapsWidth + Gap) / (tileWidth + Gap)) : MapsWidth / square);

        int textTop = top + (height - 2 * SheetStyle.LineHeight) / 2;
        string size = shown < maps ? $"{shown} of {layer.Size}" : layer.Size;
        string name = layer.Name.Length <= 20 ? layer.Name : ".." + layer.Name[^18..];
        SheetStyle.Text(canvas, SheetStyle.Margin, textTop, SheetStyle.Ink, name);
        SheetStyle.Text(canvas, SheetStyle.Margin, textTop + SheetStyle.LineHeight, SheetStyle.Muted, size);
        int left = SheetStyle.Margin + NamesWidth, plane = layer.Height * layer.Width;
        if (!layer.HasFeatureMaps)
        {
            var strip = PixelImage.Gray(layer.Values.AsSpan(0, shown), shown, 1);
            for (int i = 0; i < shown; i++) canvas.Fill(left + i * square, top + height / 4, square, height / 2, strip.Colors[i]);
            return;
        }
        for (int i = 0; i < shown; i++)
        {
            var map = color
                ? PixelImage.Color(layer.Values, layer.Width, layer.Height)
                : PixelImage.Gray(layer.Values.AsSpan(i * plane, plane), layer.Width, layer.Height);
            canvas.DrawInto(map, left + i * (tileWidth + Gap), top, tileWidth, height);
        }
    }
}

/// <summary>The activation of one layer.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Channels">The number of feature maps.</param>
/// <param name="Height">The height of a feature map; 1 if there is none.</param>
/// <param name="Width">The width of a feature map; 1 if there is none.</param>
/// <param name="Values">The values [C, H, W].</param>
/// <param name="IsImage">Whether the values are an image, to be drawn in color.</param>
public sealed record LayerActivation(string Name, int Channels, int Height, int Width, float[] Values, bool IsImage = false)
{
    internal bool HasFeatureMaps => Height * Width > 1;

    internal string Size => HasFeatureMaps ? $"{Channels} x {Height} x {Width}" : $"{Channels}";

    /// <summary>Creates the activation of a layer with the output [1, C, H, W]; an output of another rank has no feature maps.</summary>
    public static LayerActivation Of(string name, Shape shape, float[] values, bool isImage = false) =>
        shape.Rank == 4 ? new(name, shape[1], shape[2], shape[3], values, isImage) : new(name, (int)shape.Count, 1, 1, values);
}
