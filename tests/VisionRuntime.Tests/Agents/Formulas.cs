using System.Text.Json;

namespace VisionRuntime.Tests.Agents;

/// <summary>The values that eng/agent_formulas.py computes with NumPy and PyTorch.</summary>
internal static class Formulas
{
    private static readonly JsonDocument Document = Open();

    public static JsonElement Case(string name) => Document.RootElement.GetProperty(name);

    public static float[] Values(string name, string values) => Numbers(Case(name).GetProperty(values));

    public static float Number(string name, string value) => (float)Case(name).GetProperty(value).GetDouble();

    public static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(element => (float)element.GetDouble())];

    public static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4f * (1 + Math.Abs(expected[i])));
    }

    private static JsonDocument Open()
    {
        using var stream = typeof(Formulas).Assembly.GetManifestResourceStream("formulas.json")!;
        return JsonDocument.Parse(stream);
    }
}
