using System.Collections.Immutable;

namespace VisionRuntime.Filters;

/// <summary>The values of a filter's parameters, by name.</summary>
public sealed class FilterSettings
{
    private readonly string _filter;
    private readonly ImmutableArray<FilterParameter> _parameters;
    private readonly float[] _values;

    internal FilterSettings(string filter, ImmutableArray<FilterParameter> parameters)
    {
        (_filter, _parameters) = (filter, parameters);
        _values = [.. parameters.Select(parameter => parameter.Default)];
    }

    /// <summary>Gets or sets the value of a parameter.</summary>
    /// <exception cref="FilterException">The filter has no parameter of that name, or the value is out of range.</exception>
    public float this[string name]
    {
        get => _values[IndexOf(name)];
        set
        {
            int index = IndexOf(name);
            _parameters[index].Validate(_filter, value);
            if (_values[index] == value) return;
            _values[index] = value;
            Changes++;
        }
    }

    /// <summary>Gets how often a value was changed.</summary>
    internal int Changes { get; private set; }

    /// <summary>Returns the value of a parameter as an integer.</summary>
    /// <exception cref="FilterException">The filter has no parameter of that name.</exception>
    public int Integer(string name) => (int)MathF.Round(this[name]);

    private int IndexOf(string name)
    {
        for (int i = 0; i < _parameters.Length; i++)
            if (_parameters[i].Name == name) return i;
        throw new FilterException(_parameters.IsEmpty ? $"{_filter}: the filter has no parameters, so '{name}' cannot be set"
            : $"{_filter}: unknown parameter '{name}'; available: {string.Join(", ", _parameters.Select(parameter => parameter.Name))}");
    }
}
