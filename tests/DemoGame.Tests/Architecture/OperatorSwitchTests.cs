using System.Text.RegularExpressions;
using ShaderKernels.Operators;

namespace DemoGame.Tests.Architecture;

/// <summary>
/// Operators say for themselves what others must know of them. Only the three tables that hold something for every operator, and passes
/// that are about a particular operator, tell one type from another.
/// </summary>
public sealed partial class OperatorSwitchTests
{
    /// <summary>Kernels, gradients and ONNX forms: each has something for every operator and names one that it lacks.</summary>
    private static readonly string[] Tables =
    [
        "ShaderKernels/Backends/", "VisionRuntime/Graphs/GradientRules", "VisionRuntime/Graphs/IndexingGradients",
        "VisionRuntime/Formats/Onnx/Export/",
    ];

    /// <summary>The operators that a file is about.</summary>
    private static readonly Dictionary<string, string[]> Subjects = new(StringComparer.Ordinal)
    {
        ["VisionRuntime/Compilation/MapFusion.cs"] = ["Map", "StridedCopy"],
        ["VisionRuntime/Compilation/AffineFolding.cs"] = ["Map"],
        ["VisionRuntime/Compilation/EpilogueFusion.cs"] = ["Map"],
        ["VisionRuntime/Compilation/QuantizationFusion.cs"] = ["Convolution", "MatMul", "Map"],
        ["VisionRuntime/Compilation/ReductionFusion.cs"] = ["Map", "MapReduce", "Reduce"],
        ["VisionRuntime/Compilation/CopyComposition.cs"] = ["StridedCopy", "Reshape"],
        ["VisionRuntime/Compilation/PaddingFusion.cs"] = ["StridedCopy"],
        ["VisionRuntime/Models/Convolutional.cs"] = ["MatMul", "Reduce", "StridedCopy"],
        ["VisionRuntime/Graphs/Operations.cs"] = ["Reshape"],
        ["VisionRuntime/Graphs/RoleInference.cs"] = ["Map"],
        ["VisionRuntime/Model.cs"] = ["Softmax"],
        ["VisionRuntime/Insight/Inspection/Saliency.cs"] = ["Pool", "Softmax"],
    };

    private static readonly string[] Operators = [.. typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)))
        .Select(type => type.Name)];

    [Fact]
    public void No_other_source_tells_operator_types_apart()
    {
        var found = new List<string>();
        string sources = Path.Combine(Repository.Root, "src");
        foreach (string path in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string file = Path.GetRelativePath(sources, path).Replace('\\', '/');
            if (file.Contains("/obj/", StringComparison.Ordinal)
                || Array.Exists(Tables, table => file.StartsWith(table, StringComparison.Ordinal))) continue;
            string[] subjects = Subjects.GetValueOrDefault(file, []);
            found.AddRange(Tests(File.ReadAllText(path)).Where(name => !subjects.Contains(name, StringComparer.Ordinal))
                .Select(name => $"{file} tests for {name}"));
        }
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("if (step.Operator is Map map) {}", "Map")]
    [InlineData("if (step.Operator is not Pool { Kind: PoolKind.Max }) {}", "Pool")]
    [InlineData("if (o is Reshape or Detach) {}", "Reshape,Detach")]
    [InlineData("if (node is { Operator: Softmax { Axis: 1 } }) {}", "Softmax")]
    [InlineData("switch (o)\n{\n    case Gather gather when gather.Axis == 0:\n        break;\n}", "Gather")]
    [InlineData("var y = o switch\n{\n    Convolution c => c.Groups,\n    Resample => 1,\n    Reduce { Kind: Reduction.Sum } r when "
        + "r.Axes.Length == 1 => 2,\n};", "Convolution,Resample,Reduce")]
    [InlineData("var groups = ((Convolution)o).Groups; var m = o as MatMul;", "Convolution,MatMul")]
    [InlineData("var t = typeof(StridedCopy);", "StridedCopy")]
    [InlineData("foreach (var map in operators.OfType<Map>()) {}", "Map")]
    [InlineData("x.Graph.Apply(new Convolution(a, b), x); // o is Map\nvalue.Reshape(shape).Pool(kind); Value Pool(int x) => x;", "")]
    public void Patterns_casts_and_type_comparisons_count_and_creations_do_not(string code, string expected) =>
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            Tests(code).Order(StringComparer.Ordinal));

    /// <summary>The names of the operators that a source tests for, each once.</summary>
    private static IEnumerable<string> Tests(string source)
    {
        string code = Comment().Replace(source, "");
        return TypeTest().Matches(code).Concat(Arm().Matches(code)).SelectMany(match => match.Groups.Values.Skip(1))
            .Select(group => group.Value)
            .Where(name => Operators.Contains(name, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal);
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    /// <summary>
    /// After <c>is</c>, <c>not</c>, <c>or</c>, <c>and</c>, <c>as</c>, <c>case</c> or <c>Operator:</c>, in a cast, in <c>typeof</c> or
    /// <c>OfType</c>.
    /// </summary>
    [GeneratedRegex(@"(\b(is|or|and|as|case)\s+(not\s+)?\(?|\bOperator:\s*|\btypeof\(|\bOfType<)(?<type>\w+)\b(?!\()"
        + @"|\((?<cast>\w+)\)\s*[\w(@]", RegexOptions.ExplicitCapture)]
    private static partial Regex TypeTest();

    /// <summary>At the beginning of an arm of a switch expression, also of a tuple.</summary>
    [GeneratedRegex(@"^\s*\(?(?<type>\w+)(\s+\w+)?(\s*\{[^}\n]*\})?(\s+\w+)?(\s*,\s*(?<second>\w+)(\s+\w+)?\))?(\s+when\s[^;\n]*?)?\s*=>",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Arm();
}
