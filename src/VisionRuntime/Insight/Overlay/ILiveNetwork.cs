using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Insight.Overlay;

/// <summary>A network that runs on live frames, as an overlay sees it.</summary>
internal interface ILiveNetwork
{
    /// <summary>Gets the network.</summary>
    NetworkDefinition Definition { get; }

    /// <summary>Gets how its input is made from a frame.</summary>
    Preprocessing Input { get; }

    /// <summary>Gets the number of scores that it ends in, one for each class or action; 0 if it has none.</summary>
    int ScoreCount { get; }

    /// <summary>Gets the plan that runs it, with its weights.</summary>
    Plan Plan { get; }

    /// <summary>Gets the input of its newest run.</summary>
    Tensor Observations { get; }

    /// <summary>Gets the layout in which that input is stored.</summary>
    Layout ObservationLayout { get; }

    /// <summary>Gets the number of the newest run; -1 before the first.</summary>
    long LatestRun { get; }

    /// <summary>Gets the number of the frame that the listed results are of; -1 before the first.</summary>
    long ResultFrame { get; }

    /// <summary>Gets the number of results that can be listed.</summary>
    int ListedCount { get; }

    /// <summary>Gets a result with its label, as it is listed.</summary>
    (string Label, float Score) Listed(int index);

    /// <summary>Builds its graph, with the variables that its weights are in.</summary>
    Graph Build();
}

/// <summary>Reads graphs of live networks.</summary>
internal static class LiveGraphs
{
    /// <summary>Gets the input in a graph of the network.</summary>
    public static Value InputOf(this ILiveNetwork network, Graph graph) => graph.Inputs[network.Definition.InputName];

    /// <summary>Gets the output in a graph of the network.</summary>
    public static Value OutputOf(this ILiveNetwork network, Graph graph) => graph.Outputs[network.Definition.OutputName];

    /// <summary>Creates a graph with nothing but the input.</summary>
    public static (Graph Graph, Value Input) InputOnly(this ILiveNetwork network)
    {
        var graph = new Graph();
        return (graph, graph.Input(network.Definition.InputName, network.Input.InputShape));
    }
}
