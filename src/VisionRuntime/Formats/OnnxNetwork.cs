using ShaderKernels.Tensors;
using VisionRuntime.Capture;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Formats;

/// <summary>
/// An ONNX file as a network. Where the file leaves dimensions open, the first is the batch, an image is 224 by 224 pixels unless the
/// metadata gives its size, and all others are 1. Preprocessing and labels come from the metadata; where it has none, from the defaults
/// below.
/// </summary>
internal sealed class OnnxNetwork
{
    private const int DefaultImageSize = 224;

    /// <summary>The number of classes by which a classifier is taken for one of ImageNet.</summary>
    private const int ImageNetClasses = 1000;

    private readonly OnnxModel _file;
    private readonly OnnxPort _input;
    private readonly Preprocessing? _stated;

    private OnnxNetwork(OnnxModel file)
    {
        _file = file;
        _input = file.Inputs.FirstOrDefault(port => port.Kind == OnnxPortKind.Tensor)
            ?? throw new OnnxException($"{file.Path}: the model has no input that is a tensor");
        _stated = Fact("preprocessing") is { } json ? Preprocessing.FromJson(json) : null;
    }

    /// <exception cref="OnnxException">The file has no tensor as input, an input has no shape, or its metadata is invalid.</exception>
    public static NetworkDefinition Of(OnnxModel file)
    {
        try
        {
            return new OnnxNetwork(file).Definition();
        }
        catch (InvalidDataException exception)
        {
            throw new OnnxException($"{file.Path}: {exception.Message}");
        }
    }

    private NetworkDefinition Definition()
    {
        string source = _file.Producer.Length > 0 ? $"ONNX file of {_file.Producer}" : "ONNX file";
        // A file that was written here says which network it is, and so what its output means.
        var task = Fact(ModelFile.NetworkFact) is { } network && ModelCatalog.Find(network) is { } known ? known.Task : ModelTask.Unknown;
        var shape = ShapeOf(_input, 1);
        var definition = new NetworkDefinition(Path.GetFileNameWithoutExtension(_file.Path), source, task, _input.Name, shape, Append)
        {
            OutputName = _file.Outputs[0].Name,
            GraphBuilder = ToGraph,
            HasWeights = true,
            // Null leaves the default of the shape, which components do not take for a statement of the file's.
            Preprocessing = Preprocessing.DefaultFor(shape) is { } plain && Default(plain) is var stated && stated != plain ? stated : null,
        };
        return ModelFile.Described(definition, Fact);
    }

    /// <summary>
    /// What ONNX's own metadata says of the range of pixels; else ImageNet's statistics for what looks like a classifier of ImageNet.
    /// </summary>
    private Preprocessing Default(Preprocessing plain)
    {
        if (_file.Metadata.TryGetValue(OnnxMetadata.BitmapPixelFormat, out string? format)
            && format.StartsWith("Bgr", StringComparison.Ordinal))
            plain = plain with { ChannelOrder = ChannelOrder.Bgr };
        if (_file.Metadata.TryGetValue(OnnxMetadata.NominalPixelRange, out string? range))
        {
            float[] values = [.. Enumerable.Repeat(1f, plain.Channels)];
            return range switch
            {
                "NominalRange_0_255" => plain with { StandardDeviation = [.. values.Select(_ => 1 / 255f)] },
                "Normalized_1_1" => plain with { Mean = [.. values.Select(_ => 0.5f)], StandardDeviation = [.. values.Select(_ => 0.5f)] },
                "Normalized_0_1" => plain,
                _ => throw new InvalidDataException(
                    $"the pixel range '{range}' is not supported; only NominalRange_0_255, Normalized_0_1 and Normalized_1_1 are"),
            };
        }
        bool imageNet = plain.Channels == 3 && _file.Outputs[0].Dimensions is { } output
            && output.Any(dimension => dimension.Length == ImageNetClasses);
        return imageNet ? Preprocessing.ImageNet(plain.Width, plain.Height) with { ChannelOrder = plain.ChannelOrder } : plain;
    }

    private string? Fact(string name) => _file.Metadata.GetValueOrDefault(ModelFile.MetadataPrefix + name);

    private Value Append(Value x) =>
        _file.Import(x.Graph, new OnnxBindings { Inputs = { [_input.Name] = x } }).Output(_file.Outputs[0].Name);

    private Graph ToGraph(int batch, bool training)
    {
        var bindings = new OnnxBindings();
        foreach (var port in _file.Inputs)
        {
            if (port.Dimensions is not null) bindings.Shapes[port.Name] = ShapeOf(port, batch);
        }
        if (batch > 1 && !_file.Inputs.Any(port => port.Dimensions is [var first, ..] && (first.Length ?? batch) == batch))
            throw new OnnxException(
                $"{_file.Path}: the inputs are {string.Join(", ", _file.Inputs)}, and the batch size is fixed; leave --batch out");
        var graph = new Graph(training);
        foreach (var (name, result) in _file.Import(graph, bindings).Outputs)
        {
            if (result.Value is { } value) graph.Output(name, value);
        }
        return graph.Outputs.Count > 0 ? graph : throw new OnnxException($"{_file.Path}: none of its outputs depends on its inputs");
    }

    private Shape ShapeOf(OnnxPort port, int batch)
    {
        if (port.Dimensions is null) throw new OnnxException($"{_file.Path}: the input '{port.Name}' has no shape");
        var batchSymbols = _file.Inputs
            .Select(input => input.Dimensions is [{ Symbol: { } symbol }, ..] ? symbol : null)
            .ToHashSet(StringComparer.Ordinal);
        bool image = port == _input && port.Dimensions is [_, { Length: 1 or 3 or 4 }, _, _];
        return [.. port.Dimensions.Select((dimension, axis) => dimension.Length ?? Open(axis, dimension.Symbol))];

        int Open(int axis, string? symbol)
        {
            if (axis == 0 || symbol is not null && batchSymbols.Contains(symbol)) return batch;
            if (!image) return 1;
            return axis == 2 ? _stated?.Height ?? DefaultImageSize : _stated?.Width ?? DefaultImageSize;
        }
    }
}
