using Google.Protobuf;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>How an ONNX file stores the weights of its convolutions and matrix products.</summary>
public enum OnnxWeightFormat
{
    /// <summary>Half precision: 16 bits, about three decimal digits.</summary>
    Float16,

    /// <summary>Integers of 8 bits with a scale for each output channel.</summary>
    Int8,
}

/// <summary>
/// Stores the weights of an ONNX file in fewer bits. They become float32 again when the file is opened, by a Cast or DequantizeLinear that
/// depends on constants alone and is computed once, so that inference costs what it did. Activations stay float32 and nothing is
/// calibrated; <see cref="OnnxQuantizer"/> quantizes activations too.
/// </summary>
public static class OnnxWeights
{
    /// <summary>The magnitude from which float16 is infinite.</summary>
    private const float LargestHalf = 65504;

    private static readonly HashSet<string> Products = new(StringComparer.Ordinal) { "Conv", "ConvTranspose", "Gemm", "MatMul" };

    /// <summary>Writes a copy of a model with smaller weights. The file is replaced only once all of it has been written.</summary>
    /// <param name="model">The model.</param>
    /// <param name="format">How weights are stored.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OnnxException">The model has an old operator set, or no weights that can be stored so.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(OnnxModel model, OnnxWeightFormat format, string path)
    {
        int least = format == OnnxWeightFormat.Int8 ? 13 : 9;
        if (model.Opsets.GetValueOrDefault("") < least)
            throw new OnnxException($"{model.Path}: weights in {format} need version {least} of the operator set or newer; "
                + "convert the model first");
        var proto = model.Proto.Clone();
        var initializers = model.Initializers.ToDictionary(StringComparer.Ordinal);
        var nodes = new List<NodeProto>();
        foreach (var (name, axis) in Weights(proto.Graph, initializers))
        {
            var weights = initializers[name];
            if (format == OnnxWeightFormat.Float16 && weights.ToFloats().Any(value => Math.Abs(value) > LargestHalf)) continue;
            initializers.Remove(name);
            nodes.Add(format == OnnxWeightFormat.Float16 ? Cast(name, weights) : Dequantize(name, weights, axis));
        }
        if (nodes.Count == 0)
            throw new OnnxException($"{model.Path}: the model has no convolutions or matrix products with weights of its own");
        NodeProto[] others = [.. proto.Graph.Node];
        proto.Graph.Node.Clear();
        proto.Graph.Node.AddRange(nodes);
        proto.Graph.Node.AddRange(others);
        proto.Graph.Initializer.Clear();
        proto.Graph.Initializer.AddRange(initializers.Select(tensor => TensorWriter.Write(tensor.Value, tensor.Key)));
        AtomicFile.Write(path, stream => proto.WriteTo(stream));

        NodeProto Cast(string name, OnnxTensor weights)
        {
            initializers[$"{name}_float16"] = OnnxTensor.FromFloats(OnnxType.Float16, weights.Shape, weights.ToFloats());
            return Node("Cast", name, "to", (int)OnnxType.Float, $"{name}_float16");
        }

        NodeProto Dequantize(string name, OnnxTensor weights, int axis)
        {
            var (integers, scales) = WeightQuantization.Quantize(weights, axis);
            initializers[$"{name}_quantized"] = integers;
            initializers[$"{name}_scale"] = OnnxTensor.Of([scales.Length], scales);
            return Node("DequantizeLinear", name, "axis", axis, $"{name}_quantized", $"{name}_scale");
        }
    }

    /// <summary>The weights of the main graph with the axis of their output channels, which all that read them agree on.</summary>
    private static Dictionary<string, int> Weights(GraphProto graph, Dictionary<string, OnnxTensor> initializers)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var refused = graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(node => Products.Contains(node.OpType) && node.Input.Count > 1))
        {
            string name = node.Input[1];
            int axis = WeightQuantization.ChannelAxis(node);
            if (!initializers.TryGetValue(name, out var weights) || weights.Type != OnnxType.Float || weights.Shape.Rank < 2
                || node.OpType == "MatMul" && weights.Shape.Rank > 2) continue;
            if (found.TryGetValue(name, out int other) && other != axis) refused.Add(name);
            found[name] = axis;
        }
        foreach (string name in refused) found.Remove(name);
        return found;
    }

    private static NodeProto Node(string operation, string output, string attribute, int value, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = $"{output}_{operation}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.Add(new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.Int, I = value });
        return node;
    }
}
