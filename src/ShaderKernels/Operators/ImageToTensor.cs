using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// How a picture becomes a network's input: split into tiles (an atlas of game instances; one tile for a plain picture), each cropped,
/// scaled by averaging over areas, optionally turned to gray, normalized, and pushed onto a stack of the last frames.
/// The output is [TilesX * TilesY, Stack * channels, Height, Width], tiles row by row from the top left, the newest frame last,
/// row 0 at the top of the picture.
/// </summary>
/// <param name="Width">The output's width in pixels.</param>
/// <param name="Height">The output's height in pixels.</param>
public sealed record ImageToTensor(int Width, int Height)
{
    /// <summary>One channel, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), instead of three.</summary>
    public bool Grayscale { get; init; }

    /// <summary>Blue, green, red instead of red, green, blue; mean and standard deviation are in that order too. Not for grayscale.</summary>
    public bool Bgr { get; init; }

    /// <summary>How many frames, the newest last, make up the output.</summary>
    public int Stack { get; init; } = 1;

    /// <summary>Tiles side by side in the picture.</summary>
    public int TilesX { get; init; } = 1;

    /// <summary>Tiles above each other in the picture.</summary>
    public int TilesY { get; init; } = 1;

    /// <summary>The part of each tile that is looked at, in pixels from its top left corner; the whole tile where null.</summary>
    public CropRectangle? Crop { get; init; }

    /// <summary>Mirrors left and right.</summary>
    public bool Mirror { get; init; }

    /// <summary>Rounds to the 256 levels of an 8-bit picture before normalizing, so that a frame kept as bytes is the frame the network saw.</summary>
    public bool Quantize { get; init; }

    /// <summary>Subtracted from each channel, which counts from 0 to 1; nothing where empty.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>Divides each channel after the mean is subtracted; nothing where empty.</summary>
    public ImmutableArray<float> StandardDeviation { get; init; } = [];

    /// <summary>Writes [tiles, Height, Width, Stack * channels], the layout convolutions read inside a plan.</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>1 for gray, 3 for color.</summary>
    public int Channels => Grayscale ? 1 : 3;

    /// <summary>The output's shape for pictures of the given size, in its logical order [tiles, Stack * channels, Height, Width].</summary>
    /// <exception cref="ShapeException">The tiles do not divide the picture, the crop does not lie inside a tile, or a size is not positive.</exception>
    public Shape InferShape(int imageWidth, int imageHeight)
    {
        if (Width < 1 || Height < 1 || Stack < 1 || TilesX < 1 || TilesY < 1)
            throw new ShapeException($"ImageToTensor: {Width} by {Height}, stack {Stack}, {TilesX} by {TilesY} tiles; each must be 1 or more");
        if (imageWidth % TilesX != 0 || imageHeight % TilesY != 0)
            throw new ShapeException($"ImageToTensor: a picture of {imageWidth} by {imageHeight} cannot be split into {TilesX} by {TilesY} equal tiles");
        var crop = CropOf(imageWidth, imageHeight);
        if (crop.X < 0 || crop.Y < 0 || crop.Width < 1 || crop.Height < 1 || crop.X + crop.Width > imageWidth / TilesX || crop.Y + crop.Height > imageHeight / TilesY)
            throw new ShapeException($"ImageToTensor: the crop of {crop.Width} by {crop.Height} at ({crop.X}, {crop.Y}) does not lie inside a tile of {imageWidth / TilesX} by {imageHeight / TilesY}");
        if (!Mean.IsEmpty && Mean.Length != Channels || !StandardDeviation.IsEmpty && StandardDeviation.Length != Channels)
            throw new ShapeException($"ImageToTensor: {Mean.Length} means and {StandardDeviation.Length} deviations for {Channels} channels; give one a channel or none");
        return Shape.Of(TilesX * TilesY, Stack * Channels, Height, Width);
    }

    /// <summary>The part of each tile that is looked at.</summary>
    public CropRectangle CropOf(int imageWidth, int imageHeight) => Crop ?? new(0, 0, imageWidth / TilesX, imageHeight / TilesY);
}

/// <summary>A rectangle of pixels, counted from the top left.</summary>
public readonly record struct CropRectangle(int X, int Y, int Width, int Height);
