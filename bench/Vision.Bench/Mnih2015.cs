using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace Vision.Bench;

/// <summary>The work that is measured: the network of Mnih et al. 2015 on 84x84x4 pixels with 4 actions, at batch 32 where it learns.</summary>
internal static class Mnih2015
{
    public const int Batch = 32, Actions = 4, Stack = 4, Side = 84;
    public const float LearningRate = 2.5e-4f;

    /// <summary>The weights in the order in which the comparison's files hold them.</summary>
    public static IReadOnlyList<string> Weights { get; } =
    [
        "online/conv1/filters", "online/conv1/bias", "online/conv2/filters", "online/conv2/bias", "online/conv3/filters", "online/conv3/bias",
        "online/hidden/weights", "online/hidden/bias", "online/values/weights", "online/values/bias",
    ];

    public static Shape Observations(int batch) => [batch, Stack, Side, Side];

    /// <summary>One training step: forward, Huber loss of the chosen actions' values against given targets, backward, Adam.</summary>
    public static Plan TrainingStep(Device device, Variables variables) => Plan.Compile(TrainingGraph(), device, variables);

    /// <summary>The graph of <see cref="TrainingStep"/>.</summary>
    public static Graph TrainingGraph()
    {
        var graph = new Graph();
        var values = DqnNetworks.Mnih2015("online", graph.Input("states", Observations(Batch)), Actions);
        var chosen = (values * graph.Input("chosen", [Batch, Actions])).Sum(1);
        var trainable = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();
        var loss = Losses.Huber(chosen, graph.Input("targets", [Batch, 1])).Mean();
        graph.Output("loss", loss);
        new Adam { LearningRate = LearningRate }.Minimize(loss, trainable);
        return graph;
    }

    /// <summary>Action values of a batch of observations.</summary>
    public static Plan Inference(Device device, Variables variables, int batch)
    {
        var graph = new Graph();
        graph.Output("values", DqnNetworks.Mnih2015("online", graph.Input("states", Observations(batch)), Actions));
        return Plan.Compile(graph, device, variables);
    }

    /// <summary>Fills a training step's inputs: pixels in steps of 1/255, random actions, targets of both signs.</summary>
    public static void Fill(Plan step, int seed = 1)
    {
        var random = new Random(seed);
        step.Input("states").Write(Pixels(Batch, random));
        var chosen = new float[Batch * Actions];
        for (int row = 0; row < Batch; row++) chosen[row * Actions + random.Next(Actions)] = 1;
        step.Input("chosen").Write(chosen);
        step.Input("targets").Write([.. Enumerable.Range(0, Batch).Select(_ => random.NextSingle() * 4 - 2)]);
    }

    public static float[] Pixels(int batch, Random random) =>
        [.. Enumerable.Range(0, (int)Observations(batch).Count).Select(_ => random.Next(256) / 255f)];
}
