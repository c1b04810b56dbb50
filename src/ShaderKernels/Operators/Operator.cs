using System.Text;
using ShaderKernels.Tensors;

namespace ShaderKernels.Operators;

/// <summary>
/// An immutable description of a computation, independent of any device and compared by value. An operator validates its geometry, infers
/// the shapes of its outputs, counts its cost, and states the properties that the compiler needs. Images are always [N, C, H, W].
/// </summary>
/// <remarks>
/// An operator that overrides only the abstract members is compiled correctly: its tensors are stored in the order of their logical axes
/// and nothing is fused into it. To run it, each device needs a kernel (<c>Device.Prepare</c>); to train through it, it needs a gradient
/// rule; to export it, an ONNX form. Each of the three throws a <see cref="NotSupportedException"/> that names the operator until it has
/// one.
/// </remarks>
public abstract record Operator
{
    /// <summary>Gets the name shown in messages and layer tables.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Infers the shapes of the outputs from those of the inputs.</summary>
    /// <exception cref="ShapeException">The inputs are invalid; the message gives the reason and a way out.</exception>
    public abstract IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs);

    /// <summary>
    /// Counts the multiplications for inputs of the given shapes; a multiply-add counts once, and moving or adding elements counts 0.
    /// </summary>
    public abstract long Multiplications(IReadOnlyList<Shape> inputs);

    /// <summary>Gets the bytes that are read: by default all inputs; 0 for views.</summary>
    public virtual long BytesRead(IReadOnlyList<Shape> inputs) => inputs.Sum(shape => shape.Count) * sizeof(float);

    /// <summary>Gets the bytes that are written: by default all outputs; 0 for views.</summary>
    public virtual long BytesWritten(IReadOnlyList<Shape> inputs) => InferShapes(inputs).Sum(shape => shape.Count) * sizeof(float);

    /// <summary>Gets the cost for inputs of the given shapes.</summary>
    public Cost Cost(IReadOnlyList<Shape> inputs) => new(Multiplications(inputs), BytesRead(inputs), BytesWritten(inputs));

    /// <summary>
    /// Gets whether the output has the elements of the input in the same logical order, so that no kernel runs and the output shares the
    /// memory of the input.
    /// </summary>
    public virtual bool IsView => false;

    /// <summary>Gets whether the operator only copies elements of its inputs, to places that were fixed when it was created.</summary>
    public virtual bool IsCopy => false;

    /// <summary>
    /// Gets whether each element of the outputs is computed from the elements in the same place of the inputs, which broadcast to the shape
    /// that all outputs share. Kernels of such operators may write an output over an input of the same shape.
    /// </summary>
    public virtual bool IsElementwise => false;

    /// <summary>Gets what an input is used for.</summary>
    public virtual InputRole InputRole(int index) => Operators.InputRole.Any;

    /// <summary>
    /// Gets the random stream that the operator draws from, or null for an operator whose outputs depend on its inputs alone.
    /// </summary>
    public virtual ulong? RandomStream => null;

    /// <summary>
    /// Gets the layout in which kernels read an input. A tensor stored in another layout is converted first. An input with a layout other
    /// than <see cref="Layout.Logical"/> is passed to <c>Device.Prepare</c> by its logical shape.
    /// </summary>
    public virtual Layout InputLayout(int index) => Layout.Logical;

    /// <summary>Gets the layout in which kernels write an output.</summary>
    public virtual Layout OutputLayout(int index) => Layout.Logical;

    /// <summary>
    /// Returns the operator that computes the same from tensors stored in another layout, with its axes renumbered, so that nothing has to
    /// be converted; null if the operator reads and writes the layouts of <see cref="InputLayout"/> and <see cref="OutputLayout"/> only.
    /// Outputs must have the rank of the inputs.
    /// </summary>
    public virtual Operator? InLayout(Layout layout) => null;

    /// <summary>
    /// Gets whether each sample of the outputs depends on the same sample of the inputs alone, so that the operator works for any batch
    /// size.
    /// </summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="batched">For each input, whether its first axis is the batch; true for at least one.</param>
    /// <returns>True if the first axis of all outputs is the batch; false if samples are mixed or their number is needed.</returns>
    public virtual bool KeepsSamplesApart(IReadOnlyList<Shape> inputs, IReadOnlyList<bool> batched) => false;

    /// <summary>
    /// Gets the windows through which each pixel of an output [N, C, H, W] sees the pixels of the inputs, such as those of a convolution,
    /// and <see cref="Window.One"/> for an operator that works on each pixel separately; null if the outputs have no such windows.
    /// </summary>
    public virtual (Window Height, Window Width)? SpatialWindows(IReadOnlyList<Shape> inputs) =>
        IsElementwise ? (Window.One, Window.One) : null;

    /// <summary>
    /// Returns the operator that gives the same result for an image without its border of zeros; null if the operator cannot replace zeros
    /// by padding of its own.
    /// </summary>
    public virtual Operator? WithPadding(Border border) => null;

    /// <summary>Throws unless the number of inputs lies in the range.</summary>
    protected void RequireInputs(IReadOnlyList<Shape> inputs, int least, int most)
    {
        if (inputs.Count < least || inputs.Count > most)
            throw new ShapeException($"{Name}: takes {(least == most ? least : $"{least} to {most}")} inputs, not {inputs.Count}");
    }

    /// <summary>Throws unless the shape has the rank.</summary>
    protected void RequireRank(string what, Shape shape, int rank)
    {
        if (shape.Rank != rank) throw new ShapeException($"{Name}: {what} {shape} has {shape.Rank} dimensions; it needs {rank}");
    }

    /// <summary>Prints nothing of this type, so that <c>ToString</c> shows only what an operator was created with.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
