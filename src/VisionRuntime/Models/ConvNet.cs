using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>
/// The layer pattern of most image classifiers, <c>INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC</c>, as a builder.
/// </summary>
/// <example>
/// A linear classifier, a network with two hidden layers, and a small convolutional network for 32x32 images:
/// <code>
/// new ConvNet().Build(images)
/// new ConvNet { Hidden = [100, 100] }.Build(images)
/// new ConvNet { ConvolutionsPerBlock = 2, Filters = [32, 64, 128], Hidden = [256], Classes = 10 }.Build(images)
/// </code>
/// </example>
/// <remarks>
/// Convolutions use "same" padding, and pooling downsamples. The value of each option is validated when it is set.
/// </remarks>
public sealed record ConvNet
{
    /// <summary>Gets the number of convolutions in each block, each followed by a ReLU: N in the pattern. The default is 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int ConvolutionsPerBlock { get; init => field = AtLeast(0, value, nameof(ConvolutionsPerBlock)); } = 1;

    /// <summary>
    /// Gets the number of filters of the convolutions of each block. Its length is the number of blocks, M in the pattern. The default is
    /// no blocks.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is less than 1.</exception>
    public IReadOnlyList<int> Filters { get; init => field = EachAtLeastOne(value, nameof(Filters)); } = [];

    /// <summary>Gets the height and width of the filters. The default is 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int FilterSize { get; init => field = AtLeast(1, value, nameof(FilterSize)); } = 3;

    /// <summary>Gets the kind of pooling at the end of each block; no pooling if null. The default is max pooling.</summary>
    public PoolKind? Pool { get; init; } = PoolKind.Max;

    /// <summary>Gets the height and width of the pooling windows. The default is 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int PoolSize { get; init => field = AtLeast(1, value, nameof(PoolSize)); } = 2;

    /// <summary>Gets the stride of pooling. The default is 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int PoolStride { get; init => field = AtLeast(1, value, nameof(PoolStride)); } = 2;

    /// <summary>
    /// Gets how the output size of pooling is rounded if the windows do not fit exactly. The default, <see cref="RoundingMode.Exact"/>,
    /// throws an exception.
    /// </summary>
    public RoundingMode PoolRounding { get; init; } = RoundingMode.Exact;

    /// <summary>
    /// Gets the number of units of each hidden fully connected layer. Its length is K in the pattern. The default is no hidden layers.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is less than 1.</exception>
    public IReadOnlyList<int> Hidden { get; init => field = EachAtLeastOne(value, nameof(Hidden)); } = [];

    /// <summary>
    /// Gets the probability with which each output of a hidden layer is dropped in training. The default is 0, no dropout.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or 1 or more.</exception>
    public float Dropout
    {
        get;
        init => field = value is >= 0 and < 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Dropout), value,
                "ConvNet: the dropout probability must be at least 0 and less than 1");
    }

    /// <summary>Gets the number of classes, the units of the last layer. The default is 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Classes { get; init => field = AtLeast(1, value, nameof(Classes)); } = 10;

    /// <summary>
    /// Adds the network to the graph of its input. Variables are named after their layers: conv1_1, conv1_2, ... for the convolutions of
    /// the first block, then fc1, fc2, ...; the last of these computes the logits.
    /// </summary>
    /// <param name="images">The images [N, C, H, W]; any shape [N, ...] if there are no blocks.</param>
    /// <returns>The logits [N, classes].</returns>
    /// <exception cref="ShapeException">The images are too small, or pooling does not fit them; the message names the layer.</exception>
    public Value Build(Value images)
    {
        var x = images;
        for (int block = 0; block < Filters.Count; block++)
        {
            for (int i = 0; i < ConvolutionsPerBlock; i++)
                x = x.Convolution($"conv{block + 1}_{i + 1}", Filters[block], FilterSize, padding: Padding.Same,
                    activation: Activation.Relu);
            if (Pool is { } kind) x = x.Pool(kind, PoolSize, PoolStride, rounding: PoolRounding);
        }
        x = x.Flatten();
        for (int i = 0; i < Hidden.Count; i++)
        {
            x = x.Dense($"fc{i + 1}", Hidden[i], Activation.Relu);
            if (Dropout > 0) x = x.Dropout($"dropout{i + 1}", Dropout);
        }
        return x.Dense($"fc{Hidden.Count + 1}", Classes);
    }

    /// <summary>Returns the layer pattern, such as <c>INPUT -> [CONV -> RELU -> POOL]*2 -> FC -> RELU -> FC</c>.</summary>
    public override string ToString()
    {
        string[] pool = Pool is null ? [] : ["POOL"];
        IEnumerable<string> block = [.. Enumerable.Repeat("CONV -> RELU", ConvolutionsPerBlock), .. pool];
        IEnumerable<string> parts = ["INPUT", .. Repeated(string.Join(" -> ", block), Filters.Count),
            .. Repeated("FC -> RELU", Hidden.Count), "FC"];
        return string.Join(" -> ", parts);
    }

    private static IEnumerable<string> Repeated(string layers, int times) => (layers.Length, times) switch
    {
        (0, _) or (_, 0) => [],
        (_, 1) => [layers],
        _ => [$"[{layers}]*{times}"],
    };

    private static int AtLeast(int minimum, int value, string option) =>
        value >= minimum ? value : throw new ArgumentOutOfRangeException(option, value, $"ConvNet: {option} must be {minimum} or more");

    private static IReadOnlyList<int> EachAtLeastOne(IReadOnlyList<int> values, string option)
    {
        foreach (int value in values) AtLeast(1, value, option);
        return [.. values];
    }
}
