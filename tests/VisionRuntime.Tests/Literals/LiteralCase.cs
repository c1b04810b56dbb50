using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Literals;

/// <summary>A layer, loss or operator whose outputs and gradients are compared with values from an independent source.</summary>
public sealed class LiteralCase
{
    /// <summary>Relative, with the mean magnitude as the floor.</summary>
    private const double Tolerance = 2e-5;

    /// <summary>Gets the devices that literals are checked on; that the others give the same is checked operator by operator.</summary>
    public static IReadOnlyList<string> Devices { get; } = ["Cpu-Scalar", "Cpu-Vector256", "OpenGL-Tuned", "Ilgpu"];

    /// <summary>Describes a case with one output.</summary>
    public LiteralCase(string name, Func<Given, Value> build) : this(name, given => [build(given)]) { }

    /// <summary>Describes a case with several outputs.</summary>
    public LiteralCase(string name, Func<Given, Value[]> build) => (Name, Build) = (name, build);

    /// <summary>Gets the name in the file of literals.</summary>
    public string Name { get; }

    /// <summary>Gets whether layers behave as in training.</summary>
    public bool Training { get; init; }

    /// <summary>Gets the devices that have kernels for the case.</summary>
    public IReadOnlyList<string> RunsOn { get; init; } = Devices;

    private Func<Given, Value[]> Build { get; }

    /// <summary>Returns every case on every device.</summary>
    public static TheoryData<string, string> OnDevices(IEnumerable<LiteralCase> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (string device in Devices)
        {
            foreach (var literal in cases.Where(literal => literal.RunsOn.Contains(device))) data.Add(device, literal.Name);
        }
        return data;
    }

    /// <summary>Builds the graph with its gradients.</summary>
    public (Given Given, Value[] Outputs, Dictionary<string, Value> Gradients) Graph(Literal literal)
    {
        var given = new Given(literal, Training);
        var outputs = Build(given);
        string[] by = [.. literal.Gradients.Keys];
        if (by.Length == 0) return (given, outputs, []);
        var weights = outputs.Select(output => given.Graph.Constant(output.Shape, [.. LossWeights(output.Shape.Count)]));
        var terms = outputs.Zip(weights, (output, weight) => (output * weight).Sum().Reshape(Shape.Scalar));
        var gradients = Gradients.Of(terms.Aggregate((x, y) => x + y), [.. by.Select(given.Find)]);
        return (given, outputs, by.Zip(gradients).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    /// <summary>The compiled plan gives the literal's outputs and gradients.</summary>
    public void Check(string device)
    {
        var literal = LiteralFile.Of(Name);
        var (given, outputs, gradients) = Graph(literal);
        Assert.Equal(literal.Expected.Select(output => output.Shape), outputs.Select(output => output.Shape));
        for (int i = 0; i < outputs.Length; i++) given.Graph.Output($"output {i}", outputs[i]);
        foreach (var (name, gradient) in gradients) given.Graph.Output($"gradient {name}", gradient);

        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(given.Graph, opened, variables);
        foreach (var (name, tensor) in literal.Given)
        {
            if (given.Find(name).Kind == ValueKind.Variable) variables.Write(name, tensor.Floats);
            else plan.Input(name).Write(tensor.Floats);
        }
        plan.Run();
        for (int i = 0; i < outputs.Length; i++)
            Agreement.Compare(literal.Expected[i].Values, [.. plan.Output($"output {i}").ToArray()], Tolerance,
                $"{Name} on {device}, output {i}");
        foreach (var (name, expected) in literal.Gradients)
            Agreement.Compare(expected, [.. plan.Output($"gradient {name}").ToArray()], Tolerance,
                $"{Name} on {device}, gradient of {name}");
    }

    /// <summary>What each element of an output weighs in the loss; as in eng/literal_cases/recorder.py.</summary>
    private static IEnumerable<float> LossWeights(long count) => Enumerable.Range(0, (int)count).Select(i => ((7 * i + 3) % 10 - 4.5f) / 4);
}
