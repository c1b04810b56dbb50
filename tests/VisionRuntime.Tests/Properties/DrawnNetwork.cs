using ShaderKernels.Devices;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Tests.Graphs;

namespace VisionRuntime.Tests.Properties;

/// <summary>
/// A family's network for one geometry, with a loss that weighs each output differently, its gradients by everything, numbers for
/// everything, and what double precision makes of them.
/// </summary>
public sealed class DrawnNetwork
{
    /// <summary>What sums of numbers around 1 are compared with where they cancel altogether, as the gradient of a softmax of one number does.</summary>
    private const double Floor = 0.1;

    private readonly Graph _graph;
    private readonly Value _output, _loss;
    private readonly Value[] _by, _gradients;
    private readonly Dictionary<string, double[]> _given;
    private readonly bool _holdsDetached;

    public DrawnNetwork(Family family, Choices choices)
    {
        (_graph, _holdsDetached) = (new Graph(family.Training), family.HoldsDetached);
        _output = family.Build(_graph, choices);
        int layer = _graph.Nodes.Count;
        var random = new Random(choices.Seed);
        var weights = _graph.Constant(_output.Shape, [.. Enumerable.Range(0, (int)_output.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        _loss = (_output * weights).Sum();
        _by = [.. _graph.Inputs.Values.Concat(_graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)).Where(choices.HasGradient)];
        _gradients = Gradients.Of(_loss, _by);
        Value[] all = [.. _graph.Inputs.Values, .. _graph.Variables.Values.Select(variable => variable.Value)];
        _given = all.ToDictionary(value => value.Name, value => choices.ValuesOf(value, random), StringComparer.Ordinal);
        _graph.Output("y", _output);
        for (int i = 0; i < _by.Length; i++) _graph.Output($"gradient {i}", _gradients[i]);
        Description = string.Join("; ", _graph.Nodes.Take(layer).Select(node => $"{node.Operator} of {string.Join(", ", node.Inputs.Select(input => input.Shape))}"));
    }

    /// <summary>The operators and shapes, for the message of a failure.</summary>
    public string Description { get; }

    /// <summary>Whether any gradient is asked for.</summary>
    public bool IsDifferentiable => _by.Length > 0;

    /// <summary>The largest relative errors of the device's output, and of what it stores into variables, and of its gradients.</summary>
    public (double Forward, double Backward) ErrorsOn(Device device)
    {
        double[][] expected = ReferenceInterpreter.Run(_graph, _given, [_output, .. _gradients, .. _graph.Updates.Select(update => update.NewValue)]);
        using var variables = new Variables(device);
        using var plan = Plan.Compile(_graph, device, variables);
        foreach (var (name, numbers) in _given)
        {
            float[] floats = [.. numbers.Select(number => (float)number)];
            if (_graph.Inputs.ContainsKey(name)) plan.Input(name).Write(floats);
            else variables.Write(name, floats);
        }
        plan.Run();
        double forward = Agreement.Error(expected[0], [.. plan.Output("y").ToArray()], Floor);
        double backward = _by.Select((_, i) => Agreement.Error(expected[i + 1], [.. plan.Output($"gradient {i}").ToArray()], Floor)).DefaultIfEmpty(0).Max();
        double stored = _graph.Updates.Select((update, i) => Agreement.Error(expected[1 + _by.Length + i], [.. variables.Read(update.Variable.Name)], Floor)).DefaultIfEmpty(0).Max();
        return (Math.Max(forward, stored), backward);
    }

    /// <summary>
    /// The largest difference between the symbolic gradients and differences in double precision, relative where gradients are above 1. A gradient
    /// must lie between the slopes on the two sides, which differ by next to nothing but at a kink: that of a maximum's ties, or of one among the many places that a filter's
    /// weight is used at.
    /// </summary>
    public double ErrorOfGradients()
    {
        const double Step = 1e-5;
        Value[] held = _holdsDetached ? ReferenceInterpreter.Detached(_graph, _loss) : [];
        double[][] symbolic = ReferenceInterpreter.Run(_graph, _given, [.. _gradients, .. held]);
        var fixedNumbers = held.Zip(symbolic[_by.Length..]).ToDictionary(pair => pair.First, pair => pair.Second);
        double here = Loss(), worst = 0;
        var random = new Random(1);
        for (int i = 0; i < _by.Length; i++)
        {
            double[] numbers = _given[_by[i].Name];
            for (int trial = 0; trial < Math.Min(3, numbers.Length); trial++)
            {
                int at = random.Next(numbers.Length);
                double kept = numbers[at];
                numbers[at] = kept + Step;
                double right = (Loss() - here) / Step;
                numbers[at] = kept - Step;
                double left = (here - Loss()) / Step;
                numbers[at] = kept;
                double beside = Math.Max(0, Math.Abs((right + left) / 2 - symbolic[i][at]) - Math.Abs(right - left) / 2);
                double error = beside / Math.Max(1, Math.Abs(symbolic[i][at]));
                worst = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
            }
        }
        return worst;

        double Loss() => ReferenceInterpreter.Run(_graph, _given, fixedNumbers, _loss)[0][0];
    }
}
