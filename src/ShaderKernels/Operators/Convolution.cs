using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Two-dimensional convolution (cross-correlation). The inputs are the images [N, C, H, W], the filters [O, C / Groups, KH, KW], and
/// optionally a bias [O] and a residual [N, O, OH, OW]; the output [N, O, OH, OW] is activation(filters * images + bias + residual).
/// </summary>
/// <param name="Height">The window along the height.</param>
/// <param name="Width">The window along the width.</param>
/// <param name="Groups">The number of groups that input and output channels are split into.</param>
/// <param name="Activation">The activation function applied to the output.</param>
public sealed record Convolution(Window Height, Window Width, int Groups = 1, Activation Activation = Activation.None)
    : Operator, IAffineOperator
{
    /// <summary>
    /// Gets the slope of <see cref="Activation.Relu"/> for negative values: max(0, x) + NegativeSlope min(0, x). Other than 0 it makes the
    /// activation a leaky ReLU (Maas et al. 2013).
    /// </summary>
    public float NegativeSlope { get; init; }

    /// <inheritdoc/>
    public bool TakesResidual => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 4);
        Shape x = inputs[0], w = inputs[1];
        RequireRank("input", x, 4);
        RequireRank("filters", w, 4);
        if (Groups < 1 || x[1] % Groups != 0 || w[0] % Groups != 0)
            throw new ShapeException($"{Name}: {x[1]} input and {w[0]} output channels cannot be split into {Groups} groups; "
                + "both must be multiples of the number of groups");
        if (w[1] * Groups != x[1])
            throw new ShapeException($"{Name}: filters {w} need {w[1] * Groups} input channels, the input {x} has {x[1]}; "
                + $"the second axis of the filters must be {x[1] / Groups}");
        if (w[2] != Height.Size || w[3] != Width.Size)
            throw new ShapeException($"{Name}: filters {w} are {w[2]} by {w[3]}, the windows are {Height.Size} by {Width.Size}; "
                + "they must be equal");
        if (inputs.Count >= 3 && inputs[2] != Shape.Of(w[0]))
            throw new ShapeException($"{Name}: bias {inputs[2]} must be [{w[0]}], one value for each output channel");
        var output = Shape.Of(x[0], w[0], Height.Positions(x[2], Name, "height"), Width.Positions(x[3], Name, "width"));
        if (inputs.Count == 4 && inputs[3] != output)
            throw new ShapeException($"{Name}: residual {inputs[3]} must have the output shape {output}; "
                + "add it after the convolution to broadcast it");
        return [output];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        InferShapes(inputs)[0].Count * inputs[1][1] * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override InputRole InputRole(int index) =>
        index switch { 1 => Operators.InputRole.Weight, 2 => Operators.InputRole.Bias, _ => Operators.InputRole.Data };

    /// <inheritdoc/>
    public override Layout InputLayout(int index) =>
        index switch { 1 => Layout.FilterMatrix, 2 => Layout.Logical, _ => Layout.ChannelsLast };

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) =>
        batched[0] && !batched.Skip(1).Take(2).Contains(true) && (batched.Count < 4 || batched[3]);

    /// <inheritdoc/>
    public override (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) => (Height, Width);

    /// <inheritdoc/>
    public override Operator WithPadding(Border border) =>
        this with { Height = Height.Padded(border.Top, border.Bottom), Width = Width.Padded(border.Left, border.Right) };

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, float negativeSlope = 0) =>
        this with { Activation = activation, NegativeSlope = negativeSlope };

    /// <inheritdoc/>
    public int? ChannelAxis(Shape output) => 1;

    /// <inheritdoc/>
    public Shape FactorShape(int channels) => [channels, 1, 1, 1];
}

/// <summary>
/// The gradient of <see cref="Convolution"/> with respect to its input, which is also the transposed convolution. The inputs are the output
/// gradient [N, O, OH, OW] and the filters [O, C / Groups, KH, KW]; the output is [N, C, InputHeight, InputWidth].
/// </summary>
/// <param name="Height">The window of the convolution along the height.</param>
/// <param name="Width">The window of the convolution along the width.</param>
/// <param name="InputHeight">
/// The input height of the convolution, which does not follow from the output height if the stride is not 1.
/// </param>
/// <param name="InputWidth">The input width of the convolution.</param>
/// <param name="Groups">The number of groups of the convolution.</param>
public sealed record ConvolutionInputGradient(Window Height, Window Width, int InputHeight, int InputWidth, int Groups = 1) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        Shape dy = inputs[0], w = inputs[1];
        RequireRank("output gradient", dy, 4);
        RequireRank("filters", w, 4);
        var x = Shape.Of(dy[0], w[1] * Groups, InputHeight, InputWidth);
        var expected = new Convolution(Height, Width, Groups).InferShapes([x, w])[0];
        if (expected != dy) throw new ShapeException($"{Name}: the output gradient is {dy}; for an input of {x} it must be {expected}");
        return [x];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => inputs[0].Count * inputs[1][1] * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override InputRole InputRole(int index) => index == 1 ? Operators.InputRole.Weight : Operators.InputRole.Data;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => index == 1 ? Layout.FilterMatrix : Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => batched[0] && !batched[1];
}

/// <summary>
/// The gradient of <see cref="Convolution"/> with respect to its filters. The inputs are the images [N, C, H, W] and the output gradient
/// [N, O, OH, OW]; the output [O, C / Groups, KH, KW] is summed over the batch.
/// </summary>
/// <param name="Height">The window of the convolution along the height.</param>
/// <param name="Width">The window of the convolution along the width.</param>
/// <param name="Groups">The number of groups of the convolution.</param>
public sealed record ConvolutionFilterGradient(Window Height, Window Width, int Groups = 1) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        RequireInputs(inputs, 2, 2);
        Shape x = inputs[0], dy = inputs[1];
        RequireRank("input", x, 4);
        RequireRank("output gradient", dy, 4);
        if (Groups < 1 || x[1] % Groups != 0)
            throw new ShapeException($"{Name}: {x[1]} input channels cannot be split into {Groups} groups");
        var w = Shape.Of(dy[1], x[1] / Groups, Height.Size, Width.Size);
        var expected = new Convolution(Height, Width, Groups).InferShapes([x, w])[0];
        if (expected != dy) throw new ShapeException($"{Name}: the output gradient is {dy}; for the input {x} it must be {expected}");
        return [w];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        inputs[1].Count * (inputs[0][1] / Groups) * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.FilterMatrix;
}
