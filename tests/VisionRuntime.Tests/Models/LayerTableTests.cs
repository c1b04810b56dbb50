using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Models;

/// <summary>Tables of networks printed in lecture notes, line by line.</summary>
public class LayerTableTests
{
    /// <summary>"VGGNet in detail" of the CS231n notes: activations, and weights without biases.</summary>
    private static readonly (string Layer, long Memory, long Weights)[] VggTable =
    [
        ("images", 224 * 224 * 3, 0),
        ("conv1_1", 224 * 224 * 64, 1_728),
        ("conv1_2", 224 * 224 * 64, 36_864),
        ("maxpool", 112 * 112 * 64, 0),
        ("conv2_1", 112 * 112 * 128, 73_728),
        ("conv2_2", 112 * 112 * 128, 147_456),
        ("maxpool#2", 56 * 56 * 128, 0),
        ("conv3_1", 56 * 56 * 256, 294_912),
        ("conv3_2", 56 * 56 * 256, 589_824),
        ("conv3_3", 56 * 56 * 256, 589_824),
        ("maxpool#3", 28 * 28 * 256, 0),
        ("conv4_1", 28 * 28 * 512, 1_179_648),
        ("conv4_2", 28 * 28 * 512, 2_359_296),
        ("conv4_3", 28 * 28 * 512, 2_359_296),
        ("maxpool#4", 14 * 14 * 512, 0),
        ("conv5_1", 14 * 14 * 512, 2_359_296),
        ("conv5_2", 14 * 14 * 512, 2_359_296),
        ("conv5_3", 14 * 14 * 512, 2_359_296),
        ("maxpool#5", 7 * 7 * 512, 0),
        ("fc6", 4096, 102_760_448),
        ("fc7", 4096, 16_777_216),
        ("fc8", 1000, 4_096_000),
    ];

    /// <summary>Table 1 of Howard et al. 2017: filter shape as height, width, inputs, outputs (0 for depthwise), and the input's size. Its "5x" is written out, and its last s2, which leaves 7x7 at 7x7, is s1.</summary>
    private static readonly (int Taps, int Inputs, int Outputs, int Size, int Stride)[] MobileNetTable =
    [
        (3, 3, 32, 224, 2),
        (3, 32, 0, 112, 1), (1, 32, 64, 112, 1),
        (3, 64, 0, 112, 2), (1, 64, 128, 56, 1),
        (3, 128, 0, 56, 1), (1, 128, 128, 56, 1),
        (3, 128, 0, 56, 2), (1, 128, 256, 28, 1),
        (3, 256, 0, 28, 1), (1, 256, 256, 28, 1),
        (3, 256, 0, 28, 2), (1, 256, 512, 14, 1),
        (3, 512, 0, 14, 1), (1, 512, 512, 14, 1),
        (3, 512, 0, 14, 1), (1, 512, 512, 14, 1),
        (3, 512, 0, 14, 1), (1, 512, 512, 14, 1),
        (3, 512, 0, 14, 1), (1, 512, 512, 14, 1),
        (3, 512, 0, 14, 1), (1, 512, 512, 14, 1),
        (3, 512, 0, 14, 2), (1, 512, 1024, 7, 1),
        (3, 1024, 0, 7, 1), (1, 1024, 1024, 7, 1),
    ];

    [Fact]
    public void Vgg_16_is_the_table_of_the_CS231n_notes()
    {
        var graph = new Graph();
        Vgg.Vgg16(graph.Input("images", [1, 3, 224, 224]));
        var cost = ModelCost.Of(graph);
        Assert.Equal(VggTable, cost.Layers.Select(layer => (layer.Name, layer.Activations, layer.Weights)));
        Assert.Equal(138_357_544, cost.Parameters);
        // The notes' total of 24 M values, 93 MB, is not the sum of its own lines, which is this.
        Assert.Equal(15_237_608, cost.Activations);
    }

    [Fact]
    public void MobileNet_is_the_table_of_its_paper()
    {
        var graph = ModelCatalog.Find("mobilenet-v1")!.ToGraph();
        var layers = ModelCost.Of(graph).Layers;
        var convolutions = graph.Nodes.Where(node => node.Operator is ShaderKernels.Operators.Convolution).ToArray();
        Assert.Equal(MobileNetTable.Length, convolutions.Length);
        for (int i = 0; i < convolutions.Length; i++)
        {
            var (taps, inputs, outputs, size, stride) = MobileNetTable[i];
            var node = convolutions[i];
            Assert.Equal([1, inputs, size, size], node.Inputs[0].Shape);
            Assert.Equal(outputs == 0 ? [inputs, 1, taps, taps] : [outputs, inputs, taps, taps], node.Inputs[1].Shape);
            Assert.Equal(size / stride, node.Outputs[0].Shape[2]);
            Assert.Equal((long)(outputs == 0 ? 1 : outputs) * inputs * taps * taps, layers.Single(layer => layer.Name == node.Name).Weights);
        }
        Assert.Equal([1, 1024, 1, 1], graph.Nodes.Single(node => node.Operator is ShaderKernels.Operators.Reduce).Outputs[0].Shape);
        Assert.Equal(1024 * 1000, layers.Single(layer => layer.Name == "fc").Weights);
        Assert.Equal([1, 1000], graph.Outputs["probabilities"].Shape);
        // 569 million multiply-adds in table 8 of the paper, which leaves normalization out.
        Assert.Equal(569, Math.Round(layers.Where(layer => layer.Weights > 0).Sum(layer => layer.Cost.Multiplications) / 1e6));
    }

    [Theory]
    [InlineData("vgg16", "conv1_1", 3)]
    [InlineData("vgg16", "conv1_2", 5)]
    [InlineData("vgg16", "conv3_3", 40)]
    [InlineData("vgg16", "maxpool#5", 212)]
    [InlineData("alexnet", "conv5", 163)]
    [InlineData("alexnet", "maxpool#3", 195)]
    [InlineData("resnet50", "conv5_3/c", 483)]
    [InlineData("googlenet", "inception_5b/5x5", 715)]
    [InlineData("dqn", "online/conv3", 36)]
    public void Units_see_as_much_of_the_picture_as_their_windows_add_up_to(string name, string layer, int pixels)
    {
        var graph = ModelCatalog.Find(name)!.ToGraph();
        var field = ReceptiveField.Of(graph.Nodes.Single(node => node.Name == layer).Outputs[0])[^1];
        Assert.Equal((pixels, pixels), ((int)field.Height.Size, (int)field.Width.Size));
    }
}
