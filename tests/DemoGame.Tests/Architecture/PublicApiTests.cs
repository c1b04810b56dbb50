using System.Reflection;

namespace DemoGame.Tests.Architecture;

/// <summary>The public API is listed in docs/api, so that every change to it is seen in review.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("ShaderKernels")]
    [InlineData("VisionRuntime")]
    public void The_public_API_is_the_reviewed_one(string assembly)
    {
        string file = Path.Combine(Repository.Root, "docs", "api", assembly + ".txt");
        string actual = PublicApi.Describe(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("VISION_UPDATE_PUBLIC_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }
        Assert.True(File.Exists(file), $"docs/api/{assembly}.txt is missing; run eng/public-api.sh");
        string[] reviewed = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n'), current = actual.Split('\n');
        if (reviewed.SequenceEqual(current, StringComparer.Ordinal)) return;
        int first = reviewed.Zip(current).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail(
            $"The public API of {assembly} differs from docs/api/{assembly}.txt; if that is intended, run eng/public-api.sh and commit the result.\n" +
            $"First difference, line {first + 1}: '{reviewed.ElementAtOrDefault(first)}' is listed, the assembly has '{current.ElementAtOrDefault(first)}'.\n" +
            $"Listed but not there: {Several(reviewed.Except(current, StringComparer.Ordinal))}\n" +
            $"There but not listed: {Several(current.Except(reviewed, StringComparer.Ordinal))}");
    }

    [Fact]
    public void Members_are_listed_as_they_are_declared()
    {
        string[] lines = PublicApi.Describe(typeof(ApiSample<>).Assembly).Split('\n');
        Assert.Contains("namespace DemoGame.Tests.Architecture", lines);
        Assert.Equal(
            [
                "abstract class ApiSample<T> : IDisposable where T : struct",
                "    const int Limit = 3",
                "    protected ApiSample(string? name = null, params int[] sizes)",
                "    int Count { get; protected set; }",
                "    required List<string?> Names { get; init; }",
                "    event EventHandler Changed",
                "    TValue Pick<TValue>(ReadOnlySpan<TValue> values, StringComparison by = StringComparison.Ordinal) where TValue : class, new()",
                "    abstract bool TryFind(in T key, out string? value)",
                "    override string ToString()",
                "    static ApiSample<T>? operator +(ApiSample<T> left, (int, float) right)",
                "    void Dispose()",
                "",
                "sealed record ApiSample<T>.Entry",
                "    Entry(string Name, int? Size)",
                "    int? Size { get; init; }",
                "    string Name { get; init; }",
            ],
            lines.SkipWhile(line => !line.Contains("class ApiSample<T>", StringComparison.Ordinal)).Take(16));
    }

    private static string Several(IEnumerable<string> lines)
    {
        string[] all = [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];
        return all.Length == 0 ? "nothing" : string.Join("; ", all.Take(10)) + (all.Length > 10 ? $"; and {all.Length - 10} more" : "");
    }
}

/// <summary>A declaration of every form that <see cref="PublicApi"/> writes.</summary>
public abstract class ApiSample<T> : IDisposable where T : struct
{
    public const int Limit = 3;

    internal const int Hidden = 4;

    protected ApiSample(string? name = null, params int[] sizes) => Count = sizes.Length + (name?.Length ?? 0);

    public event EventHandler Changed = delegate { };

    public required List<string?> Names { get; init; }

    public int Count { get; protected set; }

    public static ApiSample<T>? operator +(ApiSample<T> left, (int, float) right) => right.Item1 > 0 ? left : null;

    public TValue Pick<TValue>(ReadOnlySpan<TValue> values, StringComparison by = StringComparison.Ordinal)
        where TValue : class, new() => values.Length > Count + (int)by ? values[0] : new();

    public abstract bool TryFind(in T key, out string? value);

    public override string ToString() => string.Join(' ', Names);

    public void Dispose()
    {
        Changed(this, EventArgs.Empty);
        GC.SuppressFinalize(this);
    }

    private protected void Unseen() => Count = Hidden;

    public sealed record Entry(string Name, int? Size);
}
