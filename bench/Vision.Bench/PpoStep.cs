using VisionRuntime.Agents;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace Vision.Bench;

/// <summary>
/// A minibatch of <see cref="Ppo"/> with the smaller network of Espeholt et al. 2018 on 84x84x4 pixels with 18 actions: forward, the loss
/// of Schulman et al. 2017, backward, gradients clipped by their norm, Adam.
/// </summary>
internal static class PpoStep
{
    public const int Batch = 256, Actions = 18;

    /// <summary>The weights in the order in which the comparison's files hold them.</summary>
    public static IReadOnlyList<string> Weights { get; } =
    [
        "online/conv1/filters", "online/conv1/bias", "online/conv2/filters", "online/conv2/bias", "online/hidden/weights",
        "online/hidden/bias", "online/policy/weights", "online/policy/bias", "online/value/weights", "online/value/bias",
    ];

    /// <summary>The inputs in the order in which the comparison's files hold them.</summary>
    public static IReadOnlyList<string> Inputs { get; } = ["states", "actions", "log probabilities", "advantages", "returns"];

    public static Graph Graph()
    {
        var options = new PpoOptions();
        var graph = new Graph();
        var (logits, value) = ImpalaNetworks.Small("online", graph.Input("states", Mnih2015.Observations(Batch)), Actions);
        var loss = Ppo.Losses(logits, value, graph.Input("actions", [Batch, Actions]), graph.Input("log probabilities", [Batch, 1]),
            graph.Input("advantages", [Batch, 1]), graph.Input("returns", [Batch, 1]), graph.Constant([1], [options.ClipRange]),
            options).Mean();
        graph.Output("loss", loss);
        Value[] weights = [.. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)];
        new Adam { LearningRate = options.LearningRate, Epsilon = 1e-5f, ClipNorm = options.ClipNorm }.Minimize(loss, weights, name: "");
        return graph;
    }

    /// <summary>Fills the inputs: pixels in steps of 1/255, random actions near the initial probabilities, advantages of both signs.</summary>
    public static void Fill(Plan step)
    {
        var random = new Random(1);
        step.Input("states").Write(Mnih2015.Pixels(Batch, random));
        var actions = new float[Batch * Actions];
        for (int row = 0; row < Batch; row++) actions[row * Actions + random.Next(Actions)] = 1;
        step.Input("actions").Write(actions);
        step.Input("log probabilities").Write(Column(() => MathF.Log(1f / Actions) + 0.2f * (random.NextSingle() - 0.5f)));
        step.Input("advantages").Write(Column(() => random.NextSingle() * 2 - 1));
        step.Input("returns").Write(Column(() => random.NextSingle() * 2 - 1));
    }

    private static float[] Column(Func<float> value) => [.. Enumerable.Range(0, Batch).Select(_ => value())];
}
