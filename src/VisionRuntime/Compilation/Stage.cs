namespace VisionRuntime.Compilation;

/// <summary>When a step runs, which follows from its inputs.</summary>
internal enum Stage
{
    /// <summary>Once, when the plan is created: it depends only on constants.</summary>
    Once,

    /// <summary>After a variable has changed: it depends on variables that the plan does not update.</summary>
    Variables,

    /// <summary>In each run.</summary>
    Run,
}
