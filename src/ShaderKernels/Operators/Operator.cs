using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// What is computed, with no device in it: an immutable description, compared by value. It validates its geometry,
/// infers its outputs' shapes and counts its work. Image shapes are always [N, C, H, W].
/// </summary>
public abstract record Operator
{
    /// <summary>The operator's name as messages and layer tables show it.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The outputs' shapes for inputs of the given shapes.</summary>
    /// <exception cref="ShapeException">The operator cannot work on such inputs; the message says why and offers a way out.</exception>
    public abstract IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs);

    /// <summary>The number of multiplications (multiply-adds counted once) for inputs of the given shapes; 0 where the operator only moves or adds.</summary>
    public virtual long Multiplications(IReadOnlyList<Shape> inputs) => 0;

    /// <summary>The bytes of the numbers that it reads: all of its inputs' where it does not say otherwise, none where it only sees them under other dimensions.</summary>
    public virtual long BytesRead(IReadOnlyList<Shape> inputs) => inputs.Sum(shape => shape.Count) * sizeof(float);

    /// <summary>The bytes of the numbers that it writes: its outputs', none where it is only a view.</summary>
    public virtual long BytesWritten(IReadOnlyList<Shape> inputs) => InferShapes(inputs).Sum(shape => shape.Count) * sizeof(float);

    /// <summary>What it costs for inputs of the given shapes.</summary>
    public Cost Cost(IReadOnlyList<Shape> inputs) => new(Multiplications(inputs), BytesRead(inputs), BytesWritten(inputs));

    /// <summary>Throws unless the number of inputs lies in the range.</summary>
    protected void RequireInputs(IReadOnlyList<Shape> inputs, int least, int most)
    {
        if (inputs.Count < least || inputs.Count > most)
            throw new ShapeException($"{Name}: takes {(least == most ? least : $"{least} to {most}")} inputs, not {inputs.Count}");
    }

    /// <summary>Throws unless the input has the rank.</summary>
    protected void RequireRank(string what, Shape shape, int rank)
    {
        if (shape.Rank != rank) throw new ShapeException($"{Name}: {what} {shape} has {shape.Rank} dimensions; it needs {rank}");
    }
}
