using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Formats;

/// <summary>An ONNX file as a network: what it leaves open is the batch where it is an input's first dimension, and 1 elsewhere.</summary>
internal static class OnnxNetwork
{
    public static NetworkDefinition Of(OnnxModel file)
    {
        var input = file.Inputs.FirstOrDefault(port => port.Kind == OnnxPortKind.Tensor) ?? throw new OnnxException($"{file.Path}: the model has no input that is a tensor");
        string source = file.Producer.Length > 0 ? $"ONNX file of {file.Producer}" : "ONNX file";
        return new(Path.GetFileNameWithoutExtension(file.Path), source, ModelTask.Unknown, input.Name, ShapeOf(file, input, 1), x => Behind(file, input, x))
        {
            OutputName = file.Outputs[0].Name,
            GraphBuilder = (batch, training) => ToGraph(file, batch, training),
            HasWeights = true,
        };
    }

    private static Value Behind(OnnxModel file, OnnxPort input, Value x) =>
        file.Import(x.Graph, new OnnxBindings { Inputs = { [input.Name] = x } }).Output(file.Outputs[0].Name);

    private static Graph ToGraph(OnnxModel file, int batch, bool training)
    {
        var bindings = new OnnxBindings();
        foreach (var port in file.Inputs)
        {
            if (port.Dimensions is not null) bindings.Shapes[port.Name] = ShapeOf(file, port, batch);
        }
        if (batch > 1 && !file.Inputs.Any(port => port.Dimensions is [var first, ..] && (first.Length ?? batch) == batch))
            throw new OnnxException($"{file.Path}: its inputs are {string.Join(", ", file.Inputs)}, and the batch is not open; leave --batch out");
        var graph = new Graph(training);
        foreach (var (name, result) in file.Import(graph, bindings).Outputs)
        {
            if (result.Value is { } value) graph.Output(name, value);
        }
        return graph.Outputs.Count > 0 ? graph : throw new OnnxException($"{file.Path}: none of its outputs depends on its inputs");
    }

    private static Shape ShapeOf(OnnxModel file, OnnxPort port, int batch)
    {
        if (port.Dimensions is null) throw new OnnxException($"{file.Path}: the input '{port.Name}' has no shape");
        var symbols = file.Inputs.Select(input => input.Dimensions is [{ Symbol: { } symbol }, ..] ? symbol : null).ToHashSet(StringComparer.Ordinal);
        return [.. port.Dimensions.Select((dimension, axis) => dimension.Length ?? (axis == 0 || dimension.Symbol is { } symbol && symbols.Contains(symbol) ? batch : 1))];
    }
}
