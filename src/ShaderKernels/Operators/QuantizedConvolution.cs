using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>The range of 8-bit integers that real values are quantized to: round(value) + ZeroPoint, limited to Least and Most.</summary>
/// <param name="ZeroPoint">The integer that represents 0.</param>
/// <param name="Least">The smallest integer.</param>
/// <param name="Most">The largest integer.</param>
public readonly record struct QuantizedRange(int ZeroPoint, int Least, int Most);

/// <summary>
/// Two-dimensional convolution of 8-bit integers with exact sums (Jacob et al. 2018). The inputs are the images [N, C, H, W], whose
/// elements are integers of the range <paramref name="Input"/>, the filters [O, C / Groups, KH, KW], integers from -128 to 127, a scale [O]
/// and an offset [O]. With y = scale * (sum of (image - zero point) * filter) + offset, the output [N, O, OH, OW] is y, or, with an output
/// range, y rounded to the nearest integer, ties to even, plus the zero point of that range and limited to it. Tensors hold the integers as
/// float32.
/// </summary>
/// <param name="Height">The window along the height; what is padded is the zero point.</param>
/// <param name="Width">The window along the width.</param>
/// <param name="Input">The range of the images; it spans at most 256 integers.</param>
/// <param name="Groups">The number of groups: 1, or the number of channels for a depthwise convolution with as many outputs.</param>
/// <param name="Output">The range of the output; null for real values.</param>
public sealed record QuantizedConvolution(Window Height, Window Width, QuantizedRange Input, int Groups = 1, QuantizedRange? Output = null)
    : Operator
{
    /// <summary>The taps of the largest depthwise filter, whose sums float32 holds exactly.</summary>
    private const int MostDepthwiseTaps = 512;

    /// <summary>Gets whether the operator can have these filters and groups.</summary>
    /// <param name="groups">The number of groups.</param>
    /// <param name="filters">The shape of the filters.</param>
    public static bool Supports(int groups, Shape filters) =>
        groups == 1 || filters[0] == groups && filters[1] == 1 && filters[2] * filters[3] <= MostDepthwiseTaps;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 4, 4);
        var output = new Convolution(Height, Width, Groups).InferShapes([inputs[0], inputs[1]]);
        if (!Supports(Groups, inputs[1]))
            throw new ShapeException($"{Name}: {Groups} groups with filters {inputs[1]} are not supported; "
                + "there must be one group, or one for each channel and each output");
        if (Input.Most - Input.Least > byte.MaxValue)
            throw new ShapeException($"{Name}: the images range from {Input.Least} to {Input.Most}; a range has at most 256 integers");
        var channels = Shape.Of(inputs[1][0]);
        if (inputs[2] != channels || inputs[3] != channels)
            throw new ShapeException($"{Name}: scale {inputs[2]} and offset {inputs[3]} must be {channels}, one value for each output");
        return output;
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        InferShapes(inputs)[0].Count * inputs[1][1] * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override InputRole InputRole(int index) => index switch
    {
        1 => Operators.InputRole.Weight,
        0 => Operators.InputRole.Data,
        _ => Operators.InputRole.Bias,
    };

    /// <inheritdoc/>
    public override Layout InputLayout(int index) =>
        index switch { 0 => Layout.ChannelsLast, 1 => Layout.FilterMatrix, _ => Layout.Logical };

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) =>
        batched[0] && !batched.Skip(1).Contains(true);

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) => (Height, Width);
}
