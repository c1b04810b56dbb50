using ShaderKernels.Devices;
using ShaderKernels.Tests;
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

    private readonly Graph _graph = new();
    private readonly Value _output, _loss;
    private readonly Value[] _by, _gradients;
    private readonly Dictionary<string, double[]> _given;

    public DrawnNetwork(Family family, Choices choices)
    {
        _output = family.Build(_graph, choices);
        var random = new Random(choices.Seed);
        var weights = _graph.Constant(_output.Shape, [.. Enumerable.Range(0, (int)_output.Shape.Count).Select(_ => random.NextSingle() - 0.5f)]);
        _loss = (_output * weights).Sum();
        _by = [.. _graph.Inputs.Values, .. _graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
        _gradients = Gradients.Of(_loss, _by);
        Value[] all = [.. _graph.Inputs.Values, .. _graph.Variables.Values.Select(variable => variable.Value)];
        _given = all.ToDictionary(value => value.Name, value => Enumerable.Range(0, (int)value.Shape.Count).Select(_ => (double)(random.NextSingle() * 2 - 1)).ToArray(), StringComparer.Ordinal);
        _graph.Output("y", _output);
        for (int i = 0; i < _by.Length; i++) _graph.Output($"gradient {i}", _gradients[i]);
        Description = string.Join("; ", _graph.Nodes.TakeWhile(node => node.Outputs[0] != _loss).Select(node => $"{node.Operator} of {string.Join(", ", node.Inputs.Select(input => input.Shape))}"));
    }

    /// <summary>The operators and shapes, for the message of a failure.</summary>
    public string Description { get; }

    /// <summary>The largest relative errors of the device's output and of its gradients.</summary>
    public (double Forward, double Backward) ErrorsOn(Device device)
    {
        double[][] expected = ReferenceInterpreter.Run(_graph, _given, [_output, .. _gradients]);
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
        return (forward, backward);
    }

    /// <summary>
    /// The largest difference between the symbolic gradients and central differences in double precision, relative where gradients are above 1.
    /// Places where the slopes on the two sides differ, as at a maximum's ties, have no gradient and are passed over.
    /// </summary>
    public double ErrorOfGradients()
    {
        const double Step = 1e-5;
        double[][] symbolic = ReferenceInterpreter.Run(_graph, _given, _gradients);
        double here = ReferenceInterpreter.Run(_graph, _given, _loss)[0][0], worst = 0;
        var random = new Random(1);
        for (int i = 0; i < _by.Length; i++)
        {
            double[] numbers = _given[_by[i].Name];
            for (int trial = 0; trial < Math.Min(3, numbers.Length); trial++)
            {
                int at = random.Next(numbers.Length);
                double kept = numbers[at];
                numbers[at] = kept + Step;
                double right = (ReferenceInterpreter.Run(_graph, _given, _loss)[0][0] - here) / Step;
                numbers[at] = kept - Step;
                double left = (here - ReferenceInterpreter.Run(_graph, _given, _loss)[0][0]) / Step;
                numbers[at] = kept;
                if (Math.Abs(right - left) > 1e-2 * Math.Max(1, Math.Abs(right))) continue;
                worst = Math.Max(worst, Math.Abs((right + left) / 2 - symbolic[i][at]) / Math.Max(1, Math.Abs(symbolic[i][at])));
            }
        }
        return worst;
    }
}
