using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.Literals;

/// <summary>
/// A graph that changes variables, such as a training step, whose variables after each of several runs are compared with values from an
/// independent source.
/// </summary>
public sealed record StepCase(string Name, Action<Given> Build)
{
    private const double Tolerance = 2e-5;

    /// <summary>Returns every case on every device.</summary>
    public static TheoryData<string, string> OnDevices(IEnumerable<StepCase> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (string device in LiteralCase.Devices)
        {
            foreach (var steps in cases) data.Add(device, steps.Name);
        }
        return data;
    }

    /// <summary>The variables hold the literal's values after each run.</summary>
    public void Check(string device)
    {
        var literal = LiteralFile.Of(Name);
        var given = new Given(literal, training: true);
        Build(given);
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(given.Graph, opened, variables);
        foreach (var (name, tensor) in literal.Given.Where(pair => given.Graph.Variables.ContainsKey(pair.Key))) variables.Write(name,
            tensor.Floats);
        Assert.NotEmpty(literal.After);
        for (int step = 0; step < literal.After.Count; step++)
        {
            foreach (var (name, values) in literal.Steps[step]) plan.Input(name).Write([.. values.Select(value => (float)value)]);
            plan.Run();
            foreach (var (name, expected) in literal.After[step])
                Agreement.Compare(expected, [.. variables.Read(name)], Tolerance, $"{Name} on {device}: {name} after {step + 1} runs");
        }
    }
}
