using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;

namespace VisionRuntime.Tests.WorkedNumbers;

/// <summary>Runs a layer on constants.</summary>
internal static class LayerRun
{
    /// <summary>Returns what a graph of constants computes on a device.</summary>
    public static double[] Of(string device, Func<Graph, Value> build)
    {
        var graph = new Graph();
        graph.Output("y", build(graph));
        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened);
        using var plan = Plan.Compile(graph, opened, variables);
        plan.Run();
        return [.. plan.Output("y").ToArray().Select(value => (double)value)];
    }

    /// <summary>Adds an image of one channel, [1, 1, H, W].</summary>
    public static Value Image(this Graph graph, float[,] pixels) =>
        graph.Constant([1, 1, pixels.GetLength(0), pixels.GetLength(1)], [.. pixels.Cast<float>()]);

    /// <summary>Adds a signal, [1, 1, L].</summary>
    public static Value Signal(this Graph graph, params float[] values) => graph.Constant([1, 1, values.Length], values);
}
