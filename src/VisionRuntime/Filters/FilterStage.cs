namespace VisionRuntime.Filters;

/// <summary>One filter of a <see cref="FilterChain"/>, with its strength and the values of its parameters.</summary>
public sealed class FilterStage
{
    private float _strength = 1;

    /// <summary>Creates a stage with full strength and the defaults of all parameters.</summary>
    public FilterStage(FilterDefinition filter)
    {
        Filter = filter;
        Settings = filter.CreateSettings();
    }

    /// <summary>Gets the filter.</summary>
    public FilterDefinition Filter { get; }

    /// <summary>Gets the values of the parameters; changes apply from the next frame on.</summary>
    public FilterSettings Settings { get; }

    /// <summary>Gets or sets whether the chain applies the filter.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets how much of the filtered picture is mixed into the unfiltered one, from 0 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The strength is not from 0 to 1.</exception>
    public float Strength
    {
        get => _strength;
        set
        {
            if (!(value is >= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{Filter.Name}: the strength must be from 0 to 1");
            _strength = value;
        }
    }

    /// <summary>Gets whether the stage changes the picture.</summary>
    internal bool Active => Enabled && _strength > 0;
}
