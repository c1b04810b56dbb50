using ShaderKernels.Tensors;
using ShaderKernels.Tests;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace VisionRuntime.Tests.Models;

/// <summary>
/// Every network of the zoo trains on every device: the loss on a fixed batch falls. Full-size networks would take minutes on a software rasterizer, so what is
/// large is made smaller, with the layers as they are: smaller pictures, fewer channels, and of the residual networks one block a size.
/// </summary>
public class ModelTrainingTests
{
    private static readonly Dictionary<string, (Shape Input, Func<Value, Value> Build, string Reduced)> Networks = new(StringComparer.Ordinal)
    {
        ["lenet5"] = ([4, 1, 28, 28], x => LeNet.LeNet5(x), ""),
        ["lenet5-1998"] = ([4, 1, 32, 32], LeNet.LeNet5Published, ""),
        ["lenet-theano"] = ([4, 1, 28, 28], x => LeNet.Theano(x), ""),
        ["linear"] = ([4, 3, 32, 32], x => new ConvNet().Build(x), ""),
        ["mlp-2"] = ([4, 3, 32, 32], x => new ConvNet { Hidden = [100] }.Build(x), ""),
        ["mlp-3"] = ([4, 3, 32, 32], x => new ConvNet { Hidden = [100, 100] }.Build(x), ""),
        ["convnet-small"] = ([4, 3, 32, 32], x => new ConvNet { Filters = [12] }.Build(x), ""),
        ["alexnet"] = ([4, 3, 67, 67], x => AlexNet.Build(x, 10, 6), "67x67, a 16th of the channels"),
        ["zfnet"] = ([4, 3, 64, 64], x => ZFNet.Build(x, 10, 6), "64x64, a 16th of the channels"),
        ["zfnet-3x3"] = ([4, 3, 64, 64], x => ZFNet.NormalizedBeforePooling(x, 10, 6), "64x64, a 16th of the channels"),
        ["vgg16"] = ([4, 3, 32, 32], x => Vgg.Build(x, [1, 1, 1, 1, 1], 10, 4), "32x32, a 16th of the channels, one convolution a block"),
        ["vgg19"] = ([4, 3, 32, 32], x => Vgg.Build(x, [1, 1, 2, 2, 2], 10, 4), "32x32, a 16th of the channels, half the convolutions"),
        ["nin"] = ([4, 3, 16, 16], x => NetworkInNetwork.Build(x, 10, 12), "16x16, a 16th of the channels"),
        ["all-cnn-c"] = ([4, 3, 16, 16], x => AllCnn.C(x, 10, 12), "16x16, an 8th of the channels"),
        ["googlenet"] = ([4, 3, 32, 32], x => GoogLeNet.Build(x, 10, 8), "32x32, an 8th of the channels"),
        ["resnet18"] = ([4, 3, 32, 32], x => ResNet.Build(x, [1, 1, 1, 1], classes: 10, width: 4), "32x32, a 16th of the channels, one block a size"),
        ["resnet34"] = ([4, 3, 32, 32], x => ResNet.Build(x, [1, 1, 1, 1], Shortcut.ZeroPadding, classes: 10, width: 4), "32x32, a 16th of the channels, one block a size, zero padding"),
        ["resnet50"] = ([4, 3, 32, 32], x => ResNet.Build(x, [1, 1, 1, 1], bottleneck: true, classes: 10, width: 4), "32x32, a 16th of the channels, one block a size"),
        ["plain34"] = ([4, 3, 32, 32], x => ResNet.Build(x, [1, 1, 1, 1], Shortcut.None, classes: 10, width: 4), "32x32, a 16th of the channels, one block a size"),
        ["mobilenet-v1"] = ([4, 3, 32, 32], x => MobileNet.V1(x, 10, 0.125f), "32x32, an 8th of the channels"),
        ["text-cnn"] = ([4, 7], x => TextCnn.OfWords(x), ""),
        ["series-fcn"] = ([4, 1, 32], x => SeriesNet.Build(x, 6, 8), "32 points, a 16th of the channels"),
        ["voxnet"] = ([4, 1, 16, 16, 16], x => VoxNet.Build(x, 6), "16x16x16"),
        ["autoencoder"] = ([4, 1, 12, 12], x => Autoencoder.Build(x, 8, 4), "12x12, a 4th of the channels"),
        ["dcgan-generator"] = ([4, 100], x => Dcgan.Generator(x, width: 16), "a 64th of the channels"),
        ["dcgan-discriminator"] = ([4, 3, 32, 32], x => Dcgan.Discriminator(x, 4), "32x32, a 32nd of the channels"),
        ["tiny-yolo-v2"] = ([4, 3, 64, 64], x => TinyYolo.V2(x, width: 2), "64x64, an 8th of the channels"),
        ["tiny-yolo-small"] = ([4, 3, 32, 32], x => TinyYolo.Small(x, width: 2), "32x32, a 4th of the channels"),
        ["espcn"] = ([4, 3, 8, 8], x => Espcn.Build(x), "8x8"),
        ["dncnn-small"] = ([4, 3, 12, 12], x => DnCnn.Build(x, 4, 8), "12x12, 4 layers of 8 filters"),
        ["segmentation-small"] = ([4, 3, 16, 16], x => SegmentationNet.Build(x, width: 4), "16x16, half the channels"),
        ["style-small"] = ([4, 3, 16, 16], x => StyleNet.Build(x, 4, 1), "16x16, half the channels, one block"),
        ["keypoints"] = ([4, 1, 39, 39], x => KeypointNet.Build(x), ""),
        ["dqn"] = ([4, 4, 36, 36], x => DqnNetworks.Mnih2015("online", x, 18), "36x36"),
        ["dqn-dueling"] = ([4, 4, 36, 36], x => DqnNetworks.Dueling("online", x, 18), "36x36"),
        ["dqn-small"] = ([4, 2, 42, 42], x => DqnNetworks.Small("online", x, 3), ""),
        ["impala-small"] = ([4, 4, 20, 20], x => ModelCatalog.Find("impala-small")!.Build(x), "20x20"),
        ["actor"] = ([4, 4, 36, 36], x => ModelCatalog.Find("actor")!.Build(x), "36x36"),
        ["actor-small"] = ([4, 2, 42, 42], x => ModelCatalog.Find("actor-small")!.Build(x), ""),
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        // The plain shaders are held against the tuned ones operator by operator, and would take longer than all else here.
        foreach (string device in TestDevices.Names)
        {
            if (device == "OpenGL-Plain") continue;
            foreach (string name in Networks.Keys) cases.Add(device, name);
        }
        return cases;
    }

    [Fact]
    public void Every_network_of_the_catalog_is_here() => Assert.Equal(ModelCatalog.Names.Order(StringComparer.Ordinal), Networks.Keys.Order(StringComparer.Ordinal));

    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_loss_on_a_fixed_batch_falls(string device, string name)
    {
        var (input, build, reduced) = Networks[name];
        bool classifies = ModelCatalog.Find(name)!.Task == ModelTask.Classification;
        var graph = new Graph(training: true);
        var y = build(graph.Input("x", input));
        var targets = graph.Input("targets", y.Shape);
        var loss = (classifies ? Losses.CrossEntropy(y, targets) : Losses.SquaredError(y, targets)).Mean();
        new Adam { LearningRate = 3e-3f }.Minimize(loss, [.. graph.Variables.Values.Where(variable => variable.Trainable).Select(variable => variable.Value)]);
        graph.Output("loss", loss);

        using var opened = TestDevices.Open(device);
        using var variables = new Variables(opened, seed: 1);
        using var plan = Plan.Compile(graph, opened, variables);
        var random = new Random(7);
        plan.Input("x").Write([.. Enumerable.Range(0, (int)input.Count).Select(_ => name == "text-cnn" ? random.Next(7) : random.NextSingle())]);
        float[] wanted = [.. Enumerable.Range(0, (int)y.Shape.Count).Select(_ => random.NextSingle())];
        if (classifies) wanted = [.. Enumerable.Range(0, wanted.Length).Select(i => i % y.Shape[1] == i / y.Shape[1] % y.Shape[1] ? 1f : 0)];
        plan.Input("targets").Write(wanted);

        var losses = new List<float>();
        for (int step = 0; step < 8; step++)
        {
            plan.Run();
            losses.Add(plan.Output("loss").ToArray()[0]);
        }
        Assert.True(losses[^1] < losses[0], $"{name} ({reduced}) on {device}: the loss went {string.Join(", ", losses)}");
        Assert.All(losses, value => Assert.True(float.IsFinite(value)));
    }
}
