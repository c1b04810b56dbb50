using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>What <see cref="Scatter"/> does with the numbers that arrive at a place.</summary>
public enum ScatterKind
{
    /// <summary>Adds them to what is there.</summary>
    Add,

    /// <summary>Puts them there; the last in the order of the indices stays.</summary>
    Assign,

    /// <summary>Multiplies what is there by them.</summary>
    Multiply,

    /// <summary>Keeps the largest of what is there and them.</summary>
    Max,

    /// <summary>Keeps the smallest of what is there and them.</summary>
    Min,
}

/// <summary>
/// Places rows along one axis by indices, the inverse of <see cref="Gather"/>: inputs (indices, updates) or (indices, updates, base).
/// Updates have the shape that Gather gives, the output the shape that it takes, and the base, where given, is the output before
/// anything arrives; zeros otherwise. Indices follow Gather's rules: whole numbers, negative from the end, held to the nearest end.
/// </summary>
/// <param name="Axis">The axis of the output that is written along.</param>
/// <param name="Length">The output's length there.</param>
/// <param name="Batched">Whether the axes before <paramref name="Axis"/> are the indices' too, so that each is written by its own.</param>
public abstract record Scatter(int Axis, int Length, bool Batched) : Operator
{
    /// <summary>What happens where numbers meet.</summary>
    public abstract ScatterKind Kind { get; }

    /// <summary>The operator of the kind.</summary>
    public static Scatter Of(ScatterKind kind, int axis, int length, bool batched = false) => kind switch
    {
        ScatterKind.Add => new ScatterAdd(axis, length, batched),
        ScatterKind.Assign => new ScatterAssign(axis, length, batched),
        ScatterKind.Multiply => new ScatterMultiply(axis, length, batched),
        ScatterKind.Max => new ScatterMax(axis, length, batched),
        ScatterKind.Min => new ScatterMin(axis, length, batched),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Scatter: there is no such kind"),
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        bool needsBase = Kind is not (ScatterKind.Add or ScatterKind.Assign);
        RequireInputs(inputs, needsBase ? 3 : 2, 3);
        Shape indices = inputs[0], updates = inputs[1];
        int common = Batched ? 0 : Axis, indexed = common + indices.Rank;
        if (Axis < 0 || Length < 0 || indexed > updates.Rank || Batched && Axis > indices.Rank || !updates.Dimensions[common..indexed].SequenceEqual(indices.Dimensions))
        {
            throw new ShapeException(Batched
                ? $"{Name}: batched at axis {Axis}, the updates {updates} must begin with the indices' dimensions {indices}, at least {Axis} of them"
                : $"{Name}: the updates {updates} must have the indices' dimensions {indices} from axis {Axis} on");
        }
        Shape output = [.. updates.Dimensions[..Axis], Length, .. updates.Dimensions[indexed..]];
        if (Length == 0 && updates.Count > 0) throw new ShapeException($"{Name}: the updates {updates} have no place on an axis of length 0");
        if (inputs.Count == 3 && inputs[2] != output) throw new ShapeException($"{Name}: the base {inputs[2]} must be as the output, {output}");
        return [output];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    internal IndexGeometry Geometry(Shape indices, Shape updates) => new(
        Gather.Product(updates.Dimensions[..Axis]), Length, Gather.Product(indices.Dimensions[(Batched ? Axis : 0)..]),
        Gather.Product(updates.Dimensions[((Batched ? 0 : Axis) + indices.Rank)..]), Batched);
}

/// <summary>Adds rows where indices point; repeated indices add up. The gradient of <see cref="Gather"/> by its data.</summary>
/// <param name="Axis">The axis of the output that is written along.</param>
/// <param name="Length">The output's length there.</param>
/// <param name="Batched">Whether the axes before are the indices' too.</param>
public sealed record ScatterAdd(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Add;
}

/// <summary>Puts rows where indices point; of repeated indices the last stays.</summary>
/// <param name="Axis">The axis of the output that is written along.</param>
/// <param name="Length">The output's length there.</param>
/// <param name="Batched">Whether the axes before are the indices' too.</param>
public sealed record ScatterAssign(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Assign;
}

/// <summary>Multiplies the base by rows where indices point.</summary>
/// <param name="Axis">The axis of the output that is written along.</param>
/// <param name="Length">The output's length there.</param>
/// <param name="Batched">Whether the axes before are the indices' too.</param>
public sealed record ScatterMultiply(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Multiply;

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => inputs[1].Count;
}

/// <summary>Keeps the largest of the base and the rows that point there.</summary>
/// <param name="Axis">The axis of the output that is written along.</param>
/// <param name="Length">The output's length there.</param>
/// <param name="Batched">Whether the axes before are the indices' too.</param>
public sealed record ScatterMax(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Max;
}

/// <summary>Keeps the smallest of the base and the rows that point there.</summary>
/// <param name="Axis">The axis of the output that is written along.</param>
/// <param name="Length">The output's length there.</param>
/// <param name="Batched">Whether the axes before are the indices' too.</param>
public sealed record ScatterMin(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Min;
}
