using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using static ShaderKernels.Operators.Expressions.Expression;

namespace VisionRuntime.Data;

/// <summary>
/// Random changes of training images, computed on the device as a part of the training step: new ones in each run, by the seed of the
/// <see cref="Variables"/>, and the same on every device. Each image of a batch is changed on its own. Inference graphs are unchanged.
/// </summary>
public sealed record Augmentation
{
    /// <summary>Gets the largest shift along each axis, in pixels. 0 is none.</summary>
    public float Shift { get; init; }

    /// <summary>Gets the largest rotation in degrees, to either side. 0 is none.</summary>
    public float Rotation { get; init; }

    /// <summary>Gets the largest change of size: 0.1 is from 10 % smaller to 10 % larger, along each axis on its own. 0 is none.</summary>
    public float Scale { get; init; }

    /// <summary>
    /// Gets the standard deviation of elastic distortions in pixels (Simard, Steinkraus and Platt 2003): smooth random displacements,
    /// interpolated between the points of a coarse grid. 0 is none.
    /// </summary>
    public float Elastic { get; init; }

    /// <summary>Gets the number of points of the grid of <see cref="Elastic"/> along each axis.</summary>
    public int ElasticGrid { get; init; } = 6;

    /// <summary>Gets whether half of the images are mirrored.</summary>
    public bool Flip { get; init; }

    /// <summary>
    /// Gets the least part of the height and width that is kept by random crops, which are enlarged to the size of the image. 1 is none.
    /// </summary>
    public float Crop { get; init; } = 1;

    /// <summary>Gets the largest change of brightness, added to all channels. 0 is none.</summary>
    public float Brightness { get; init; }

    /// <summary>Gets the largest change of contrast: 0.2 is a factor from 0.8 to 1.2. 0 is none.</summary>
    public float Contrast { get; init; }

    /// <summary>Gets the largest change of saturation of color images: 0.2 is a factor from 0.8 to 1.2. 0 is none.</summary>
    public float Saturation { get; init; }

    /// <summary>
    /// Gets the side in pixels of a square that is set to 0 at a random position (cutout, DeVries and Taylor 2017). 0 is none.
    /// </summary>
    public int Cutout { get; init; }

    /// <summary>Gets whether pixels move, so that targets with positions would have to move too.</summary>
    public bool MovesPixels => Shift > 0 || Rotation > 0 || Scale > 0 || Elastic > 0 || Flip || Crop < 1;

    /// <summary>Adds the changes to a training graph; returns the images themselves in inference graphs.</summary>
    /// <param name="images">The images [N, C, H, W] with values from 0 to 1.</param>
    /// <exception cref="ShapeException">The input is not [N, C, H, W].</exception>
    internal Value Apply(Value images)
    {
        if (!images.Graph.Training) return images;
        if (images.Shape.Rank != 4) throw new ShapeException($"Augmentation: {images} are not images [N, C, H, W]");
        using var layer = images.Graph.Layer("augmentation");
        var x = MovesPixels ? Moved(images) : images;
        if (Brightness > 0 || Contrast > 0 || Saturation > 0) x = Recolored(x);
        return Cutout > 0 ? Cut(x) : x;
    }

    private Value Moved(Value images)
    {
        var graph = images.Graph;
        int count = images.Shape[0], height = images.Shape[2], width = images.Shape[3];
        float centerX = (width - 1) / 2f, centerY = (height - 1) / 2f;
        Value x = Axis(graph, width, 2) - centerX, y = Axis(graph, height, 1) - centerY;
        if (Elastic > 0) (x, y) = (x + Displacement("x"), y + Displacement("y"));

        // The inverse of the change: where each pixel of the result comes from.
        if (Rotation > 0)
        {
            float limit = Rotation * MathF.PI / 180;
            var angle = Draw(graph, "rotation", count, -limit, limit);
            (x, y) = (graph.Map(Cos(Input(2)) * Input(0) + Sin(Input(2)) * Input(1), x, y, angle),
                graph.Map(Cos(Input(2)) * Input(1) - Sin(Input(2)) * Input(0), x, y, angle));
        }
        if (Scale > 0)
            (x, y) = (x * Draw(graph, "scale/x", count, 1 - Scale, 1 + Scale), y * Draw(graph, "scale/y", count, 1 - Scale, 1 + Scale));
        if (Crop < 1)
        {
            var kept = Draw(graph, "crop", count, Crop, 1);
            x = Cropped(x, kept, Draw(graph, "crop/x", count, -1, 1), width);
            y = Cropped(y, kept, Draw(graph, "crop/y", count, -1, 1), height);
        }
        if (Flip)
            x = graph.Map(Select(Greater(0.5f, Input(1)), -Input(0), Input(0)), x, Draw(graph, "flip", count, 0, 1));
        if (Shift > 0)
            (x, y) = (x + Draw(graph, "shift/x", count, -Shift, Shift), y + Draw(graph, "shift/y", count, -Shift, Shift));
        Value sampleX = (x + centerX).Expand([count, height, width]), sampleY = (y + centerY).Expand([count, height, width]);
        return images.SampleAt(Axis(graph, count, 0), [sampleY, sampleX], border: SampleBorder.Edge).Transpose(0, 3, 1, 2);

        // [N, H, W], from normal values at the points of the grid.
        Value Displacement(string axis) => graph
            .RandomNormal($"augmentation/elastic/{axis}", [count, 1, ElasticGrid, ElasticGrid], 0, Elastic)
            .Resize(height, width).Reshape([count, height, width]);

        Value Cropped(Value position, Value kept, Value place, int length) =>
            graph.Map(Input(0) * Input(1) + Input(2) * (1f - Input(1)) * (length / 2f), position, kept, place);
    }

    private Value Recolored(Value x)
    {
        var graph = x.Graph;
        int count = x.Shape[0];
        Value Of(string name, float low, float high) => Draw(graph, name, count, low, high).Reshape([count, 1, 1, 1]);
        if (Saturation > 0 && x.Shape[1] == 3)
            x = graph.Map(Input(1) + (Input(0) - Input(1)) * Input(2), x, x.Mean(1), Of("saturation", 1 - Saturation, 1 + Saturation));
        if (Contrast > 0)
            x = graph.Map(Input(1) + (Input(0) - Input(1)) * Input(2), x, x.Mean(1, 2, 3), Of("contrast", 1 - Contrast, 1 + Contrast));
        if (Brightness > 0) x += Of("brightness", -Brightness, Brightness);
        return graph.Map(Max(0, Min(1, Input(0))), x);
    }

    private Value Cut(Value images)
    {
        var graph = images.Graph;
        int count = images.Shape[0], height = images.Shape[2], width = images.Shape[3];
        Value centerX = Draw(graph, "cutout/x", count, 0, width), centerY = Draw(graph, "cutout/y", count, 0, height);
        var cut = And(Greater(Cutout / 2f, Abs(Input(0) + 0.5f - Input(2))), Greater(Cutout / 2f, Abs(Input(1) + 0.5f - Input(3))));
        var keep = graph.Map(1f - cut, Axis(graph, width, 2), Axis(graph, height, 1), centerX, centerY);
        return images * keep.Reshape([count, 1, height, width]);
    }

    /// <summary>Draws a value for each image, [N, 1, 1].</summary>
    private static Value Draw(Graph graph, string name, int count, float low, float high) =>
        graph.RandomUniform($"augmentation/{name}", [count, 1, 1], low, high);

    private static Value Axis(Graph graph, int length, int axis) => Indexing.Along(graph, length, 3, axis);
}
