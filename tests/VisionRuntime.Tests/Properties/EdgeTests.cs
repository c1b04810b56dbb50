using ShaderKernels.Operators;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Properties;

/// <summary>Every layer of images at the edges of what it may get, which random geometry might miss: output and gradients against double precision on every device.</summary>
public class EdgeTests
{
    /// <summary>The edges: images, and the filters over them.</summary>
    private static readonly (string Name, Shape Images, int Height, int Width)[] Edges =
    [
        ("no image", [0, 3, 7, 5], 3, 2),
        ("one pixel", [2, 3, 1, 1], 1, 1),
        ("a filter as large as the image", [2, 3, 5, 4], 5, 4),
        ("a large batch", [257, 3, 3, 2], 2, 2),
        ("primes", [3, 7, 13, 11], 5, 3),
    ];

    private static readonly (string Name, bool Training, Func<Value, Window, Window, Choices, Value> Build)[] Layers =
    [
        ("convolution to one channel", false, (x, h, w, _) => x.Convolution("c", 1, h, w)),
        ("convolution to many channels", false, (x, h, w, _) => x.Convolution("c", 19, h with { PadBegin = 1 }, w with { PadEnd = 1 }, 1, Activation.Relu)),
        ("depthwise convolution", false, (x, h, w, _) => x.Convolution("c", x.Shape[1], h, w, x.Shape[1])),
        ("reflected convolution", false, (x, h, w, _) => x.Convolution("c", 2, [h with { PadBegin = 2 }, w with { PadEnd = 3 }], mode: PaddingMode.Reflect)),
        ("separable convolution", false, (x, h, _, _) => x.SeparableConvolution("s", 3, h.Size, padding: Padding.Same)),
        ("locally connected", false, (x, h, w, _) => x.LocallyConnected("l", 2, h, w)),
        ("transposed convolution", false, (x, h, _, _) => x.TransposedConvolution("t", 3, h.Size, 2, outputPadding: 1)),
        ("1-D convolution", false, (x, h, w, _) => x.Reshape([x.Shape[0], x.Shape[1] * x.Shape[2], x.Shape[3]]).Convolution("c", 1, [w])),
        ("3-D convolution", false, (x, h, w, _) => x.Reshape([x.Shape[0], 1, x.Shape[1], x.Shape[2], x.Shape[3]]).Convolution("c", 1, [new(1), h, w])),
        .. Enum.GetValues<PoolKind>().Select(kind => ($"{kind} pooling", false, (Func<Value, Window, Window, Choices, Value>)((x, h, w, _) => x.Pool(kind, h, w)))),
        ("distance-weighted pooling", false, (x, h, w, _) => x.DistanceWeightedAveragePool([h, w])),
        ("unpooling", false, (x, h, w, _) => x.MaxPoolWithIndices(h, w) is var (y, s) ? y.Unpool(s, x.Shape) : null!),
        ("global average", false, (x, _, _, _) => x.GlobalAveragePool()),
        ("global maximum", false, (x, _, _, _) => x.GlobalMaxPool()),
        ("fully connected", false, (x, _, _, _) => x.Reshape([x.Shape[0], x.Shape[1] * x.Shape[2] * x.Shape[3]]).Dense("d", 1)),
        ("batched product", false, (x, _, _, _) => x.MatMul(x, transposeB: true)),
        ("batch normalization, training", true, (x, _, _, _) => x.BatchNormalization("b")),
        ("batch normalization, inference", false, (x, _, _, c) => Inference(x, c)),
        ("layer normalization", false, (x, _, _, _) => x.LayerNormalization("n", 1)),
        ("instance normalization", false, (x, _, _, _) => x.InstanceNormalization("n")),
        ("L2 normalization", false, (x, _, _, c) => c.Away(x).L2Normalize()),
        ("local response normalization", false, (x, _, _, _) => x.LocalResponseNormalization(5, 1)),
        ("local contrast normalization", false, (x, _, _, _) => x.LocalContrastNormalization(5, threshold: 0.1f)),
        ("dropout", true, (x, _, _, c) => Dropped(x, c)),
        ("softmax", false, (x, _, _, _) => x.Softmax(1)),
        ("parametric ReLU", false, (x, _, _, _) => x.ParametricRelu("p")),
        ("sum", false, (x, _, _, _) => x.Sum()),
        ("product", false, (x, _, _, c) => c.Away(x, 0.9f, 1.1f).Product(2, 3)),
        ("logarithm of a sum of exponentials", false, (x, _, _, _) => x.LogSumExp(1)),
        ("resize", false, (x, _, _, _) => x.Resize(4, 7, ResizeMode.Cubic)),
        ("area resize", false, (x, _, _, _) => x.Resize(3, 2, ResizeMode.Area)),
        ("wrapped padding", false, (x, _, _, _) => x.PadImages(2, PaddingMode.Wrap)),
        ("unfold", false, (x, h, w, _) => x.Unfold(h, w)),
        ("transpose, flip, tile", false, (x, _, _, _) => x.Transpose(2, 0, 3, 1).Flip(0, 2).Tile(1, 1, 2, 1)),
        ("gather and one-hot", false, (x, _, _, c) => x.Gather(c.Whole(x.Graph.Input("indices", [x.Shape[0], 2]), -1, 1), 1)),
        ("softmax cross-entropy of labels", false, (x, _, _, c) => LabelLosses.SoftmaxCrossEntropy(x, c.Whole(x.Graph.Input("labels", [x.Shape[0], x.Shape[2], x.Shape[3]]), 0, x.Shape[1] - 1), reduction: LossReduction.Sum)),
    ];

    public static TheoryData<string, string> DevicesAndLayers()
    {
        var cases = new TheoryData<string, string>();
        foreach (string device in TestDevices.Names)
        {
            foreach (var layer in Layers) cases.Add(device, layer.Name);
        }
        return cases;
    }

    [SkippableTheory, MemberData(nameof(DevicesAndLayers))]
    public void Layers_work_at_the_edges(string device, string name)
    {
        var layer = Layers.First(layer => layer.Name == name);
        using var opened = TestDevices.Open(device);
        foreach (var (edge, images, height, width) in Edges)
        {
            var family = new Family(name, (graph, choices) => layer.Build(Family.X(graph, images.Dimensions), new(height), new(width), choices)) { Training = layer.Training };
            var network = new DrawnNetwork(family, new Choices([images[0], images[1]]));
            var (forward, backward) = network.ErrorsOn(opened);
            Assert.True(Math.Max(forward, backward) <= family.Tolerance, $"{name} of {edge} {images} on {device}: forward {forward:g3}, backward {backward:g3}; {network.Description}");
        }
    }

    private static Value Inference(Value x, Choices choices)
    {
        var y = x.BatchNormalization("b");
        choices.Between(x.Graph.Variables["b/variance"].Value, 0.2f, 2);
        return y;
    }

    private static Value Dropped(Value x, Choices choices)
    {
        var y = x.Dropout("d", 0.4f);
        choices.Whole(x.Graph.Variables[RandomSampling.CounterName].Value, 0, 1000);
        return y;
    }
}
