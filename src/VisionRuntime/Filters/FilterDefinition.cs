using System.Collections.Immutable;
using ShaderKernels.Operators.Filters;
using VisionRuntime.Graphs;

namespace VisionRuntime.Filters;

/// <summary>
/// Describes a filter: its name, its parameters, and the steps that it consists of. <see cref="FilterCatalog"/> has many, and one of your
/// own is a definition with its own steps.
/// </summary>
/// <param name="Name">The name, as in <c>--filter sobel</c>.</param>
/// <param name="Description">What the filter does, in one sentence.</param>
/// <param name="Steps">
/// Returns the steps for given values of the parameters. Each step filters the result of the one before it, the first one the frame; a
/// <see cref="BlendFilter"/> combines the result with the frame.
/// </param>
/// <example>
/// <code>
/// var outline = new FilterDefinition("outline", "Dark outlines.", _ =>
///     [new KernelFilter(3, 3, [0, 1, 0, 1, -4, 1, 0, 1, 0]) { Input = KernelInput.Luma, Scale = -1, Offset = 255 }]);
/// vision.Add(new ScreenFilter(outline));
/// </code>
/// </example>
public sealed record FilterDefinition(string Name, string Description, Func<FilterSettings, IReadOnlyList<ImageFilter>> Steps)
{
    /// <summary>Describes a neural filter, whose picture is computed by a network.</summary>
    /// <param name="name">The name, as in <c>--filter denoise</c>.</param>
    /// <param name="description">What the filter does, in one sentence.</param>
    /// <param name="network">
    /// Adds the network to a graph, once for each device and size of the frames. Each value of the parameters that it asks for is an input
    /// of the graph, so that changes apply without compiling anything.
    /// </param>
    /// <example>
    /// <code>
    /// var model = Model.Load("denoise");
    /// vision.Add(new ScreenFilter(new FilterDefinition("clean", "Removes noise.", (frame, _) => model.Definition.Build(frame))));
    /// </code>
    /// </example>
    public FilterDefinition(string name, string description, FilterGraph network) : this(name, description, _ => []) =>
        Network = network;

    /// <summary>Gets the graph of a neural filter; null for a filter that consists of steps.</summary>
    public FilterGraph? Network { get; }

    /// <summary>
    /// Gets weights that a neural filter shares with training, on the device that runs it; those of its network if null.
    /// </summary>
    public Variables? Weights { get; init; }

    /// <summary>Gets the parameters with their ranges and defaults.</summary>
    public ImmutableArray<FilterParameter> Parameters { get; init; } = [];

    /// <summary>Creates settings with the default of every parameter.</summary>
    public FilterSettings CreateSettings() => new(Name, Parameters);

    /// <summary>Returns the steps for given values of the parameters.</summary>
    /// <exception cref="FilterException">There are none.</exception>
    internal IReadOnlyList<ImageFilter> StepsFor(FilterSettings settings)
    {
        var steps = Steps(settings);
        return steps.Count > 0 ? steps : throw new FilterException($"{Name}: the filter has no steps; return at least one");
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
