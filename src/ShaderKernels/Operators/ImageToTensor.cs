using System.Collections.Immutable;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Converts an image to the input of a network: splits it into tiles (one, or an atlas of game instances), crops each, resizes it by
/// averaging over areas, optionally converts it to grayscale, normalizes it, and pushes it onto a stack of the last frames. The output is
/// [TilesX * TilesY, Stack * channels, Height, Width], with tiles row by row from the top left, the newest frame last, and row 0 at the
/// top.
/// </summary>
/// <param name="Width">The output width in pixels.</param>
/// <param name="Height">The output height in pixels.</param>
public sealed record ImageToTensor(int Width, int Height)
{
    /// <summary>Gets whether to convert to one channel, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    public bool Grayscale { get; init; }

    /// <summary>
    /// Gets whether channels are in the order blue, green, red; mean and standard deviation are then in that order too. Not for grayscale.
    /// </summary>
    public bool Bgr { get; init; }

    /// <summary>Gets the number of stacked frames, the newest last.</summary>
    public int Stack { get; init; } = 1;

    /// <summary>Gets the number of tiles across the image.</summary>
    public int TilesX { get; init; } = 1;

    /// <summary>Gets the number of tiles down the image.</summary>
    public int TilesY { get; init; } = 1;

    /// <summary>Gets the part of each tile to use, in pixels from its top left corner; null for all of it.</summary>
    public CropRectangle? Crop { get; init; }

    /// <summary>Gets whether to flip horizontally.</summary>
    public bool Mirror { get; init; }

    /// <summary>
    /// Gets whether to round to 8 bits before normalizing, so that a frame stored as bytes equals the frame the network saw.
    /// </summary>
    public bool Quantize { get; init; }

    /// <summary>Gets the mean subtracted from each channel, whose values are from 0 to 1; empty for none.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>Gets the standard deviation that each channel is divided by after the mean is subtracted; empty for none.</summary>
    public ImmutableArray<float> StandardDeviation { get; init; } = [];

    /// <summary>
    /// Gets whether to write [tiles, Height, Width, Stack * channels], the layout that convolutions read; see <see cref="InLayout"/>.
    /// </summary>
    public bool ChannelsLast { get; init; }

    /// <summary>
    /// Gets whether the images are <see cref="Devices.PixelBuffer"/>s in the memory of the device, such as filtered frames, rather than
    /// frames as the device reads them.
    /// </summary>
    public bool FromPixelBuffer { get; init; }

    /// <summary>Gets the number of channels of one frame: 1 for grayscale, 3 for color.</summary>
    public int Channels => Grayscale ? 1 : 3;

    /// <summary>Infers the output shape for images of the given size, in logical order [tiles, Stack * channels, Height, Width].</summary>
    /// <exception cref="ShapeException">
    /// The tiles do not divide the image, the crop does not lie inside a tile, or a size is not positive.
    /// </exception>
    public Shape InferShape(int imageWidth, int imageHeight)
    {
        if (Width < 1 || Height < 1 || Stack < 1 || TilesX < 1 || TilesY < 1)
            throw new ShapeException($"ImageToTensor: size {Width} by {Height}, stack {Stack}, {TilesX} by {TilesY} tiles; "
                + "each must be 1 or more");
        if (imageWidth % TilesX != 0 || imageHeight % TilesY != 0)
            throw new ShapeException($"ImageToTensor: an image of {imageWidth} by {imageHeight} cannot be split into {TilesX} by "
                + $"{TilesY} equal tiles");
        var crop = CropOf(imageWidth, imageHeight);
        if (crop.X < 0 || crop.Y < 0 || crop.Width < 1 || crop.Height < 1 || crop.X + crop.Width > imageWidth / TilesX
            || crop.Y + crop.Height > imageHeight / TilesY)
            throw new ShapeException($"ImageToTensor: the crop of {crop.Width} by {crop.Height} at ({crop.X}, "
                + $"{crop.Y}) does not lie inside a tile of {imageWidth / TilesX} by {imageHeight / TilesY}");
        if (!Mean.IsEmpty && Mean.Length != Channels || !StandardDeviation.IsEmpty && StandardDeviation.Length != Channels)
            throw new ShapeException($"ImageToTensor: {Mean.Length} means and {StandardDeviation.Length} standard deviations for "
                + $"{Channels} channels; give one for each channel or none");
        return Shape.Of(TilesX * TilesY, Stack * Channels, Height, Width);
    }

    /// <summary>Returns the operator that writes its output in another layout, such as the one that a plan reads its input in.</summary>
    /// <exception cref="NotSupportedException">The layout is not one of images.</exception>
    public ImageToTensor InLayout(Layout layout) =>
        layout == Layout.Logical || layout == Layout.ChannelsLast ? this with { ChannelsLast = layout == Layout.ChannelsLast }
        : throw new NotSupportedException($"ImageToTensor: images cannot be written in the layout {layout.Name}; "
        + "use Layout.Logical or Layout.ChannelsLast");

    /// <summary>Gets the part of each tile that is used, for images of the given size.</summary>
    internal CropRectangle CropOf(int imageWidth, int imageHeight) => Crop ?? new(0, 0, imageWidth / TilesX, imageHeight / TilesY);
}

/// <summary>A rectangle of pixels, from the top left.</summary>
public readonly record struct CropRectangle(int X, int Y, int Width, int Height);
