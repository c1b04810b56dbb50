using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>Runs the passes in order, from a graph to a program whose tensors have layouts, stages and offsets in memory.</summary>
internal static class Compiler
{
    /// <summary>Compiles a graph without a device.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maximumMapOperands">The maximum number of inputs and outputs of one map.</param>
    /// <param name="storedVariable">The layout of variables that are allocated already; null for the others.</param>
    /// <param name="liesElsewhere">Whether the memory of an input is provided by the caller.</param>
    /// <param name="passes">The optional passes to run.</param>
    /// <param name="inAnyLayout">
    /// Which inputs may be stored in the layout that the program prefers; the others are stored in their logical order.
    /// </param>
    /// <param name="storedInput">The layout of inputs that somebody else writes; null for the others.</param>
    /// <param name="multipliesIntegers">Whether the device has kernels for quantized convolutions.</param>
    /// <param name="reducesMap">Whether the device has a kernel for the sums of a map; null if it has none.</param>
    public static (Program Program, MemoryLayout Memory) Run(Graph graph, int maximumMapOperands, Func<string, Layout?> storedVariable,
        Func<string, bool> liesElsewhere, Passes passes = Passes.All,
        Func<string, bool>? inAnyLayout = null, Func<string, Layout?>? storedInput = null, bool multipliesIntegers = false,
        Func<Map, bool>? reducesMap = null)
    {
        var program = Program.From(graph);
        if (passes.HasFlag(Passes.CommonSubexpressions)) CommonSubexpressions.Run(program);
        if (passes.HasFlag(Passes.CopyComposition)) CopyComposition.Run(program, layoutsAssigned: false);
        if (passes.HasFlag(Passes.PaddingFusion)) PaddingFusion.Run(program);
        if (passes.HasFlag(Passes.QuantizationFusion) && multipliesIntegers) QuantizationFusion.Run(program);
        if (passes.HasFlag(Passes.MapFusion)) MapFusion.Run(program, maximumMapOperands);
        if (passes.HasFlag(Passes.AffineFolding)) AffineFolding.Run(program);
        if (passes.HasFlag(Passes.EpilogueFusion)) EpilogueFusion.Run(program);
        if (passes.HasFlag(Passes.ReductionFusion) && reducesMap is not null) ReductionFusion.Run(program, maximumMapOperands, reducesMap);
        program.RemoveDead();
        LayoutAssignment.Run(program, storedVariable, inAnyLayout ?? (_ => false), storedInput ?? (_ => null));
        if (passes.HasFlag(Passes.CopyComposition)) CopyComposition.Run(program, layoutsAssigned: true);
        Schedule.Run(program);
        Hoisting.Run(program, passes.HasFlag(Passes.Hoisting));
        return (program, MemoryPlanner.Run(program, liesElsewhere));
    }
}
