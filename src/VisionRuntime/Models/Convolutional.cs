using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using VisionRuntime.Graphs;

namespace VisionRuntime.Models;

/// <summary>
/// Converts a classifier to a fully convolutional network for larger images (CS231n notes, "Converting FC layers to CONV layers"). A fully
/// connected layer after a flattened feature map [C, h, w] becomes a convolution with h by w filters, later fully connected layers become
/// 1x1 convolutions, and global pooling becomes pooling with an h by w window. The variables stay the same, so the converted graph uses
/// the weights of the original. Logits [N, classes] become [N, classes, rows, columns].
/// </summary>
/// <remarks>
/// Without padding, the outputs at each position equal those of the original network on the corresponding crop. With padding they differ
/// slightly, because a crop is padded with zeros and a window is surrounded by the rest of the image. The weights are reshaped in every
/// run, so the converted network can be fine-tuned.
/// </remarks>
public static class Convolutional
{
    /// <summary>Converts an inference graph for larger images.</summary>
    /// <param name="network">An inference graph with one input [N, C, H, W].</param>
    /// <param name="height">The height of the images, at least H.</param>
    /// <param name="width">The width of the images, at least W.</param>
    /// <returns>The converted graph.</returns>
    /// <exception cref="NotSupportedException">A layer cannot be converted; the message names it.</exception>
    /// <exception cref="ShapeException">The size is smaller than the original, or invalid for a layer.</exception>
    public static Graph Convert(Graph network, int height, int width)
    {
        var graph = new Graph();
        var input = InputOf(network);
        foreach (var (name, value) in Add(network, graph.Input(input.Name, [.. input.Shape.Take(2), height, width])))
            graph.Output(name, value);
        return graph;
    }

    /// <summary>Adds the converted network to the graph of its larger images [N, C, H, W].</summary>
    /// <returns>Its outputs by name, which are not yet outputs of the graph.</returns>
    internal static IReadOnlyDictionary<string, Value> Add(Graph network, Value images)
    {
        int height = images.Shape[2], width = images.Shape[3];
        if (network.Training) throw new NotSupportedException("Convolutional: a training graph cannot be converted; "
            + "build it with training: false");
        var input = InputOf(network);
        if (height < input.Shape[2] || width < input.Shape[3])
            throw new ShapeException($"Convolutional: an image of {height} by {width} is smaller than the network's {input.Shape[2]} by "
                + $"{input.Shape[3]}; resize it first");
        var conversion = new Conversion(images.Graph);
        conversion.Add(input, images);
        foreach (var node in network.Nodes) conversion.Convert(node);
        return network.Outputs.ToDictionary(output => output.Key, output => conversion.NewOf(output.Value), StringComparer.Ordinal);
    }

    private static Value InputOf(Graph network) =>
        network.Inputs.Count == 1 && network.Inputs.Values.First() is { Shape.Rank: 4 } input ? input
            : throw new NotSupportedException("Convolutional: only a network with one input [N, C, H, W] can be converted");

    /// <summary>The feature map that replaces a value of the original graph, and the [C, h, w] of that value.</summary>
    private readonly record struct Image(Value Value, int Channels, int Height, int Width)
    {
        public bool IsPoint => Height == 1 && Width == 1;
    }

    private sealed class Conversion(Graph target)
    {
        private readonly Dictionary<Value, Image> _images = [];
        private readonly Dictionary<Value, Value> _others = [];

        public Graph Target { get; } = target;

        public void Add(Value old, Value image) => _images.Add(old, new(image, old.Shape[1], old.Shape[2], old.Shape[3]));

        public Value NewOf(Value old) => _images.TryGetValue(old, out var image) ? image.Value : Other(old);

        public void Convert(Node node)
        {
            if (!node.Inputs.Any(_images.ContainsKey))
            {
                Copy(node);
                return;
            }
            using var layer = Target.Layer(node.Layer);
            switch (node.Operator)
            {
                case { IsElementwise: true }:
                    AddAll(node, Apply(node.Operator, node, node.Inputs.Select(old => Operand(node, old))));
                    break;
                case { IsView: true } when node.Inputs[0] is var x && IsFlattening(x, node.Outputs[0]):
                    _images.Add(node.Outputs[0], _images[x]);
                    break;
                case MatMul dense when _images.TryGetValue(node.Inputs[0], out var x) && !node.Inputs.Skip(1).Any(_images.ContainsKey)
                    && !dense.TransposeA:
                    Dense(node, dense, x);
                    break;
                case Reduce { Kind: Reduction.Mean or Reduction.Max } reduce when reduce.Axes.SequenceEqual([2, 3])
                    && node.Inputs[0].Shape.Rank == 4:
                    GlobalPool(node, reduce, _images[node.Inputs[0]]);
                    break;
                case StridedCopy when IsConcatenation(node):
                    AddAll(node, Apply(StridedCopy.Concatenate(1, [.. node.Inputs.Select(old => NewOf(old).Shape)]), node,
                        node.Inputs.Select(NewOf)));
                    break;
                case { IsCopy: false } when node.Operator.SpatialWindows([.. node.Inputs.Select(old => old.Shape)]) is not null
                    && KeepsChannels(node):
                    AddAll(node, Apply(node.Operator, node, node.Inputs.Select(NewOf)));
                    break;
                default:
                    throw Refusal(node);
            }
        }

        /// <summary>Converts a fully connected layer: its weights [C h w, units] become filters [units, C, h, w].</summary>
        private void Dense(Node node, MatMul dense, Image x)
        {
            var weights = Other(node.Inputs[1]);
            if (!dense.TransposeB) weights = weights.Transpose(1, 0);
            var filters = weights.Reshape([weights.Shape[0], x.Channels, x.Height, x.Width]);
            AddAll(node, Apply(new Convolution(new Window(x.Height), new Window(x.Width), 1, dense.Activation), node,
                [x.Value, filters, .. node.Inputs.Skip(2).Select(Other)]));
        }

        private void GlobalPool(Node node, Reduce reduce, Image x) =>
            AddAll(node, Apply(new Pool(reduce.Kind == Reduction.Mean ? PoolKind.Average
                : PoolKind.Max, new Window(x.Height), new Window(x.Width)), node, [x.Value]));

        /// <summary>
        /// Gets an operand of an elementwise operator. After flattening, a value per unit becomes a value per channel.
        /// </summary>
        private Value Operand(Node node, Value old)
        {
            if (_images.TryGetValue(old, out var image)) return image.Value;
            var value = Other(old);
            if (value.Shape.Count == 1 || node.Outputs[0].Shape.Rank == 4) return value;
            if (node.Inputs.Where(_images.ContainsKey).Any(x => !_images[x].IsPoint)) throw Refusal(node);
            return value.Reshape([.. value.Shape, 1, 1]);
        }

        private static bool IsFlattening(Value x, Value y) => y.Shape.Rank == 2 && y.Shape[0] == x.Shape[0] && x.Shape.Rank is 2 or 4;

        /// <summary>Returns whether axis 1 of the inputs holds only channels, not flattened pixels.</summary>
        private bool KeepsChannels(Node node) =>
            node.Inputs.All(old => !_images.TryGetValue(old, out var image) || old.Shape.Rank == 4 || image.IsPoint);

        private bool IsConcatenation(Node node) =>
            node.Inputs.All(x => _images.TryGetValue(x, out var image) && x.Shape.Rank == node.Inputs[0].Shape.Rank
                && (x.Shape.Rank == 4 || image.IsPoint))
            && node.Outputs[0].Shape.Rank == node.Inputs[0].Shape.Rank && node.Inputs.Sum(x => x.Shape[1]) == node.Outputs[0].Shape[1]
            && node.Operator.Equals(StridedCopy.Concatenate(1, [.. node.Inputs.Select(x => x.Shape)]));

        private IReadOnlyList<Value> Apply(Operator @operator, Node node, IEnumerable<Value> inputs) =>
            Target.Apply(@operator, node.Name, [.. inputs]);

        private void AddAll(Node node, IReadOnlyList<Value> images)
        {
            for (int i = 0; i < images.Count; i++)
            {
                var old = node.Outputs[i].Shape;
                var (channels, h, w) = old.Rank == 4 ? (old[1], old[2], old[3]) : Unflattened(node, old);
                _images.Add(node.Outputs[i], new(images[i], channels, h, w));
            }
        }

        /// <summary>
        /// Gets the [C, h, w] of a flattened value: that of the flattened value it was computed from elementwise, or else a single
        /// position.
        /// </summary>
        private (int Channels, int Height, int Width) Unflattened(Node node, Shape old)
        {
            if (node.Operator is not MatMul
                && node.Inputs.Where(_images.ContainsKey).Select(x => _images[x]).FirstOrDefault(x => !x.IsPoint) is { Value: not null } x)
                return old[1] == x.Channels * x.Height * x.Width ? (x.Channels, x.Height, x.Width) : throw Refusal(node);
            return (old[1], 1, 1);
        }

        /// <summary>Copies a node that does not depend on the image.</summary>
        private void Copy(Node node)
        {
            using var layer = Target.Layer(node.Layer);
            var outputs = Apply(node.Operator, node, node.Inputs.Select(Other));
            for (int i = 0; i < outputs.Count; i++) _others.Add(node.Outputs[i], outputs[i]);
        }

        private Value Other(Value old)
        {
            if (_others.TryGetValue(old, out var known)) return known;
            var value = old.Kind switch
            {
                ValueKind.Variable when old.Graph.Variables[old.Name] is var variable => Target.Variable(variable),
                ValueKind.Constant => Target.Constant(old.Shape, old.Graph.Constants[old]),
                _ => throw new NotSupportedException($"Convolutional: {old} depends on the image, but a layer uses it as weights"),
            };
            _others.Add(old, value);
            return value;
        }

        private static NotSupportedException Refusal(Node node) =>
            new($"Convolutional: {node.Name} ({node.Operator.Name} of {string.Join(" and ", node.Inputs.Select(x => x.Shape))}) cannot "
                + "be applied to a larger image");
    }
}
