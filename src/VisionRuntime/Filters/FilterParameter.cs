namespace VisionRuntime.Filters;

/// <summary>A value of a filter that can be changed while the filter runs.</summary>
/// <param name="Name">The name, for example <c>sigma</c>.</param>
/// <param name="Description">What the value does, with its unit.</param>
/// <param name="Default">The value unless another is set.</param>
/// <param name="Minimum">The smallest valid value.</param>
/// <param name="Maximum">The largest valid value.</param>
public sealed record FilterParameter(string Name, string Description, float Default, float Minimum, float Maximum)
{
    /// <summary>
    /// Gets the distance between valid values, counted from <see cref="Minimum"/>; 0 if every value in the range is valid.
    /// </summary>
    public float Step { get; init; }

    /// <summary>Throws if a value is not valid.</summary>
    internal void Validate(string filter, float value)
    {
        bool stepped = Step == 0 || MathF.Abs((value - Minimum) / Step % 1) < 1e-4f;
        if (value >= Minimum && value <= Maximum && stepped) return;
        string steps = Step == 0 ? "" : FormattableString.Invariant($", in steps of {Step}");
        throw new FilterException(
            FormattableString.Invariant($"{filter}: {Name} is {value}; it must be from {Minimum} to {Maximum}{steps}"));
    }
}
