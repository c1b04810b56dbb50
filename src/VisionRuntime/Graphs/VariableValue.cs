namespace VisionRuntime.Graphs;

/// <summary>A variable of a graph, with what is needed to create it.</summary>
/// <param name="Value">The value that nodes read.</param>
/// <param name="Initializer">Computes its initial values.</param>
/// <param name="Trainable">Whether training changes it by its gradient.</param>
public sealed record VariableValue(Value Value, Initializer Initializer, bool Trainable)
{
    /// <summary>Gets the full name, with the name scopes it was declared in.</summary>
    public string Name => Value.Name;

    /// <summary>Gets the role given where the variable was declared, or null if none was given.</summary>
    public VariableRole? DeclaredRole { get; init; }

    /// <summary>
    /// Gets what the variable is for: its declared role or, if it has none, the one inferred from the first operator that reads it.
    /// A variable that no operator reads yet is <see cref="VariableRole.Other"/>.
    /// </summary>
    public VariableRole Role => DeclaredRole ?? RoleInference.Infer(this);

    /// <summary>
    /// Gets what the initial values come from, for example the file that holds them, or null if the initializer alone decides.
    /// Variables of one name share their values only if their origins are equal; messages show its text.
    /// </summary>
    public object? Origin { get; init; }

    /// <summary>Returns whether this variable may be the existing one of its name: it has no origin of its own, or an equal one.</summary>
    internal bool Accepts(object? existing) => Origin is null || Origin.Equals(existing);

    /// <summary>Returns the message for a variable of this one's name that comes from elsewhere.</summary>
    internal static string Conflict(string where, string name, object? existing, object? wanted) =>
        $"{where}: the variable {name} already exists with values of {existing ?? "its initializer"}, not of {wanted}; "
        + "use separate Variables, or separate names: graph.Scope for networks, the name given to Minimize for optimizers";
}
