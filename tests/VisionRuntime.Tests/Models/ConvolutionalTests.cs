using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Models;

/// <summary>CS231n notes: a converted network on 384x384 gives the scores of the 36 crops of 224x224 at stride 32, in one pass.</summary>
public class ConvolutionalTests
{
    // The notes pass over the fact that crops of a padded network are surrounded by zeros and windows are not, so the equality is tested without padding.
    [Theory]
    [InlineData("VGG-16's 13 convolutions, behind which 1x1 is left of a crop", 2, 2, 3, 3, 3)]
    [InlineData("one convolution a block, behind which 5x5 is left of a crop", 1, 1, 1, 1, 1)]
    public void A_converted_network_gives_the_outputs_of_its_crops(string what, params int[] blocks)
    {
        const int classes = 5, positions = 6;
        using var device = new CpuDevice();
        using var variables = new Variables(device, seed: 3);
        var crops = new Graph();
        crops.Output("scores", Vgg.Build(crops.Input("images", [positions * positions, 3, 224, 224]), blocks, classes, 2, padding: 0));
        var one = new Graph();
        one.Output("scores", Vgg.Build(one.Input("images", [1, 3, 224, 224]), blocks, classes, 2, padding: 0));
        var whole = Convolutional.Convert(one, 384, 384);
        Assert.Equal([1, classes, positions, positions], whole.Outputs["scores"].Shape);

        var random = new Random(4);
        float[] picture = [.. Enumerable.Range(0, 3 * 384 * 384).Select(_ => random.NextSingle() - 0.5f)];
        float[] slid = Run(whole, device, variables, picture), cropped = Run(crops, device, variables, Crops(picture, positions));
        double[] expected = [.. Enumerable.Range(0, slid.Length)
            .Select(i => (double)cropped[i % (positions * positions) * classes + i / (positions * positions)])];
        Assert.True(expected.Distinct().Count() > classes * positions, "the scores differ from place to place");
        Agreement.Compare(expected, [.. slid], 1e-4, what);
    }

    [Theory]
    [InlineData("vgg16", 384, 6)]
    [InlineData("vgg19", 384, 6)]
    [InlineData("alexnet", 387, 6)]
    [InlineData("googlenet", 384, 6)]
    [InlineData("resnet50", 384, 6)]
    [InlineData("mobilenet-v1", 384, 6)]
    public void The_full_networks_give_6_by_6_outputs_of_1000_classes(string name, int size, int positions)
    {
        var model = ModelCatalog.Find(name)!;
        var converted = Convolutional.Convert(model.ToGraph(), size, size);
        Assert.Equal([1, 1000, positions, positions], converted.Outputs["logits"].Shape);
        Assert.Equal([1, 1000, positions, positions], converted.Outputs["probabilities"].Shape);
        Assert.Equal(model.ToGraph().Variables.Keys.Order(StringComparer.Ordinal), converted.Variables.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("lenet5")]
    [InlineData("lenet-theano")]
    [InlineData("nin")]
    [InlineData("dqn-dueling")]
    [InlineData("keypoints")]
    public void Outputs_do_not_change_for_images_of_the_original_size(string name)
    {
        var model = ModelCatalog.Find(name)!;
        var original = model.ToGraph(batch: 2);
        var converted = Convolutional.Convert(original, model.InputShape[2], model.InputShape[3]);
        using var device = new CpuDevice();
        using var variables = new Variables(device, seed: 5);
        var random = new Random(6);
        float[] pictures = [.. Enumerable.Range(0, 2 * (int)model.InputShape.Count).Select(_ => random.NextSingle())];
        double[] expected = [.. Run(original, device, variables, pictures, model.OutputName).Select(value => (double)value)];
        Agreement.Compare(expected, [.. Run(converted, device, variables, pictures, model.OutputName)], 1e-5, name);
    }

    [Fact]
    public void Networks_that_cannot_be_converted_are_rejected()
    {
        Assert.Contains("smaller than the network's 224 by 224",
            Assert.Throws<ShapeException>(() => Convolutional.Convert(ModelCatalog.Find("vgg16")!.ToGraph(), 200, 300)).Message,
                StringComparison.Ordinal);
        Assert.Contains("training: false",
            Assert.Throws<NotSupportedException>(() => Convolutional.Convert(ModelCatalog.Find("vgg16")!.ToGraph(training: true), 384,
                384)).Message, StringComparison.Ordinal);
        Assert.Contains("one input [N, C, H, W]",
            Assert.Throws<NotSupportedException>(() => Convolutional.Convert(ModelCatalog.Find("dcgan-generator")!.ToGraph(), 384,
                384)).Message, StringComparison.Ordinal);
        Assert.Contains("reshape",
            Assert.Throws<NotSupportedException>(() => Convolutional.Convert(ModelCatalog.Find("autoencoder")!.ToGraph(), 56, 56)).Message,
                StringComparison.Ordinal);
    }

    private static float[] Run(Graph graph, CpuDevice device, Variables variables, float[] pictures, string output = "scores")
    {
        using var plan = Plan.Compile(graph, device, variables);
        plan.Input(graph.Inputs.Keys.Single()).Write(pictures);
        plan.Run();
        return plan.Output(output).ToArray();
    }

    private static float[] Crops(float[] picture, int positions)
    {
        var crops = new float[positions * positions * 3 * 224 * 224];
        for (int crop = 0; crop < positions * positions; crop++)
        {
            for (int row = 0; row < 3 * 224; row++)
            {
                int channel = row / 224, y = row % 224 + crop / positions * 32;
                picture.AsSpan((channel * 384 + y) * 384 + crop % positions * 32, 224).CopyTo(crops.AsSpan((crop * 3 * 224 + row) * 224));
            }
        }
        return crops;
    }
}
