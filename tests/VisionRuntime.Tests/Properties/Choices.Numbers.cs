using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Properties;

/// <summary>What numbers inputs and variables hold where a layer needs others than any from -1 to 1.</summary>
public sealed partial class Choices
{
    private readonly Dictionary<string, Func<Random, double[]>> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fixed = new(StringComparer.Ordinal);

    /// <summary>Says which numbers an input or a variable holds.</summary>
    /// <returns>The value itself, so that it can be said where it is declared.</returns>
    public Value Give(Value value, Func<Random, double[]> numbers)
    {
        _given[value.Name] = numbers;
        return value;
    }

    /// <summary>Says that no gradient is asked for: nothing flows there.</summary>
    public Value Fixed(Value value)
    {
        _fixed.Add(value.Name);
        return value;
    }

    /// <summary>Numbers within the bounds.</summary>
    public Value Between(Value value, float low, float high) => Give(value, random => [.. Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)(low + random.NextSingle() * (high - low)))]);

    /// <summary>Numbers of either sign, away from 0, where dividing by them would lose the digits.</summary>
    public Value Away(Value value, float low = 0.3f, float high = 1) =>
        Give(value, random => [.. Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)((random.Next(2) * 2 - 1) * (low + random.NextSingle() * (high - low))))]);

    /// <summary>Whole numbers, bounds included, that no gradient is asked of: indices, labels, counters.</summary>
    public Value Whole(Value value, int low, int high) => Fixed(Give(value, random => [.. Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)random.Next(low, high + 1))]));

    /// <summary>Whether a gradient by the input or the variable is asked for.</summary>
    public bool HasGradient(Value value) => !_fixed.Contains(value.Name);

    /// <summary>The numbers of an input or a variable.</summary>
    public double[] ValuesOf(Value value, Random random)
    {
        double[] numbers = _given.TryGetValue(value.Name, out var give) ? give(random) : [.. Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)(random.NextSingle() * 2 - 1))];
        // Devices hold single numbers.
        return [.. numbers.Select(number => (double)(float)number)];
    }
}
