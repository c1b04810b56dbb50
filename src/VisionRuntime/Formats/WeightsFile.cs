using System.Diagnostics.CodeAnalysis;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Formats;

/// <summary>
/// Named tensors in a file, from which the weights of a network are restored: a <see cref="Checkpoint"/> or <see cref="SafeTensors"/>.
/// </summary>
public abstract class WeightsFile
{
    private protected WeightsFile(string path) => Path = path;

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets the names of the tensors in the file.</summary>
    public abstract IReadOnlyCollection<string> Names { get; }

    /// <summary>Gets the shape of a tensor; returns false if the file has none of that name.</summary>
    public abstract bool TryShapeOf(string name, [NotNullWhen(true)] out Shape? shape);

    /// <summary>Returns the values of a tensor as float32, row-major.</summary>
    /// <exception cref="CheckpointException">The file has no tensor of that name, or can no longer be read.</exception>
    public abstract float[] Read(string name);

    /// <summary>
    /// Overwrites existing variables with the values of the file: those that the file has, with the same shape. To load everything but a
    /// new head, leave the head out of <paramref name="needed"/>: <c>file.RestoreInto(variables, name => !name.StartsWith("head/"))</c>.
    /// </summary>
    /// <param name="variables">The variables to overwrite.</param>
    /// <param name="needed">Which variables the file must have, with the same shape; all if null. The others may keep their values.</param>
    /// <param name="nameOf">Returns the name that a variable has in the file; its own name if null.</param>
    /// <returns>Which variables were overwritten, and which were not and why.</returns>
    /// <exception cref="CheckpointException">
    /// A needed variable is missing or has another shape, or the file can no longer be read; then no variable was overwritten.
    /// </exception>
    public RestoreResult RestoreInto(Variables variables, Func<string, bool>? needed = null, Func<string, string>? nameOf = null)
    {
        nameOf ??= name => name;
        var result = Match([.. variables.Names.Select(name => (name, variables.ShapeOf(name)))], needed, nameOf);
        // All are read before the first is written, so that a file that cannot be read changes nothing.
        foreach (var (name, values) in result.Loaded.Select(name => (name, Read(nameOf(name)))).ToArray()) variables.Write(name, values);
        return result;
    }

    /// <summary>
    /// Makes the values of the file the initial values of a graph's variables, with the file as their <see cref="VariableValue.Origin"/>:
    /// those that the file has, with the same shape.
    /// </summary>
    /// <param name="graph">The graph whose variables are initialized.</param>
    /// <param name="needed">
    /// Which variables the file must have, with the same shape; all if null. The others may keep their initializers.
    /// </param>
    /// <param name="nameOf">Returns the name that a variable has in the file; its own name if null.</param>
    /// <returns>Which variables are initialized from the file, and which are not and why.</returns>
    /// <exception cref="CheckpointException">
    /// A needed variable is missing or has another shape, or the file can no longer be read; then the graph is unchanged.
    /// </exception>
    public RestoreResult Initialize(Graph graph, Func<string, bool>? needed = null, Func<string, string>? nameOf = null)
    {
        nameOf ??= name => name;
        var result = Match([.. graph.Variables.Values.Select(variable => (variable.Name, variable.Value.Shape))], needed, nameOf);
        foreach (var (name, values) in result.Loaded.Select(name => (name, Read(nameOf(name)))).ToArray())
            graph.Initialize(name, (_, _) => values, origin: this);
        return result;
    }

    /// <summary>Returns the path.</summary>
    public override string ToString() => Path;

    private RestoreResult Match((string Name, Shape Shape)[] variables, Func<string, bool>? needed, Func<string, string> nameOf)
    {
        List<string> loaded = [], leftOut = [], missing = [];
        foreach (var (name, shape) in variables)
        {
            bool optional = needed is not null && !needed(name);
            if (!TryShapeOf(nameOf(name), out var found))
            {
                if (!optional) throw new CheckpointException($"{Path}: the file is of another network: it has no {nameOf(name)}");
                missing.Add(name);
            }
            else if (found != shape)
            {
                if (!optional)
                    throw new CheckpointException($"{Path}: the file is of another network: its {nameOf(name)} is {found}, not {shape}");
                leftOut.Add(name);
            }
            else
            {
                loaded.Add(name);
            }
        }
        var used = variables.Select(variable => nameOf(variable.Name)).ToHashSet(StringComparer.Ordinal);
        return new(loaded, leftOut, missing, [.. Names.Where(name => !used.Contains(name))]);
    }
}
