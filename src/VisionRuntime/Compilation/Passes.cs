namespace VisionRuntime.Compilation;

/// <summary>The passes that a program can do without: they change how fast it runs and not what comes out. Tests leave them out one by one.</summary>
[Flags]
internal enum Passes
{
    /// <summary>Only what every plan needs: layouts, order, memory.</summary>
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

    /// <summary>All of them.</summary>
    All = CommonSubexpressions | CopyComposition | PaddingFusion | MapFusion | AffineFolding | EpilogueFusion | Hoisting,
}
