using ShaderKernels.Tensors;
using VisionRuntime.Data;
using VisionRuntime.Graphs;

namespace VisionRuntime.Training;

/// <summary>
/// What a network is trained for: its loss, and the error that tells how good it is. The methods add nodes to the graph of a training step
/// (<see cref="Graph.Training"/>) or of an evaluation.
/// </summary>
public abstract record TrainingTask
{
    /// <summary>Gets the name of the error in reports, such as <c>error</c> or <c>mean squared error</c>.</summary>
    public abstract string ErrorName { get; }

    /// <summary>Gets whether the error is a fraction of the samples, from 0 to 1, shown in percent.</summary>
    public virtual bool ErrorIsRate => false;

    /// <summary>Checks that a data set has the targets that the task needs.</summary>
    /// <exception cref="DatasetException">It does not; the message says what would fit.</exception>
    protected internal abstract void Require(Dataset dataset);

    /// <summary>Returns the shape of the prepared target of one sample; that of the data set unless overridden.</summary>
    protected internal virtual Shape TargetShape(Dataset dataset) => dataset.TargetShape;

    /// <summary>
    /// Prepares the target of one sample on the host, for example assigns boxes to the cells of a grid; copies it unless overridden.
    /// </summary>
    /// <param name="target">The target as the data set has it.</param>
    /// <param name="prepared">Receives the prepared target.</param>
    protected internal virtual void Prepare(ReadOnlySpan<float> target, Span<float> prepared) => target.CopyTo(prepared);

    /// <summary>Computes the loss of each sample, [N].</summary>
    /// <param name="output">The output of the network, [N, ...].</param>
    /// <param name="targets">The prepared targets, [N, ...]; the inputs for tasks without targets.</param>
    /// <exception cref="DatasetException">The network's output does not fit the targets; the message says what would.</exception>
    protected internal abstract Value Losses(Value output, Value targets);

    /// <summary>Computes the error of each sample, [N]; its mean is the error of the data set.</summary>
    /// <param name="output">The output of the network, [N, ...].</param>
    /// <param name="targets">The prepared targets, [N, ...]; the inputs for tasks without targets.</param>
    protected internal abstract Value Errors(Value output, Value targets);
}
