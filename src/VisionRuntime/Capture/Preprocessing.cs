using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;

namespace VisionRuntime.Capture;

/// <summary>Specifies how a frame is resized to the input size of a network.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FrameResize>))]
public enum FrameResize
{
    /// <summary>Crops the largest centered rectangle with the aspect ratio of the network input, and scales it.</summary>
    CenterCrop,

    /// <summary>Scales the whole frame, without preserving its aspect ratio.</summary>
    Stretch,
}

/// <summary>Specifies the channel order of color frames.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue: used by PyTorch, TensorFlow and most other frameworks.</summary>
    Rgb,

    /// <summary>Blue, green, red: used by networks from Caffe and OpenCV.</summary>
    Bgr,
}

/// <summary>
/// Describes how frames are preprocessed for a network: size, color, normalization and the number of stacked frames. Inference must use the
/// same preprocessing as training, so it is saved with the weights in model files.
/// </summary>
/// <remarks>Pixel values range from 0 to 1. Each channel is normalized to (pixel - mean) / standard deviation.</remarks>
/// <param name="Width">The input width of the network in pixels.</param>
/// <param name="Height">The input height of the network in pixels.</param>
public sealed record Preprocessing(int Width, int Height)
{
    private static readonly JsonSerializerOptions Json = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Gets how frames are resized to <see cref="Width"/> by <see cref="Height"/>.</summary>
    public FrameResize Resize { get; init; } = FrameResize.CenterCrop;

    /// <summary>Gets whether frames are converted to grayscale, one channel of luma (ITU-R BT.601).</summary>
    public bool Grayscale { get; init; }

    /// <summary>Gets the order of the color channels, also of the means and standard deviations. Ignored for grayscale.</summary>
    public ChannelOrder ChannelOrder { get; init; }

    /// <summary>Gets the number of consecutive frames stacked along the channel axis, the newest last.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>
    /// Gets whether pixels are rounded to the 256 levels of an 8-bit image before normalization, as replay buffers store them.
    /// </summary>
    public bool Quantize { get; init; }

    /// <summary>Gets the mean of each color channel, which is subtracted first. If empty, nothing is subtracted.</summary>
    public ImmutableArray<float> Mean { get; init; } = [];

    /// <summary>Gets the standard deviation of each color channel, the divisor. If empty, nothing is divided.</summary>
    public ImmutableArray<float> StandardDeviation { get; init; } = [];

    /// <summary>Gets the number of color channels of one frame: 1 for grayscale, 3 for color.</summary>
    [JsonIgnore]
    public int Channels => Grayscale ? 1 : 3;

    /// <summary>Gets the input shape of the network for one sample, [1, Frames * Channels, Height, Width].</summary>
    [JsonIgnore]
    public Shape InputShape => [1, Frames * Channels, Height, Width];

    /// <summary>Creates the preprocessing of ImageNet, with which most published classifiers were trained.</summary>
    /// <param name="width">The input width in pixels.</param>
    /// <param name="height">The input height in pixels.</param>
    public static Preprocessing ImageNet(int width = 224, int height = 224) =>
        new(width, height) { Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f] };

    /// <summary>
    /// Creates the default preprocessing for an input shape: pixel values from 0 to 1, in color for three channels, otherwise grayscale
    /// with as many frames as channels. Returns null if the input is not an image [N, C, H, W].
    /// </summary>
    public static Preprocessing? DefaultFor(Shape inputShape)
    {
        if (inputShape.Rank != 4 || inputShape[1] < 1) return null;
        bool color = inputShape[1] == 3;
        return new(inputShape[3], inputShape[2]) { Grayscale = !color, Frames = color ? 1 : inputShape[1] };
    }

    /// <summary>Creates the operator that preprocesses frames of the given size.</summary>
    /// <param name="frameWidth">The width of the frame in pixels, including all tiles.</param>
    /// <param name="frameHeight">The height of the frame in pixels, including all tiles.</param>
    /// <param name="tilesX">The number of game instances side by side in the frame.</param>
    /// <param name="tilesY">The number of game instances above each other in the frame.</param>
    /// <exception cref="ShapeException">
    /// A size is not positive, or the number of means or standard deviations differs from the number of channels.
    /// </exception>
    public ImageToTensor ToOperator(int frameWidth, int frameHeight, int tilesX = 1, int tilesY = 1)
    {
        if (Width < 1 || Height < 1 || Frames < 1)
            throw new ShapeException($"Preprocessing: {Width} by {Height} pixels, {Frames} frames; each must be 1 or more");
        var @operator = new ImageToTensor(Width, Height)
        {
            Grayscale = Grayscale,
            Bgr = ChannelOrder == ChannelOrder.Bgr && !Grayscale,
            Stack = Frames,
            TilesX = tilesX,
            TilesY = tilesY,
            Quantize = Quantize,
            Mean = Mean,
            StandardDeviation = StandardDeviation,
        };
        return Resize == FrameResize.Stretch ? @operator : @operator with { Crop = CropOf(frameWidth / tilesX, frameHeight / tilesY) };
    }

    /// <summary>Gets the part of a frame that is used as input, in pixels from the top-left corner of the frame.</summary>
    public CropRectangle CropOf(int frameWidth, int frameHeight)
    {
        if (Resize == FrameResize.Stretch) return new(0, 0, frameWidth, frameHeight);
        int width = (int)Math.Min(frameWidth, Math.Max(1, (long)frameHeight * Width / Height));
        int height = (int)Math.Min(frameHeight, Math.Max(1, (long)frameWidth * Height / Width));
        return new((frameWidth - width) / 2, (frameHeight - height) / 2, width, height);
    }

    /// <summary>
    /// Returns a one-line description, for example
    /// <c>224x224 color, center crop, mean 0.485 0.456 0.406, standard deviation 0.229 0.224 0.225</c>.
    /// </summary>
    public override string ToString()
    {
        string color = Grayscale ? "grayscale" : ChannelOrder == ChannelOrder.Bgr ? "color (BGR)" : "color";
        string text = $"{Width}x{Height} {color}, {(Resize == FrameResize.CenterCrop ? "center crop" : "stretched")}";
        if (Frames > 1) text += $", {Frames} frames";
        text += Mean.IsEmpty ? ", mean 0" : $", mean {string.Join(' ', Mean)}";
        text += StandardDeviation.IsEmpty ? ", standard deviation 1" : $", standard deviation {string.Join(' ', StandardDeviation)}";
        return text;
    }

    /// <summary>Serializes the preprocessing to JSON, for the metadata of model files.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Deserializes the JSON written by <see cref="ToJson"/>.</summary>
    /// <exception cref="InvalidDataException">The text is not valid JSON or the preprocessing is invalid.</exception>
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
    public override int GetHashCode() =>
        HashCode.Combine(Width, Height, Resize, Grayscale, Frames, Quantize, Mean.Length, StandardDeviation.Length);
}
