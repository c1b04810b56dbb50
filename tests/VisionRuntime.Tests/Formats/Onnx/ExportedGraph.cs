using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>A graph with the outputs that it computes, and its ONNX file.</summary>
internal sealed class ExportedGraph
{
    private ExportedGraph(string file, Dictionary<string, OnnxTensor> inputs, Dictionary<string, OnnxTensor> outputs) =>
        (File, Inputs, Outputs) = (file, inputs, outputs);

    public string File { get; }

    public Dictionary<string, OnnxTensor> Inputs { get; }

    public Dictionary<string, OnnxTensor> Outputs { get; }

    /// <summary>Runs a graph with random weights and inputs and exports it.</summary>
    public static ExportedGraph Write(string file, Action<Graph> build, OnnxExportOptions? options = null)
    {
        var graph = new Graph();
        build(graph);
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 3);
        variables.Add(graph);
        var random = new Random(7);
        // Statistics and biases as they are after training, so that none of them can be left out unseen.
        foreach (string name in variables.Names.Where(name => variables.ShapeOf(name).Rank == 1))
            variables.Write(name, [.. variables.Read(name).Select(_ => name.EndsWith("/variance", StringComparison.Ordinal)
                ? 0.5f + random.NextSingle() : name.EndsWith("/gamma", StringComparison.Ordinal) ? 0.8f + 0.4f * random.NextSingle()
                : 0.4f * random.NextSingle() - 0.2f)]);
        using var plan = Plan.Compile(graph, device, variables);
        var inputs = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var (name, value) in graph.Inputs)
        {
            float[] numbers = [.. Enumerable.Range(0, (int)value.Shape.Count)
                .Select(_ => name == "indices" ? random.Next(0, 5)
                : MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(6.2831853f * random.NextSingle()))];
            plan.Input(name).Write(numbers);
            inputs.Add(name, OnnxTensor.Of(value.Shape, numbers));
        }
        plan.Run();
        OnnxExport.Save(file, graph, variables, options);
        return new(file, inputs, graph.Outputs.ToDictionary(output => output.Key, output =>
            OnnxTensor.Of(output.Value.Shape, plan.Output(output.Key).ToArray()), StringComparer.Ordinal));
    }

    /// <summary>Imports the file and compares its outputs.</summary>
    public void AssertRoundTrip(double tolerance = 1e-5)
    {
        using var device = new CpuDevice(1);
        var given = Inputs.ToDictionary(input => input.Key, input => (IReadOnlyList<OnnxTensor>)[input.Value], StringComparer.Ordinal);
        using var session = OnnxSession.For(OnnxModel.Load(File), device, given);
        var again = session.Run(given);
        Assert.Equal(Outputs.Keys, again.Keys);
        foreach (var (name, expected) in Outputs) Compare($"{name} again", expected, again[name][0], tolerance, tolerance);
    }

    /// <summary>Compares with a tolerance relative to the largest element and an absolute one.</summary>
    public static void Compare(string what, OnnxTensor expected, OnnxTensor actual, double relative, double absolute)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        double largest = expected.ToDoubles().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int i = 0; i < expected.Count; i++)
        {
            bool close = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= relative * largest + absolute;
            Assert.True(close, $"{what}: {actual[i]} instead of {expected[i]} at {i} of {expected.Shape}, largest {largest}");
        }
    }
}
