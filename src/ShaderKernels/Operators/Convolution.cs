using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// Two-dimensional convolution as networks mean it (cross-correlation): input [N, C, H, W], filters [O, C / Groups, KH, KW],
/// optionally a bias [O] and after it a residual [N, O, OH, OW]; output [N, O, OH, OW] = activation(filters * input + bias + residual).
/// </summary>
/// <param name="Height">How the filter moves down the picture.</param>
/// <param name="Width">How the filter moves across the picture.</param>
/// <param name="Groups">Input and output channels are split into this many independent groups.</param>
/// <param name="Activation">Applied to each output.</param>
public sealed record Convolution(Window Height, Window Width, int Groups = 1, Activation Activation = Activation.None) : Operator, IAffineOperator
{
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
            throw new ShapeException($"{Name}: {x[1]} input and {w[0]} output channels cannot be split into {Groups} groups; both must be multiples of it");
        if (w[1] * Groups != x[1])
            throw new ShapeException($"{Name}: filters {w} take {w[1] * Groups} channels, the input {x} has {x[1]}; their second axis must be {x[1] / Groups}");
        if (w[2] != Height.Size || w[3] != Width.Size)
            throw new ShapeException($"{Name}: filters {w} are {w[2]} by {w[3]}, the operator says {Height.Size} by {Width.Size}");
        if (inputs.Count >= 3 && inputs[2] != Shape.Of(w[0]))
            throw new ShapeException($"{Name}: bias {inputs[2]} must be [{w[0]}], one number an output channel");
        var output = Shape.Of(x[0], w[0], Height.Positions(x[2], Name, "high"), Width.Positions(x[3], Name, "wide"));
        if (inputs.Count == 4 && inputs[3] != output)
            throw new ShapeException($"{Name}: residual {inputs[3]} must be {output}, as the output is; add it after the convolution where it broadcasts");
        return [output];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) =>
        InferShapes(inputs)[0].Count * inputs[1][1] * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => index switch { 1 => Layout.FilterMatrix, 2 => Layout.Logical, _ => Layout.ChannelsLast };

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
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public int? ChannelAxis(Shape output) => 1;

    /// <inheritdoc/>
    public Shape FactorShape(int channels) => [channels, 1, 1, 1];
}

/// <summary>
/// The gradient of <see cref="Convolution"/> with respect to its input, which is also transposed convolution:
/// output gradient [N, O, OH, OW] and filters [O, C / Groups, KH, KW] give [N, C, InputHeight, InputWidth].
/// </summary>
/// <param name="Height">How the convolution's filter moved down.</param>
/// <param name="Width">How the convolution's filter moved across.</param>
/// <param name="InputHeight">The convolution's input height, which the stride leaves open.</param>
/// <param name="InputWidth">The convolution's input width, which the stride leaves open.</param>
/// <param name="Groups">The convolution's groups.</param>
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
        if (expected != dy) throw new ShapeException($"{Name}: the output gradient is {dy}, an input of {x} needs {expected}");
        return [x];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => inputs[0].Count * inputs[1][1] * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => index == 1 ? Layout.FilterMatrix : Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => batched[0] && !batched[1];
}

/// <summary>
/// The gradient of <see cref="Convolution"/> with respect to its filters: input [N, C, H, W] and output gradient [N, O, OH, OW]
/// give [O, C / Groups, KH, KW], summed over the batch.
/// </summary>
/// <param name="Height">How the convolution's filter moved down.</param>
/// <param name="Width">How the convolution's filter moved across.</param>
/// <param name="Groups">The convolution's groups.</param>
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
        if (expected != dy) throw new ShapeException($"{Name}: the output gradient is {dy}, the input {x} needs {expected}");
        return [w];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => inputs[1].Count * (inputs[0][1] / Groups) * Height.Size * Width.Size;

    /// <inheritdoc/>
    public override Layout InputLayout(int index) => Layout.ChannelsLast;

    /// <inheritdoc/>
    public override Layout OutputLayout(int index) => Layout.FilterMatrix;
}
