using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Tests.Graphs;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Detection;

/// <summary>The keypoints layer of SAS Deep Learning, "designed to train a regression model with multiple interval targets".</summary>
public class KeypointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1f)]
    [InlineData(0.25f)]
    public void The_loss_equals_the_reference_and_its_gradient_central_differences(float? delta)
    {
        var (graph, loss, gradient, given) = Build(delta, 0.6);
        double[] p = given["prediction"], t = given["target"], v = given["visible"];
        double[][] found = ReferenceInterpreter.Run(graph, given, loss, gradient);
        Assert.Equal(Loop(p, t, v, delta), found[0][0], 1e-12);
        for (int at = 0; at < p.Length; at++)
        {
            double kept = p[at], step = 1e-6;
            p[at] = kept + step;
            double above = Loop(p, t, v, delta);
            p[at] = kept - step;
            double below = Loop(p, t, v, delta);
            p[at] = kept;
            Assert.Equal((above - below) / (2 * step), found[1][at], 1e-8);
            if (v[at / 2] == 0) Assert.Equal(0, found[1][at]);
        }
    }

    [SkippableTheory, MemberData(nameof(TestDevices.Names), MemberType = typeof(TestDevices))]
    public void Devices_agree_with_the_reference(string device)
    {
        using var opened = TestDevices.Open(device);
        foreach (float? delta in (float?[])[null, 0.5f])
        {
            foreach (double seen in (double[])[0, 0.5, 1])
            {
                var (graph, loss, gradient, given) = Build(delta, seen);
                graph.Output("loss", loss);
                graph.Output("gradient", gradient);
                using var variables = new Variables(opened);
                using var plan = Plan.Compile(graph, opened, variables);
                foreach (var (name, numbers) in given) plan.Input(name).Write([.. numbers.Select(number => (float)number)]);
                plan.Run();
                Agreement.Compare([Loop(given["prediction"], given["target"], given["visible"], delta)],
                    [.. plan.Output("loss").ToArray()], 1e-5, "loss");
                Agreement.Compare(ReferenceInterpreter.Run(graph, given, gradient)[0], [.. plan.Output("gradient").ToArray()],
                    1e-5, "gradient");
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_match_are_reported()
    {
        var graph = new Graph();
        Value p = graph.Input("p", [2, 3, 2]), v = graph.Input("v", [2, 3, 2]);
        Assert.Contains("visible [2, 3, 2]", Assert.Throws<ShapeException>(() => Keypoints.KeypointLoss(p, p, v)).Message);
    }

    /// <summary>
    /// Three bright dots of different brightness on dark pictures; a convolution and a keypoint head learn where they are.
    /// </summary>
    [SkippableTheory]
    [InlineData("Cpu-Vector256")]
    [InlineData("OpenGL-Tuned")]
    public void A_network_learns_keypoints(string device)
    {
        const int images = 16, size = 8;
        var random = new Random(3);
        float[] pictures = new float[images * size * size], places = new float[images * 3 * 2];
        for (int n = 0; n < images; n++)
        {
            for (int k = 0; k < 3; k++)
            {
                int x = random.Next(size), y = random.Next(size);
                pictures[(n * size + y) * size + x] += k + 1;
                (places[(n * 3 + k) * 2], places[(n * 3 + k) * 2 + 1]) = ((x + 0.5f) / size, (y + 0.5f) / size);
            }
        }
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened, 1);
        var graph = new Graph(training: true);
        var found = graph.Input("x", [images, 1, size, size]).Convolution("c", 8, 3, 1, 1, ShaderKernels.Operators.Activation.Relu)
            .Flatten().KeypointHead("k", 3);
        var loss = Keypoints.KeypointLoss(found, graph.Input("places", [images, 3, 2]),
            graph.Constant([images, 3, 1], [.. Enumerable.Repeat(1f, images * 3)]));
        new Adam { LearningRate = 0.01f }.Minimize(loss, [.. graph.Variables.Values.Where(v => v.Trainable).Select(v => v.Value)]);
        graph.Output("loss", loss);
        using var plan = Plan.Compile(graph, opened, variables);
        plan.Input("x").Write(pictures);
        plan.Input("places").Write(places);
        plan.Run();
        float first = plan.Output("loss").ToArray()[0];
        for (int step = 0; step < 150; step++) plan.Run();
        float last = plan.Output("loss").ToArray()[0];
        Assert.True(first > 0.05f && last < 0.002f, $"the loss went from {first} to {last}");
    }

    private static (Graph, Value Loss, Value Gradient, Dictionary<string, double[]>) Build(float? delta, double seen)
    {
        var graph = new Graph(training: true);
        Value prediction = graph.Input("prediction", [3, 5, 2]), target = graph.Input("target", [3, 5, 2]),
            visible = graph.Input("visible", [3, 5, 1]);
        var loss = Keypoints.KeypointLoss(prediction, target, visible, delta);
        var random = new Random(9);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(random.NextDouble() * 4 - 2))];
        return (graph, loss, Gradients.Of(loss, prediction)[0], new()
        {
            ["prediction"] = Numbers(30), ["target"] = Numbers(30),
                ["visible"] = [.. Enumerable.Range(0, 15).Select(_ => random.NextDouble() < seen ? 1.0 : 0)],
        });
    }

    private static double Loop(double[] p, double[] t, double[] v, float? delta)
    {
        double sum = 0, count = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (v[i / 2] == 0) continue;
            double error = Math.Abs(p[i] - t[i]);
            sum += delta is not { } d ? error * error : error > d ? d * (error - 0.5 * d) : 0.5 * error * error;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }
}
