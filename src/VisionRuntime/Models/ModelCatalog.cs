using VisionRuntime.Layers;

namespace VisionRuntime.Models;

/// <summary>Finds the networks of the zoo by the name that the command line and files give them.</summary>
public static class ModelCatalog
{
    private const int AtariActions = 18;

    /// <summary>Every network, in the order of the years and families.</summary>
    public static IReadOnlyList<NetworkDefinition> All { get; } =
    [
        new("lenet5", "LeCun et al. 1998, in the 28x28 form", ModelTask.Classification, "images", [1, 1, 28, 28], x => LeNet.LeNet5(x)) { PublishedParameters = 61_706 },
        new("lenet-theano", "LeNet of the Theano deep learning tutorial", ModelTask.Classification, "images", [1, 1, 28, 28], x => LeNet.Theano(x)),
        new("alexnet", "Krizhevsky et al. 2012, as one tower", ModelTask.Classification, "images", [1, 3, 227, 227], x => AlexNet.Build(x)) { PublishedParameters = 62_378_344 },
        new("zfnet", "Zeiler and Fergus 2014", ModelTask.Classification, "images", [1, 3, 224, 224], x => ZFNet.Build(x)),
        new("vgg16", "Simonyan and Zisserman 2015, configuration D", ModelTask.Classification, "images", [1, 3, 224, 224], x => Vgg.Vgg16(x)) { PublishedParameters = 138_357_544 },
        new("vgg19", "Simonyan and Zisserman 2015, configuration E", ModelTask.Classification, "images", [1, 3, 224, 224], x => Vgg.Vgg19(x)) { PublishedParameters = 143_667_240 },
        new("nin", "Lin et al. 2014, for CIFAR-10", ModelTask.Classification, "images", [1, 3, 32, 32], x => NetworkInNetwork.Build(x)) { PublishedParameters = 966_986 },
        new("googlenet", "Szegedy et al. 2015 (Inception v1)", ModelTask.Classification, "images", [1, 3, 224, 224], x => GoogLeNet.Build(x)) { PublishedParameters = 6_998_552 },
        new("resnet18", "He et al. 2016, 18 layers, projections", ModelTask.Classification, "images", [1, 3, 224, 224], x => ResNet.ResNet18(x)) { PublishedParameters = 11_689_512 },
        new("resnet34", "He et al. 2016, 34 layers, projections", ModelTask.Classification, "images", [1, 3, 224, 224], x => ResNet.ResNet34(x)) { PublishedParameters = 21_797_672 },
        new("resnet50", "He et al. 2016, 50 layers, projections", ModelTask.Classification, "images", [1, 3, 224, 224], x => ResNet.ResNet50(x)) { PublishedParameters = 25_557_032 },
        new("plain34", "He et al. 2016, 34 layers without shortcuts", ModelTask.Classification, "images", [1, 3, 224, 224], x => ResNet.Plain34(x)),
        new("mobilenet-v1", "Howard et al. 2017", ModelTask.Classification, "images", [1, 3, 224, 224], x => MobileNet.V1(x)) { PublishedParameters = 4_231_976 },
        new("text-cnn", "Zhang and Wallace 2015, figure 1", ModelTask.Classification, "words", [1, 7], x => TextCnn.OfWords(x)),
        new("autoencoder", "Masci et al. 2011, with transposed convolutions", ModelTask.Reconstruction, "images", [1, 1, 28, 28], x => Autoencoder.Build(x)),
        new("dcgan-generator", "Radford et al. 2016, figure 1", ModelTask.Generation, "noise", [1, 100], x => Dcgan.Generator(x)),
        new("dcgan-discriminator", "Radford et al. 2016", ModelTask.Discrimination, "images", [1, 3, 64, 64], x => Dcgan.Discriminator(x)) { PixelMean = 0.5f, PixelStandardDeviation = 0.5f },
        new("tiny-yolo-v2", "Redmon and Farhadi 2017, for Pascal VOC", ModelTask.Detection, "images", [1, 3, 416, 416], x => TinyYolo.V2(x)),
        new("keypoints", "Sun et al. 2013, network F1", ModelTask.Keypoints, "images", [1, 1, 39, 39], x => KeypointNet.Build(x)),
        new("dqn", "Mnih et al. 2015, 18 actions", ModelTask.Control, "observations", [1, 4, 84, 84], x => DqnNetworks.Mnih2015("online", x, AtariActions)) { PublishedParameters = 1_693_362 },
        new("dqn-dueling", "Wang et al. 2016, 18 actions", ModelTask.Control, "observations", [1, 4, 84, 84], x => DqnNetworks.Dueling("online", x, AtariActions)),
        new("dqn-small", "Mnih et al. 2015, for the games here", ModelTask.Control, "observations", [1, 2, 42, 42], x => DqnNetworks.Small("online", x, 3)),
        new("impala-small", "Espeholt et al. 2018, without the LSTM, 18 actions and the state's value", ModelTask.Control, "observations", [1, 4, 84, 84], x =>
        {
            var (policy, value) = ImpalaNetworks.Small("online", x, AtariActions);
            return Join.Concatenate(1, policy, value);
        }),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(model => model.Name)];

    /// <summary>Finds a network; null where none has the name.</summary>
    public static NetworkDefinition? Find(string name) => All.FirstOrDefault(model => model.Name == name);
}
