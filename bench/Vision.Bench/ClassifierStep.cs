using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace Vision.Bench;

/// <summary>One training step of a classifier of the zoo: forward, softmax cross-entropy, backward, SGD.</summary>
internal static class ClassifierStep
{
    public const float LearningRate = 0.01f;

    public static Graph Graph(string name, int batch)
    {
        var model = ModelCatalog.Find(name)
            ?? throw new ArgumentException($"no network is called {name}; there are {string.Join(", ", ModelCatalog.Names)}");
        var graph = new Graph(training: true);
        var logits = model.Network(graph.Input("images", [batch, .. model.InputShape.Dimensions[1..]]));
        var loss = Losses.CrossEntropy(logits, graph.Input("labels", logits.Shape)).Mean();
        graph.Output("loss", loss);
        var trainable = graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value).ToArray();
        new Sgd { LearningRate = LearningRate }.Minimize(loss, trainable);
        return graph;
    }

    /// <summary>Fills the inputs: random pixels, and each sample's class.</summary>
    public static void Fill(Plan plan)
    {
        var random = new Random(1);
        plan.Input("images").Write([.. Enumerable.Range(0, (int)plan.Input("images").Shape.Count).Select(_ => random.NextSingle())]);
        var shape = plan.Input("labels").Shape;
        var labels = new float[shape.Count];
        for (int row = 0; row < shape[0]; row++) labels[row * shape[1] + random.Next(shape[1])] = 1;
        plan.Input("labels").Write(labels);
    }
}
