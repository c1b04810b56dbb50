using Google.Protobuf;
using ShaderKernels.Devices;
using VisionRuntime.Formats.Onnx.Schema;

namespace VisionRuntime.Formats.Onnx;

/// <summary>
/// Quantizes a network after training (Jacob et al. 2018; Krishnamoorthi 2018): weights to 8 bits with a scale for each output channel,
/// activations to 8 bits with the range that calibration samples reach. The file has QuantizeLinear and DequantizeLinear around the
/// operators that compute in integers, the form that other runtimes read too.
/// </summary>
public static class OnnxQuantizer
{
    private const int LeastOpset = 13;
    private const string Quantized = "_quantized", Dequantized = "_dequantized";

    /// <summary>The operators whose inputs are quantized.</summary>
    private static readonly HashSet<string> Operators =
        new(StringComparer.Ordinal) { "Conv", "Gemm", "MatMul", "Add", "MaxPool", "AveragePool", "GlobalAveragePool" };

    /// <summary>Writes a quantized copy of a model. The file is replaced only once all of it has been written.</summary>
    /// <param name="model">The model, with one input, of float32.</param>
    /// <param name="device">The device that runs the model on the samples.</param>
    /// <param name="samples">The samples to calibrate with: elements of the model's input, for its own batch size.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="OnnxException">The model has several inputs, an old operator set, or nothing to quantize.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(OnnxModel model, Device device, IEnumerable<float[]> samples, string path)
    {
        if (model.Opsets.GetValueOrDefault("") < LeastOpset)
            throw new OnnxException($"{model.Path}: quantization needs version {LeastOpset} of the operator set or newer; "
                + "convert the model first");
        var initializers = model.Initializers.ToDictionary(StringComparer.Ordinal);
        var proto = model.Proto.Clone();
        FoldNormalizations(proto.Graph, initializers);
        var activations = Activations(proto.Graph, initializers);
        if (activations.Count == 0)
            throw new OnnxException($"{model.Path}: the model has no convolutions or matrix products with weights of its own");
        var ranges = Calibrate(model, proto, initializers, activations, device, samples);
        Rewrite(proto.Graph, initializers, ranges);
        var used = proto.Graph.Node.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        proto.Graph.Initializer.Clear();
        proto.Graph.Initializer.AddRange(initializers.Where(tensor => used.Contains(tensor.Key))
            .Select(tensor => TensorWriter.Write(tensor.Value, tensor.Key)));
        AtomicFile.Write(path, stream => proto.WriteTo(stream));
    }

    /// <summary>Folds batch normalization into the convolution before it.</summary>
    private static void FoldNormalizations(GraphProto graph, Dictionary<string, OnnxTensor> initializers)
    {
        foreach (var node in graph.Node.Where(node => node.OpType == "BatchNormalization").ToArray())
        {
            var convolution = graph.Node.FirstOrDefault(other => other.OpType == "Conv" && other.Output[0] == node.Input[0]);
            if (convolution is null || graph.Node.Count(other => other.Input.Contains(node.Input[0])) > 1
                || graph.Output.Any(output => output.Name == node.Input[0])
                || !initializers.TryGetValue(convolution.Input[1], out var filters)
                || !node.Input.Skip(1).All(initializers.ContainsKey)) continue;
            float[][] statistics = [.. node.Input.Skip(1).Select(name => initializers[name].ToFloats())];
            float epsilon = node.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon")?.F ?? 1e-5f;
            float[] weights = [.. filters.ToFloats()];
            int outputs = filters.Shape[0], size = weights.Length / outputs;
            float[] bias = convolution.Input.Count > 2 ? [.. initializers[convolution.Input[2]].ToFloats()] : new float[outputs];
            for (int i = 0; i < outputs; i++)
            {
                float scale = statistics[0][i] / MathF.Sqrt(statistics[3][i] + epsilon);
                foreach (ref float weight in weights.AsSpan(i * size, size)) weight *= scale;
                bias[i] = (bias[i] - statistics[2][i]) * scale + statistics[1][i];
            }
            string name = $"{convolution.Output[0]}_folded";
            initializers[$"{name}_filters"] = OnnxTensor.Of(filters.Shape, weights);
            initializers[$"{name}_bias"] = OnnxTensor.Of([outputs], bias);
            convolution.Input[1] = $"{name}_filters";
            if (convolution.Input.Count > 2) convolution.Input[2] = $"{name}_bias";
            else convolution.Input.Add($"{name}_bias");
            convolution.Output[0] = node.Output[0];
            graph.Node.Remove(node);
        }
    }

    /// <summary>The tensors that are quantized: the inputs of products with weights, of sums, and of pools behind them.</summary>
    private static HashSet<string> Activations(GraphProto graph, Dictionary<string, OnnxTensor> initializers)
    {
        var activations = new HashSet<string>(StringComparer.Ordinal);
        bool any = false;
        foreach (var node in graph.Node.Where(node => IsQuantized(node, initializers)))
        {
            any |= IsProduct(node);
            activations.UnionWith(node.Input.Take(node.OpType == "Add" ? 2 : 1));
        }
        return any ? activations : [];
    }

    private static bool IsProduct(NodeProto node) => node.OpType is "Conv" or "Gemm" or "MatMul";

    private static bool IsQuantized(NodeProto node, Dictionary<string, OnnxTensor> initializers) => Operators.Contains(node.OpType)
        && !initializers.ContainsKey(node.Input[0])
        && (!IsProduct(node) || node.Input.Skip(1).All(initializers.ContainsKey))
        && (node.OpType != "Add" || !initializers.ContainsKey(node.Input[1]));

    /// <summary>The range of each tensor over all samples; it contains 0.</summary>
    private static Dictionary<string, (float Least, float Most)> Calibrate(OnnxModel model, ModelProto proto,
        Dictionary<string, OnnxTensor> initializers, HashSet<string> activations, Device device, IEnumerable<float[]> samples)
    {
        if (model.Inputs is not [var port] || port.Type != OnnxType.Float)
            throw new OnnxException($"{model.Path}: quantization needs a model with one input, of float32");
        var observed = proto.Clone();
        var declared = observed.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string name in activations.Where(name => name != port.Name && !declared.Contains(name)))
            observed.Graph.Output.Add(new ValueInfoProto { Name = name, Type = observed.Graph.Output[0].Type.Clone() });
        foreach (var output in observed.Graph.Output) output.Type.TensorType.Shape = null;
        using var session = new OnnxSession(model.With(observed, initializers), device);
        var shape = session.Inputs[port.Name];
        var ranges = activations.ToDictionary(name => name, _ => (Least: 0f, Most: 0f), StringComparer.Ordinal);
        foreach (float[] sample in samples)
        {
            var outputs = session.Run(new Dictionary<string, IReadOnlyList<OnnxTensor>>(StringComparer.Ordinal)
            {
                [port.Name] = [OnnxTensor.Of(shape, sample)],
            });
            foreach (string name in activations)
            {
                float[] values = name == port.Name ? sample : outputs[name][0].ToFloats();
                ranges[name] = (Math.Min(ranges[name].Least, values.Min()), Math.Max(ranges[name].Most, values.Max()));
            }
        }
        return ranges;
    }

    private static void Rewrite(GraphProto graph, Dictionary<string, OnnxTensor> initializers,
        Dictionary<string, (float Least, float Most)> ranges)
    {
        var nodes = graph.Node.ToArray();
        graph.Node.Clear();
        var scales = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (IsQuantized(node, initializers))
            {
                string source = node.Input[0];
                for (int i = 0; i < (node.OpType == "Add" ? 2 : 1); i++) node.Input[i] = QuantizeActivation(node.Input[i]);
                if (IsProduct(node)) QuantizeWeights(node, scales[source]);
            }
            graph.Node.Add(node);
        }

        string QuantizeActivation(string name)
        {
            if (!scales.ContainsKey(name))
            {
                var (least, most) = ranges[name];
                float scale = most > least ? (most - least) / byte.MaxValue : 1;
                scales[name] = scale;
                initializers[$"{name}_scale"] = OnnxTensor.Of([], scale);
                initializers[$"{name}_zero_point"] = OnnxTensor.Of(OnnxType.UInt8, [], (long)Math.Round(-least / scale));
                Add("QuantizeLinear", null, $"{name}{Quantized}", name, $"{name}_scale", $"{name}_zero_point");
                Add("DequantizeLinear", null, $"{name}{Dequantized}", $"{name}{Quantized}", $"{name}_scale", $"{name}_zero_point");
            }
            return $"{name}{Dequantized}";
        }

        void QuantizeWeights(NodeProto node, float inputScale)
        {
            string name = node.Input[1];
            int axis = WeightQuantization.ChannelAxis(node);
            var (integers, factors) = WeightQuantization.Quantize(initializers[name], axis);
            node.Input[1] = Dequantize(name, integers, factors, axis);
            if (node.Input.Count < 3) return;
            float[] bias = initializers[node.Input[2]].ToFloats();
            float[] steps = Array.ConvertAll(factors, factor => factor * inputScale);
            node.Input[2] = Dequantize(node.Input[2], OnnxTensor.Of(OnnxType.Int32, [factors.Length],
                [.. bias.Select((value, i) => (long)Math.Round((double)value / steps[i]))]), steps, 0);
        }

        string Dequantize(string name, OnnxTensor integers, float[] factors, int axis)
        {
            initializers[$"{name}{Quantized}"] = integers;
            initializers[$"{name}_scale"] = OnnxTensor.Of([factors.Length], factors);
            Add("DequantizeLinear", axis, $"{name}{Dequantized}", $"{name}{Quantized}", $"{name}_scale");
            return $"{name}{Dequantized}";
        }

        void Add(string operation, int? axis, string output, params string[] inputs)
        {
            var node = new NodeProto { OpType = operation, Name = output };
            node.Input.AddRange(inputs);
            node.Output.Add(output);
            if (axis is { } value)
                node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = value });
            graph.Node.Add(node);
        }
    }
}
