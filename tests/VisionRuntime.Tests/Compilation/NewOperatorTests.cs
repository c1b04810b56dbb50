using System.Reflection;
using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Analysis;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Tests.Compilation;

/// <summary>
/// A new operator that overrides only what the compiler of C# demands: the graph compiler treats it safely, and each table that lacks it
/// says so.
/// </summary>
public class NewOperatorTests
{
    [Fact]
    public void Shapes_and_cost_are_all_that_an_operator_must_define() =>
        Assert.Equal(["InferShapes", "Multiplications"],
            typeof(Operator).GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .OfType<MethodInfo>().Where(method => method.IsAbstract && !method.IsSpecialName && method.Name[0] != '<')
            .Select(method => method.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void The_compiler_gives_it_logical_tensors_and_fuses_nothing_into_it()
    {
        var (graph, y) = Network();
        graph.Output("y", y);
        Assert.Equal(["images (channels last)", "before", "before (logical)", "cumulate", "relu", "relu (channels "
            + "last)", "after", "after (logical)"],
            MemoryReport.Of(graph).Steps.Select(step => step.Split('#')[0])
                .Where(step => !step.Contains("filters", StringComparison.Ordinal)));
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_device_without_a_kernel_names_the_operator(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var (graph, y) = Network();
        graph.Output("y", y);
        Assert.Contains("has no kernel for Cumulate",
            Assert.Throws<NotSupportedException>(() => Plan.Compile(graph, device, variables)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_gradient_rule_names_the_operator()
    {
        var (graph, y) = Network();
        var loss = y.Mean();
        Assert.Contains("Cumulate has no gradient "
            + "rule", Assert.Throws<NotSupportedException>(() => Gradients.Of(loss, graph.Inputs["images"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_ONNX_form_names_the_operator()
    {
        using var device = TestDevices.Open("Cpu-Scalar");
        using var variables = new Variables(device);
        var (graph, y) = Network();
        graph.Output("y", y);
        string file = Path.Combine(Path.GetTempPath(), $"vision-{Guid.NewGuid():N}.onnx");
        var exception = Assert.Throws<OnnxUnsupportedException>(() => OnnxExport.Save(file, graph, variables));
        Assert.Equal(["Cumulate"], exception.Operators);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void Its_units_have_no_receptive_field_until_it_has_windows()
    {
        var (_, y) = Network();
        Assert.Contains("Cumulate", Assert.Throws<NotSupportedException>(() => ReceptiveField.Of(y)).Message, StringComparison.Ordinal);
    }

    private static (Graph Graph, Value Y) Network()
    {
        var graph = new Graph();
        var x = graph.Input("images", [2, 3, 8, 8]).Convolution("before", 4, 3);
        return (graph, graph.Apply(new Cumulate(), "cumulate", x)[0].Relu().Convolution("after", 2, 3));
    }

    /// <summary>Sums up to each element along the last axis.</summary>
    private sealed record Cumulate : Operator
    {
        public override IReadOnlyList<Shape> InferShapes(IReadOnlyList<Shape> inputs) => [inputs[0]];

        public override long Multiplications(IReadOnlyList<Shape> inputs) => 0;
    }
}
