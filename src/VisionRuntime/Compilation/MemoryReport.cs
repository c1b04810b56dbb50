using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>The memory that a plan needs, in bytes.</summary>
/// <param name="ArenaBytes">The arena for all tensors that are computed in a run and the inputs that the plan owns.</param>
/// <param name="ActivationBytes">
/// The size of the arena if no tensors shared memory; views and operators that write over their input count once.
/// </param>
/// <param name="PeakBytes">The maximum size of all tensors alive at one step, a lower bound of the arena.</param>
/// <param name="VariableBytes">The variables of the plan, which other plans may share.</param>
/// <param name="ConstantBytes">The constants.</param>
/// <param name="HoistedBytes">The results computed once from constants and variables, such as filters with folded normalization.</param>
/// <param name="Steps">The names of the steps in order, hoisted steps first.</param>
/// <param name="Tensors">The tensors in the arena or kept between runs, in the order of their lifetimes.</param>
public sealed record MemoryReport(long ArenaBytes, long ActivationBytes, long PeakBytes, long VariableBytes, long ConstantBytes,
    long HoistedBytes,
    IReadOnlyList<string> Steps, IReadOnlyList<TensorLife> Tensors)
{
    /// <summary>
    /// Gets the workspaces of the kernels, such as padded images and packed filters; null if the report is an estimate without a device.
    /// </summary>
    public long? WorkspaceBytes { get; init; }

    /// <summary>
    /// Estimates the memory of a graph without a device. Devices that limit the operands of maps may fuse less and need a little more.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maximumMapOperands">The maximum number of inputs and outputs of one map, see <c>Device.MaximumMapOperands</c>.</param>
    public static MemoryReport Of(Graph graph, int maximumMapOperands = int.MaxValue) =>
        Compiler.Run(graph, maximumMapOperands, _ => null, _ => false).Memory.Report;
}

/// <summary>A tensor of a plan and its lifetime.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="Shape">The logical shape.</param>
/// <param name="Kind">The kind of the value.</param>
/// <param name="Bytes">The size including alignment.</param>
/// <param name="Kept">Whether it is kept between runs, outside the arena.</param>
/// <param name="Offset">The offset in the arena or in the memory kept between runs, in bytes.</param>
/// <param name="First">The index of the step that writes it; -1 if it exists before the first.</param>
/// <param name="Last">The index of the last step that reads it; the number of steps if it is read after the run.</param>
public sealed record TensorLife(string Name, Shape Shape, ValueKind Kind, long Bytes, bool Kept, long Offset, int First, int Last);
