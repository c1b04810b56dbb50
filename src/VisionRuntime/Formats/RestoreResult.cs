namespace VisionRuntime.Formats;

/// <summary>What became of each variable, and of each tensor of the file, when weights were restored from a file.</summary>
/// <param name="Loaded">The variables whose values were taken from the file.</param>
/// <param name="LeftOut">The variables that have another shape in the file, and keep their values.</param>
/// <param name="Missing">The variables that the file does not have, and that keep their values.</param>
/// <param name="Unused">The tensors of the file that belong to none of the variables, by their names in the file.</param>
public sealed record RestoreResult(
    IReadOnlyList<string> Loaded, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Missing, IReadOnlyList<string> Unused)
{
    /// <summary>Returns one sentence with the number of loaded variables and the names of everything else.</summary>
    public override string ToString() =>
        $"{Loaded.Count} variables loaded"
        + List("of another shape in the file", LeftOut) + List("missing in the file", Missing) + List("unused tensors", Unused);

    private static string List(string what, IReadOnlyList<string> names) => names.Count == 0 ? "" : $"; {what}: {string.Join(", ", names)}";
}
