namespace VisionRuntime.Compilation;

/// <summary>When a step has to run, by what it depends on.</summary>
internal enum Stage
{
    /// <summary>Once, when the plan is made: it depends on constants only.</summary>
    Once,

    /// <summary>When a variable was changed by someone else: it depends on variables that the plan itself does not update.</summary>
    Variables,

    /// <summary>In each run.</summary>
    Run,
}
