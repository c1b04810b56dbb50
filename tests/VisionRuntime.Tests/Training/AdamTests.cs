using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Training;

public class AdamTests
{
    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Five_steps_agree_with_the_algorithm_in_double_precision(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device);
        var graph = new Graph();
        var w = graph.Variable("w", [2, 3]);
        var loss = (w * w * graph.Input("a", [2, 3])).Sum();
        new Adam { LearningRate = 0.1f }.Minimize(loss, [w]);
        using var plan = Plan.Compile(graph, device, variables);
        double[] a = [1, -2, 3, 0.5, 4, -1], x = [1, 2, -1, 3, 0.25, -0.5], m = new double[6], v = new double[6];
        plan.Input("a").Write([.. a.Select(value => (float)value)]);
        variables.Write("w", [.. x.Select(value => (float)value)]);
        for (int t = 1; t <= 5; t++)
        {
            plan.Run();
            for (int i = 0; i < x.Length; i++)
            {
                double g = 2 * a[i] * x[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                x[i] -= 0.1 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }
        Assert.Equal([5f], variables.Read("adam/step"));
        Agreement.Compare(x, [.. variables.Read("w")], 1e-4, name);
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void A_small_network_learns_exclusive_or(string name)
    {
        using var device = TestDevices.Open(name);
        using var variables = new Variables(device, 1);
        var graph = new Graph();
        var x = graph.Input("x", [4, 2]);
        var hidden = x.Dense("hidden", 8);
        var logits = graph.Map(ShaderKernels.Operators.Expressions.Expression.Tanh(ShaderKernels.Operators.Expressions.Expression.Input(0)),
            hidden).Dense("out", 2);
        var loss = Losses.CrossEntropy(logits, graph.Input("labels", [4, 2])).Mean();
        new Adam { LearningRate = 0.05f }.Minimize(loss, [.. graph.Variables.Values.Where(v => v.Trainable).Select(v => v.Value)]);
        graph.Output("loss", loss);
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input("x").Write([0, 0, 0, 1, 1, 0, 1, 1]);
        plan.Input("labels").Write([1, 0, 0, 1, 0, 1, 1, 0]);
        for (int step = 0; step < 200; step++) plan.Run();
        Assert.InRange(plan.Output("loss").ToArray()[0], 0, 0.05f);
    }
}
