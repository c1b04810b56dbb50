namespace VisionRuntime.Compilation;

/// <summary>The optional passes, which optimize a program without changing its results. Tests disable them one by one.</summary>
[Flags]
internal enum Passes
{
    /// <summary>No optional passes, only the assignment of layouts, order and memory.</summary>
    None = 0,

    /// <summary><see cref="Compilation.CommonSubexpressions"/>.</summary>
    CommonSubexpressions = 1,

    /// <summary><see cref="Compilation.CopyComposition"/>.</summary>
    CopyComposition = 2,

    /// <summary><see cref="Compilation.PaddingFusion"/>.</summary>
    PaddingFusion = 4,

    /// <summary><see cref="Compilation.MapFusion"/>.</summary>
    MapFusion = 8,

    /// <summary><see cref="Compilation.AffineFolding"/>.</summary>
    AffineFolding = 16,

    /// <summary><see cref="Compilation.EpilogueFusion"/>.</summary>
    EpilogueFusion = 32,

    /// <summary><see cref="Compilation.Hoisting"/>.</summary>
    Hoisting = 64,

    /// <summary><see cref="Compilation.QuantizationFusion"/>.</summary>
    QuantizationFusion = 128,

    /// <summary><see cref="Compilation.ReductionFusion"/>.</summary>
    ReductionFusion = 256,

    /// <summary>All passes.</summary>
    All = CommonSubexpressions | CopyComposition | PaddingFusion | MapFusion | AffineFolding | EpilogueFusion | Hoisting
        | QuantizationFusion | ReductionFusion,
}
