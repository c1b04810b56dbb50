using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>What a plan needs memory for, in bytes.</summary>
/// <param name="ArenaBytes">The one block in which everything lies that is computed in a run, and the inputs that the plan holds.</param>
/// <param name="ActivationBytes">What the arena would need if no two tensors shared memory; views and maps that write over their input are counted once.</param>
/// <param name="PeakBytes">The most that is needed at any one step: no arena can be smaller.</param>
/// <param name="VariableBytes">The variables that the plan uses, which other plans may share.</param>
/// <param name="ConstantBytes">Constants kept for the runs.</param>
/// <param name="HoistedBytes">What is computed from constants and variables once and kept, such as filters with normalization folded in.</param>
/// <param name="Steps">The names of the steps in order, those that were hoisted out of the run first.</param>
/// <param name="Tensors">Everything that owns memory in the arena or is kept, in the order it comes to life.</param>
public sealed record MemoryReport(long ArenaBytes, long ActivationBytes, long PeakBytes, long VariableBytes, long ConstantBytes, long HoistedBytes,
    IReadOnlyList<string> Steps, IReadOnlyList<TensorLife> Tensors)
{
    /// <summary>The kernels' own workspaces, known once a plan was prepared on a device: padded images, packed filters, parts of sums. Null in an estimate.</summary>
    public long? WorkspaceBytes { get; init; }

    /// <summary>What a graph would need, without any device. Devices that limit a map's operands may fuse less and need a little more.</summary>
    /// <param name="graph">What would be compiled.</param>
    /// <param name="maximumMapOperands">The most tensors that one map of the device may read and write together.</param>
    public static MemoryReport Of(Graph graph, int maximumMapOperands = int.MaxValue) =>
        Compiler.Run(graph, maximumMapOperands, _ => null, _ => false).Memory.Report;
}

/// <summary>A tensor of a plan and when it holds its memory.</summary>
/// <param name="Name">The value's name.</param>
/// <param name="Shape">Its dimensions as the graph means them.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Bytes">Its size with what alignment adds.</param>
/// <param name="Kept">Whether it is kept from run to run, and not in the arena.</param>
/// <param name="Offset">Where it lies in the arena or among what is kept, in bytes.</param>
/// <param name="First">The number of the step that writes it; -1 where it is there before the first.</param>
/// <param name="Last">The number of the last step that reads it; the number of steps where it must outlive them.</param>
public sealed record TensorLife(string Name, Shape Shape, ValueKind Kind, long Bytes, bool Kept, long Offset, int First, int Last);
