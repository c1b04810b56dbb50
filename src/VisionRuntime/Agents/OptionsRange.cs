namespace VisionRuntime.Agents;

/// <summary>Checks the ranges of hyperparameters.</summary>
internal static class OptionsRange
{
    public static void Positive(string what, string name, double value)
    {
        if (!(value > 0) || !double.IsFinite(value)) throw Invalid(what, name, value, "must be greater than 0");
    }

    public static void NotNegative(string what, string name, double value)
    {
        if (!(value >= 0) || !double.IsFinite(value)) throw Invalid(what, name, value, "must be at least 0");
    }

    public static void Probability(string what, string name, double value)
    {
        if (!(value is >= 0 and <= 1)) throw Invalid(what, name, value, "must be from 0 to 1");
    }

    public static ArgumentException Invalid(string what, string name, object value, string range) =>
        new(FormattableString.Invariant($"{what}: {name} is {(value is double number ? (float)number : value)}; it {range}"));
}
