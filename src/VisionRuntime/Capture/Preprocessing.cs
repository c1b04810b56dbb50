using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Capture;

/// <summary>How a frame of another shape is brought to the size that a network takes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FrameResize>))]
public enum FrameResize
{
    /// <summary>The largest centered rectangle of the network's aspect ratio is cut out and scaled; the rest of the frame is not seen.</summary>
    CenterCrop,

    /// <summary>The whole frame is scaled, each axis by a factor of its own.</summary>
    Stretch,
}

/// <summary>The order in which a color frame's channels reach a network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue: PyTorch, TensorFlow and most others.</summary>
    Rgb,

    /// <summary>Blue, green, red: networks from Caffe and OpenCV.</summary>
    Bgr,
}

/// <summary>
/// What has to be done to a frame before a network sees it: size, color, normalization, and the number of frames stacked. A network that is
/// given pixels prepared in another way than those it was trained on answers nonsense, so this travels with the weights in model files.
/// </summary>
/// <remarks>Pixels count from 0 to 1. Each channel becomes (pixel - mean) / standard deviation.</remarks>
/// <param name="Width">The network's input width in pixels.</param>
/// <param name="Height">The network's input height in pixels.</param>
public sealed record Preprocessing(int Width, int Height)
{
    private static readonly JsonSerializerOptions Json = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>How frames of another shape are brought to <see cref="Width"/> by <see cref="Height"/>.</summary>
    public FrameResize Resize { get; init; } = FrameResize.CenterCrop;

    /// <summary>One channel of luma (ITU-R BT.601) instead of red, green and blue.</summary>
    public bool Grayscale { get; init; }

    /// <summary>The order of the color channels; means and standard deviations are in this order too. Ignored for grayscale.</summary>
    public ChannelOrder ChannelOrder { get; init; }

    /// <summary>How many consecutive frames are stacked along the channels, the newest last.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Whether pixels are rounded to the 256 levels of an 8-bit image before they are normalized, as agents' replay buffers keep them.</summary>
    public bool Quantize { get; init; }

    /// <summary>The mean of each color channel, subtracted first; none if empty.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>The standard deviation of each color channel, by which is divided; none if empty.</summary>
    public ImmutableArray<float> StandardDeviation { get; init; } = [];

    /// <summary>The number of color channels of one frame: 1 for grayscale, 3 for color.</summary>
    [JsonIgnore]
    public int Channels => Grayscale ? 1 : 3;

    /// <summary>The network's input shape for one sample, [1, Frames * Channels, Height, Width].</summary>
    [JsonIgnore]
    public Shape InputShape => [1, Frames * Channels, Height, Width];

    /// <summary>The mean and standard deviation of ImageNet's channels, with which most published classifiers were trained.</summary>
    /// <param name="width">The input width in pixels.</param>
    /// <param name="height">The input height in pixels.</param>
    public static Preprocessing ImageNet(int width = 224, int height = 224) =>
        new(width, height) { Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f] };

    /// <summary>
    /// The default for a network about which nothing else is known: pixels from 0 to 1, in color for three channels, otherwise grayscale with
    /// as many frames as there are channels. Null if the input is not an image [N, C, H, W].
    /// </summary>
    public static Preprocessing? DefaultFor(Shape inputShape)
    {
        if (inputShape.Rank != 4 || inputShape[1] < 1) return null;
        bool color = inputShape[1] == 3;
        return new(inputShape[3], inputShape[2]) { Grayscale = !color, Frames = color ? 1 : inputShape[1] };
    }

    /// <summary>The operator that prepares frames of the given size.</summary>
    /// <param name="frameWidth">The frame's width in pixels, all tiles together.</param>
    /// <param name="frameHeight">The frame's height in pixels, all tiles together.</param>
    /// <param name="tilesX">Game instances side by side in the frame.</param>
    /// <param name="tilesY">Game instances above each other in the frame.</param>
    /// <exception cref="ShapeException">A size is not positive, or there are not as many means and standard deviations as channels.</exception>
    public ImageToTensor ToOperator(int frameWidth, int frameHeight, int tilesX = 1, int tilesY = 1)
    {
        if (Width < 1 || Height < 1 || Frames < 1)
            throw new ShapeException($"Preprocessing: {Width} by {Height} pixels, {Frames} frames; each must be 1 or more");
        var @operator = new ImageToTensor(Width, Height)
        {
            Grayscale = Grayscale, Bgr = ChannelOrder == ChannelOrder.Bgr && !Grayscale, Stack = Frames, TilesX = tilesX, TilesY = tilesY, Quantize = Quantize, Mean = Mean, StandardDeviation = StandardDeviation,
        };
        return Resize == FrameResize.Stretch ? @operator : @operator with { Crop = CropOf(frameWidth / tilesX, frameHeight / tilesY) };
    }

    /// <summary>The part of a frame that the network sees, in pixels from the frame's top left corner.</summary>
    public CropRectangle CropOf(int frameWidth, int frameHeight)
    {
        if (Resize == FrameResize.Stretch) return new(0, 0, frameWidth, frameHeight);
        int width = (int)Math.Min(frameWidth, Math.Max(1, (long)frameHeight * Width / Height));
        int height = (int)Math.Min(frameHeight, Math.Max(1, (long)frameWidth * Height / Width));
        return new((frameWidth - width) / 2, (frameHeight - height) / 2, width, height);
    }

    /// <summary>One line for people: <c>224x224 color, center crop, mean 0.485 0.456 0.406, standard deviation 0.229 0.224 0.225</c>.</summary>
    public override string ToString()
    {
        string text = $"{Width}x{Height} {(Grayscale ? "grayscale" : ChannelOrder == ChannelOrder.Bgr ? "color (BGR)" : "color")}, {(Resize == FrameResize.CenterCrop ? "center crop" : "stretched")}";
        if (Frames > 1) text += $", {Frames} frames";
        text += Mean.IsEmpty ? ", mean 0" : $", mean {string.Join(' ', Mean)}";
        return text + (StandardDeviation.IsEmpty ? ", standard deviation 1" : $", standard deviation {string.Join(' ', StandardDeviation)}");
    }

    /// <summary>As JSON, for the metadata of model files.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not the JSON of a valid preprocessing.</exception>
    public static Preprocessing FromJson(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<Preprocessing>(json, Json) ?? throw new JsonException("it is null");
            read.ToOperator(read.Width, read.Height).InferShape(read.Width, read.Height);
            if (read.StandardDeviation.Contains(0)) throw new JsonException("a standard deviation is 0");
            return read;
        }
        catch (Exception exception) when (exception is JsonException or ShapeException)
        {
            throw new InvalidDataException($"invalid preprocessing ({exception.Message})", exception);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Preprocessing? other) => other is not null
        && (Width, Height, Resize, Grayscale, ChannelOrder, Frames, Quantize)
            == (other.Width, other.Height, other.Resize, other.Grayscale, other.ChannelOrder, other.Frames, other.Quantize)
        && Mean.SequenceEqual(other.Mean) && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Height, Resize, Grayscale, Frames, Quantize, Mean.Length, StandardDeviation.Length);
}
