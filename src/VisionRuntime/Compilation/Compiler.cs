using VisionRuntime.Graphs;

namespace VisionRuntime.Compilation;

/// <summary>The passes in their order, from a graph to a program whose tensors have layouts, stages and places in memory.</summary>
internal static class Compiler
{
    /// <summary>Compiles without touching any device.</summary>
    /// <param name="graph">What to compute.</param>
    /// <param name="maximumMapOperands">The most tensors that one map may read and write together.</param>
    /// <param name="storedVariable">The layout of variables that already lie somewhere.</param>
    /// <param name="liesElsewhere">Which inputs need no place.</param>
    /// <param name="passes">The optional passes to run.</param>
    public static (Program Program, MemoryLayout Memory) Run(Graph graph, int maximumMapOperands, Func<string, Layout?> storedVariable, Func<string, bool> liesElsewhere, Passes passes = Passes.All)
    {
        var program = Program.From(graph);
        if (passes.HasFlag(Passes.CommonSubexpressions)) CommonSubexpressions.Run(program);
        if (passes.HasFlag(Passes.CopyComposition)) CopyComposition.Run(program, layoutsAssigned: false);
        if (passes.HasFlag(Passes.PaddingFusion)) PaddingFusion.Run(program);
        if (passes.HasFlag(Passes.MapFusion)) MapFusion.Run(program, maximumMapOperands);
        if (passes.HasFlag(Passes.AffineFolding)) AffineFolding.Run(program);
        if (passes.HasFlag(Passes.EpilogueFusion)) EpilogueFusion.Run(program);
        program.RemoveDead();
        LayoutAssignment.Run(program, storedVariable);
        if (passes.HasFlag(Passes.CopyComposition)) CopyComposition.Run(program, layoutsAssigned: true);
        Schedule.Run(program);
        Hoisting.Run(program, passes.HasFlag(Passes.Hoisting));
        return (program, MemoryPlanner.Run(program, liesElsewhere));
    }
}
