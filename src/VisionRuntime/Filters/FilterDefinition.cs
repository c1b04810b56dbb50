using System.Collections.Immutable;
using ShaderKernels.Operators.Filters;

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
