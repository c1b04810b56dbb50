using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>How <see cref="Scatter"/> combines updates with the elements they are written to.</summary>
public enum ScatterKind
{
    /// <summary>Adds the updates.</summary>
    Add,

    /// <summary>Replaces the elements; the last of equal indices is kept.</summary>
    Assign,

    /// <summary>Multiplies by the updates.</summary>
    Multiply,

    /// <summary>Takes the maximum of the elements and the updates.</summary>
    Max,

    /// <summary>Takes the minimum of the elements and the updates.</summary>
    Min,
}

/// <summary>
/// Writes slices along one axis by indices, the inverse of <see cref="Gather"/>. The inputs are (indices, updates) or (indices, updates,
/// base). Updates have the output shape of Gather and the output has the shape of its data. The base, zeros if it is not given, is the
/// output before any update. Indices are interpreted as by Gather.
/// </summary>
/// <param name="Axis">The axis of the output that is indexed.</param>
/// <param name="Length">The length of that axis.</param>
/// <param name="Batched">Whether indices and output share the axes before <paramref name="Axis"/>.</param>
public abstract record Scatter(int Axis, int Length, bool Batched) : Operator
{
    /// <summary>Gets how updates are combined with the base.</summary>
    public abstract ScatterKind Kind { get; }

    /// <summary>Creates the operator of a kind.</summary>
    public static Scatter Of(ScatterKind kind, int axis, int length, bool batched = false) => kind switch
    {
        ScatterKind.Add => new ScatterAdd(axis, length, batched),
        ScatterKind.Assign => new ScatterAssign(axis, length, batched),
        ScatterKind.Multiply => new ScatterMultiply(axis, length, batched),
        ScatterKind.Max => new ScatterMax(axis, length, batched),
        ScatterKind.Min => new ScatterMin(axis, length, batched),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Scatter: unknown kind"),
    };

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs)
    {
        bool needsBase = Kind is not (ScatterKind.Add or ScatterKind.Assign);
        RequireInputs(inputs, needsBase ? 3 : 2, 3);
        Shape indices = inputs[0], updates = inputs[1];
        int common = Batched ? 0 : Axis, indexed = common + indices.Rank;
        if (Axis < 0 || Length < 0 || indexed > updates.Rank || Batched && Axis > indices.Rank
            || !updates.Dimensions[common..indexed].SequenceEqual(indices.Dimensions))
        {
            throw new ShapeException(Batched
                ? $"{Name}: batched at axis {Axis}, the updates {updates} must begin with the dimensions of the indices {indices}, "
                + $"at least {Axis} of them"
                : $"{Name}: the updates {updates} must have the dimensions of the indices {indices} from axis {Axis} on");
        }
        Shape output = [.. updates.Dimensions[..Axis], Length, .. updates.Dimensions[indexed..]];
        if (Length == 0 && updates.Count > 0) throw new ShapeException($"{Name}: the updates {updates} cannot be written to an empty axis");
        if (inputs.Count == 3 && inputs[2] != output) throw new ShapeException($"{Name}: the base {inputs[2]} must have the output shape "
            + $"{output}");
        return [output];
    }

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    internal IndexGeometry Geometry(Shape indices, Shape updates) => new(
        Gather.Product(updates.Dimensions[..Axis]), Length, Gather.Product(indices.Dimensions[(Batched ? Axis : 0)..]),
        Gather.Product(updates.Dimensions[((Batched ? 0 : Axis) + indices.Rank)..]), Batched);
}

/// <summary>
/// Adds slices at indices; updates of equal indices are summed. This is the gradient of <see cref="Gather"/> with respect to its data.
/// </summary>
/// <param name="Axis">The axis of the output that is indexed.</param>
/// <param name="Length">The length of that axis.</param>
/// <param name="Batched">Whether indices and output share the axes before it.</param>
public sealed record ScatterAdd(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Add;
}

/// <summary>Writes slices at indices; the last of equal indices is kept.</summary>
/// <param name="Axis">The axis of the output that is indexed.</param>
/// <param name="Length">The length of that axis.</param>
/// <param name="Batched">Whether indices and output share the axes before it.</param>
public sealed record ScatterAssign(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Assign;
}

/// <summary>Multiplies the base by slices at indices.</summary>
/// <param name="Axis">The axis of the output that is indexed.</param>
/// <param name="Length">The length of that axis.</param>
/// <param name="Batched">Whether indices and output share the axes before it.</param>
public sealed record ScatterMultiply(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Multiply;

    /// <inheritdoc/>
    public override long Multiplications(IReadOnlyList<Shape> inputs) => inputs[1].Count;
}

/// <summary>Takes the maximum of the base and slices at indices.</summary>
/// <param name="Axis">The axis of the output that is indexed.</param>
/// <param name="Length">The length of that axis.</param>
/// <param name="Batched">Whether indices and output share the axes before it.</param>
public sealed record ScatterMax(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Max;
}

/// <summary>Takes the minimum of the base and slices at indices.</summary>
/// <param name="Axis">The axis of the output that is indexed.</param>
/// <param name="Length">The length of that axis.</param>
/// <param name="Batched">Whether indices and output share the axes before it.</param>
public sealed record ScatterMin(int Axis, int Length, bool Batched = false) : Scatter(Axis, Length, Batched)
{
    /// <inheritdoc/>
    public override ScatterKind Kind => ScatterKind.Min;
}
