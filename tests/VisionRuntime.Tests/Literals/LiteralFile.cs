using System.Globalization;
using System.Text.Json;
using ShaderKernels.Tensors;

namespace VisionRuntime.Tests.Literals;

/// <summary>The expected values that eng/literals.py wrote, by the name of the case.</summary>
public static class LiteralFile
{
    private static readonly JsonDocument Document = Open();

    /// <summary>Gets the names of all cases.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Document.RootElement.EnumerateObject().Select(property => property.Name)];

    /// <summary>Returns the values of a case.</summary>
    /// <exception cref="KeyNotFoundException">There is no such case.</exception>
    public static Literal Of(string name) => Document.RootElement.TryGetProperty(name, out var element) ? new Literal(element)
        : throw new KeyNotFoundException($"no literal is called '{name}'; add it to eng/literal_cases and run python3 eng/literals.py");

    private static JsonDocument Open()
    {
        using var stream = typeof(LiteralFile).Assembly.GetManifestResourceStream("literals.json")!;
        return JsonDocument.Parse(stream);
    }
}

/// <summary>A tensor of expected or given values.</summary>
public sealed record LiteralTensor(Shape Shape, double[] Values)
{
    /// <summary>Gets the values in single precision.</summary>
    public float[] Floats => [.. Values.Select(value => (float)value)];
}

/// <summary>One case: what is given, and what is expected of it.</summary>
public sealed class Literal(JsonElement element)
{
    /// <summary>Gets the inputs and initial variables by name.</summary>
    public IReadOnlyDictionary<string, LiteralTensor> Given { get; } = element.GetProperty("given").EnumerateObject()
        .ToDictionary(property => property.Name, property => TensorOf(property.Value), StringComparer.Ordinal);

    /// <summary>Gets the expected outputs, in order.</summary>
    public IReadOnlyList<LiteralTensor> Expected => [.. element.GetProperty("expected").EnumerateArray().Select(TensorOf)];

    /// <summary>Gets the expected gradients by name; none where the case has none.</summary>
    public IReadOnlyDictionary<string, double[]> Gradients => element.TryGetProperty("gradients", out var gradients)
        ? ValuesByName(gradients) : new Dictionary<string, double[]>();

    /// <summary>Gets the inputs of each run.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double[]>> Steps =>
        [.. element.GetProperty("steps").EnumerateArray().Select(ValuesByName)];

    /// <summary>Gets what variables hold after each run.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double[]>> After =>
        [.. element.GetProperty("after").EnumerateArray().Select(ValuesByName)];

    private static LiteralTensor TensorOf(JsonElement entry) =>
        new(Shape.Of([.. entry[0].EnumerateArray().Select(length => length.GetInt32())]), ValuesOf(entry[1]));

    private static IReadOnlyDictionary<string, double[]> ValuesByName(JsonElement values) =>
        values.EnumerateObject().ToDictionary(property => property.Name, property => ValuesOf(property.Value), StringComparer.Ordinal);

    private static double[] ValuesOf(JsonElement values) => [.. values.EnumerateArray().Select(value =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble())];
}
