using VisionRuntime.Capture;
using VisionRuntime.Detection;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>The model zoo: the built-in networks by the names used on the command line and in files.</summary>
public static class ModelCatalog
{
    /// <summary>
    /// The end of the names of networks for playing games that observe <see cref="FrameStacks.FrameDifferences"/>:
    /// <c>actor+differences</c>.
    /// </summary>
    public const string DifferencesSuffix = "+differences";

    private const int AtariActions = 18;

    /// <summary>Gets all networks of the zoo, ordered by year and family.</summary>
    public static IReadOnlyList<NetworkDefinition> All { get; } =
    [
        Classifier("lenet5", "LeCun et al. 1998, in the 28x28 form", 1, 28, 10, (x, classes) => LeNet.LeNet5(x, classes))
            with { PublishedParameters = 61_706 },
        new("lenet5-1998", "LeCun et al. 1998, as published", ModelTask.Classification, "images", [1, 1, 32, 32], LeNet.LeNet5Published)
        {
            PublishedParameters = 60_000,
            // In the paper the background is -0.1 and the foreground 1.175.
            Preprocessing = new(32, 32) { Grayscale = true, Mean = [0.1f / 1.275f], StandardDeviation = [1 / 1.275f] },
            Labels = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        },
        Classifier("lenet-theano", "LeNet of the Theano deep learning tutorial", 1, 28, 10, (x, classes) => LeNet.Theano(x, classes)),
        Classifier("linear", "linear classifier, for CIFAR-10", 3, 32, 10, (x, classes) => new ConvNet { Classes = classes }.Build(x)),
        Classifier("mlp-2", "fully connected, 2 layers, for CIFAR-10", 3, 32, 10,
            (x, classes) => new ConvNet { Hidden = [100], Classes = classes }.Build(x)),
        Classifier("mlp-3", "fully connected, 3 layers, for CIFAR-10", 3, 32, 10,
            (x, classes) => new ConvNet { Hidden = [100, 100], Classes = classes }.Build(x)),
        Classifier("convnet-small", "CONV-RELU-POOL-FC of the CS231n notes, for CIFAR-10", 3, 32, 10,
            (x, classes) => new ConvNet { Filters = [12], Classes = classes }.Build(x)),
        ImageNet("alexnet", "Krizhevsky et al. 2012, as one tower", (x, classes) => AlexNet.Build(x, classes), 227)
            with { PublishedParameters = 62_378_344 },
        ImageNet("zfnet", "Zeiler and Fergus 2014", (x, classes) => ZFNet.Build(x, classes)),
        ImageNet("zfnet-3x3", "ZFNet with 3x3 filters in its second layer and normalization before its pooling",
            (x, classes) => ZFNet.NormalizedBeforePooling(x, classes)),
        ImageNet("vgg16", "Simonyan and Zisserman 2015, configuration D", (x, classes) => Vgg.Vgg16(x, classes))
            with { PublishedParameters = 138_357_544 },
        ImageNet("vgg19", "Simonyan and Zisserman 2015, configuration E", (x, classes) => Vgg.Vgg19(x, classes))
            with { PublishedParameters = 143_667_240 },
        Classifier("nin", "Lin et al. 2014, for CIFAR-10", 3, 32, 10, (x, classes) => NetworkInNetwork.Build(x, classes))
            with { PublishedParameters = 966_986 },
        Classifier("all-cnn-c", "Springenberg et al. 2015, All-CNN-C for CIFAR-10", 3, 32, 10, (x, classes) => AllCnn.C(x, classes)),
        ImageNet("googlenet", "Szegedy et al. 2015 (Inception v1)", (x, classes) => GoogLeNet.Build(x, classes))
            with { PublishedParameters = 6_998_552 },
        ImageNet("resnet18", "He et al. 2016, 18 layers, projections", (x, classes) => ResNet.ResNet18(x, classes))
            with { PublishedParameters = 11_689_512 },
        ImageNet("resnet34", "He et al. 2016, 34 layers, projections", (x, classes) => ResNet.ResNet34(x, classes))
            with { PublishedParameters = 21_797_672 },
        ImageNet("resnet50", "He et al. 2016, 50 layers, projections", (x, classes) => ResNet.ResNet50(x, classes))
            with { PublishedParameters = 25_557_032 },
        ImageNet("plain34", "He et al. 2016, 34 layers without shortcuts", (x, classes) => ResNet.Plain34(x, classes)),
        ImageNet("mobilenet-v1", "Howard et al. 2017", (x, classes) => MobileNet.V1(x, classes)) with { PublishedParameters = 4_231_976 },
        new("text-cnn", "Zhang and Wallace 2015, figure 1", ModelTask.Classification, "words", [1, 7], 2,
            (x, classes) => TextCnn.OfWords(x, classes: classes)),
        new("series-fcn", "Wang et al. 2017, for time series", ModelTask.Classification, "series", [1, 1, 128], 6,
            (x, classes) => SeriesNet.Build(x, classes)),
        new("voxnet", "Maturana and Scherer 2015, for volumes", ModelTask.Classification, "volumes", [1, 1, 32, 32, 32], 40,
            (x, classes) => VoxNet.Build(x, classes)) { PublishedParameters = 921_736 },
        new("autoencoder", "Masci et al. 2011, with transposed convolutions", ModelTask.Reconstruction, "images", [1, 1, 28, 28],
            x => Autoencoder.Build(x)),
        new("dcgan-generator", "Radford et al. 2016, figure 1", ModelTask.Generation, "noise", [1, 100], x => Dcgan.Generator(x)),
        new("dcgan-discriminator", "Radford et al. 2016", ModelTask.Discrimination, "images", [1, 3, 64, 64], x => Dcgan.Discriminator(x))
        {
            Preprocessing = new(64, 64) { Mean = [0.5f, 0.5f, 0.5f], StandardDeviation = [0.5f, 0.5f, 0.5f] },
        },
        new("tiny-yolo-v2", "Redmon and Farhadi 2017, for Pascal VOC", ModelTask.Detection, "images", [1, 3, 416, 416], 20,
            (x, classes) => TinyYolo.V2(x, classes: classes)) { Labels = TinyYolo.VocClasses, Anchors = [.. YoloV2.VocAnchors] },
        new("tiny-yolo-small", "Redmon and Farhadi 2017, five layers for small images", ModelTask.Detection, "images", [1, 3, 96, 96], 3,
            (x, classes) => TinyYolo.Small(x, classes: classes)),
        new("keypoints", "Sun et al. 2013, network F1", ModelTask.Keypoints, "images", [1, 1, 39, 39], 5,
            (x, points) => KeypointNet.Build(x, points)),
        new("espcn", "Shi et al. 2016, for color and twice the size", ModelTask.SuperResolution, "images", [1, 3, 32, 32],
            x => Espcn.Build(x)),
        new("dncnn-small", "Zhang et al. 2017, 6 layers of 24 filters", ModelTask.Denoising, "images", [1, 3, 64, 64],
            x => DnCnn.Build(x, depth: 6, width: 24)),
        new("segmentation-small", "Ronneberger et al. 2015, with few filters", ModelTask.Segmentation, "images", [1, 3, 96, 96], 3,
            (x, classes) => SegmentationNet.Build(x, classes)),
        new("style-small", "Johnson et al. 2016, with few filters", ModelTask.StyleTransfer, "images", [1, 3, 96, 96],
            x => StyleNet.Build(x)),
        Agent("dqn", "Mnih et al. 2015, 18 actions", AtariActions, 4, 84, (x, actions) => DqnNetworks.Mnih2015("online", x, actions))
            with { PublishedParameters = 1_693_362 },
        Agent("dqn-dueling", "Wang et al. 2016, 18 actions", AtariActions, 4, 84,
            (x, actions) => DqnNetworks.Dueling("online", x, actions)),
        Agent("dqn-small", "Mnih et al. 2015, for the games here", 3, 2, 42, (x, actions) => DqnNetworks.Small("online", x, actions)),
        Actor("impala-small", "Espeholt et al. 2018, without the LSTM, 18 actions and the state's value", AtariActions, 4, 84,
            ImpalaNetworks.Small),
        Actor("actor", "Mnih et al. 2015 with a policy, 18 actions and the state's value", AtariActions, 4, 84, ActorNetworks.Nature),
        Actor("actor-small", "Mnih et al. 2015 with a policy, for the games here", 3, 2, 42, ActorNetworks.Small),
    ];

    /// <summary>Gets the names of all networks.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(model => model.Name)];

    /// <summary>Finds a network by its name; returns null if there is none.</summary>
    public static NetworkDefinition? Find(string name)
    {
        if (!name.EndsWith(DifferencesSuffix, StringComparison.Ordinal))
            return All.FirstOrDefault(model => model.Name == name) ?? FindWithHead(name);
        return Find(name[..^DifferencesSuffix.Length]) is { Task: ModelTask.Control, FrameDifferences: false } known
            ? known with { Name = name, FrameDifferences = true, PublishedParameters = null } : null;
    }

    /// <summary>A Q-network with another head, such as <c>dqn-small+dueling+noisy+c51</c>; null if there is none of the name.</summary>
    private static NetworkDefinition? FindWithHead(string name)
    {
        if (RainbowNetwork.Find(name) is not { } network) return null;
        var known = All.First(model => model.Name == name[..name.IndexOf('+')]);
        return Agent(name, known.Source, known.Outputs!.Value, known.InputShape[1], known.InputShape[2],
            (x, actions) => ActionValues.Expected("online", network.Build("online", x, actions)));
    }

    private static NetworkDefinition Classifier(
        string name, string source, int channels, int size, int classes, Func<Value, int, Value> network) =>
        new(name, source, ModelTask.Classification, "images", [1, channels, size, size], classes, network);

    private static NetworkDefinition ImageNet(string name, string source, Func<Value, int, Value> network, int size = 224) =>
        Classifier(name, source, 3, size, 1000, network) with { Preprocessing = Preprocessing.ImageNet(size, size) };

    private static NetworkDefinition Actor(string name, string source, int actions, int frames, int size, ActorNetwork network) =>
        Agent(name, source, actions, frames, size, (x, outputs) =>
        {
            var (policy, value) = network("online", x, outputs);
            return Join.Concatenate(1, policy, value);
        });

    private static NetworkDefinition Agent(
        string name, string source, int actions, int frames, int size, Func<Value, int, Value> network) =>
        new(name, source, ModelTask.Control, "observations", [1, frames, size, size], actions, network)
        {
            Preprocessing = new(size, size) { Resize = FrameResize.Stretch, Grayscale = true, Frames = frames, Quantize = true },
        };
}
