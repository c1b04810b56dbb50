using ShaderKernels.Backends.Cpu;
using ShaderKernels.Tensors;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace VisionRuntime.Tests.Models;

public class ModelCatalogTests
{
    /// <summary>Trainable numbers, by the literature where it says, and else by the arithmetic that is written beside them.</summary>
    public static TheoryData<string, long> Parameters => new()
    {
        { "lenet5", 61_706 },
        { "lenet5-1998", 156 + 12 + 1_516 + 32 + 48_120 + 10_164 },
        { "lenet-theano", 520 + 25_050 + 400_500 + 5_010 },
        { "linear", 3072 * 10 + 10 },
        { "mlp-2", 3073 * 100 + 101 * 10 },
        { "mlp-3", 3073 * 100 + 101 * 100 + 101 * 10 },
        { "convnet-small", (3 * 3 * 3 + 1) * 12 + (16 * 16 * 12 + 1) * 10 },
        { "alexnet", 62_378_344 },
        { "zfnet", 62_378_344 - 34_944 + (7 * 7 * 3 + 1) * 96 }, // AlexNet with another first layer
        { "zfnet-3x3", 62_357_608 - (25 - 9) * 96 * 256 }, // with smaller filters in the second layer
        { "vgg16", 138_357_544 },
        { "vgg19", 143_667_240 },
        { "nin", 966_986 },
        { "all-cnn-c", 2_688 + 2 * 83_040 + 166_080 + 3 * 331_968 + 37_056 + 1_930 }, // 1,369,738
        { "googlenet", 6_998_552 },
        { "resnet18", 11_689_512 },
        { "resnet34", 21_797_672 },
        { "resnet50", 25_557_032 },
        { "plain34", 21_797_672 - (64 * 128 + 256 + 128 * 256 + 512 + 256 * 512 + 1024) }, // without the three projections
        { "mobilenet-v1", 4_231_976 },
        { "text-cnn", 7 * 5 + 2 * (2 * 5 + 1) + 2 * (3 * 5 + 1) + 2 * (4 * 5 + 1) + 6 * 2 + 2 },
        { "series-fcn", 128 * 8 + 256 * 128 * 5 + 128 * 256 * 3 + 2 * (128 + 256 + 128) + 129 * 6 },
        { "voxnet", 921_736 },
        { "autoencoder", (16 + 1) * 16 + (16 * 16 + 1) * 32 + 1569 * 32 + 33 * 1568 + (32 * 16 + 0) * 16 + 16 + 16 * 16 + 1 },
        { "dcgan-generator", 101 * 16_384 + 2048 + 25 * (1024 * 512 + 512 * 256 + 256 * 128 + 128 * 3) + 2 * (512 + 256 + 128) + 3 },
        { "dcgan-discriminator", 25 * (3 * 128 + 128 * 256 + 256 * 512 + 512 * 1024) + 128 + 2 * (256 + 512 + 1024) + 16_385 },
        { "tiny-yolo-v2", 9 * (3 * 16 + 16 * 32 + 32 * 64 + 64 * 128 + 128 * 256 + 256 * 512 + 512 * 1024 + 1024 * 1024) + 2 * (16 + 32 + 64 + 128 + 256 + 512 + 1024 + 1024) + 1025 * 125 },
        { "tiny-yolo-small", 9 * (3 * 8 + 8 * 16 + 16 * 32 + 32 * 64 + 64 * 64) + 2 * (8 + 16 + 32 + 64 + 64) + 65 * 24 },
        { "espcn", (25 * 3 + 1) * 64 + (9 * 64 + 1) * 32 + (9 * 32 + 1) * 12 },
        { "dncnn-small", (9 * 3 + 1) * 24 + 4 * (9 * 24 * 24 + 2 * 24) + (9 * 24 + 1) * 3 },
        { "segmentation-small", 9 * (3 * 8 + 8 * 16 + 16 * 32 + 32 * 48 + (48 + 32) * 24 + (24 + 16) * 16 + (16 + 8) * 8)
            + 2 * (8 + 16 + 32 + 48 + 24 + 16 + 8) + 9 * 3 },
        { "style-small", (81 * 3 + 1) * 8 + (9 * 8 + 1) * 16 + (9 * 16 + 1) * 24 + 6 * (9 * 24 + 1) * 24 + (9 * 24 + 1) * 16
            + (9 * 16 + 1) * 8 + (81 * 8 + 1) * 3 + 2 * (8 + 16 + 24 + 6 * 24 + 16 + 8) },
        { "keypoints", 17 * 20 + 181 * 40 + 361 * 60 + 241 * 80 + 321 * 120 + 121 * 10 },
        { "dqn", 1_693_362 },
        { "dqn-dueling", 8_224 + 32_832 + 36_928 + 2 * 1_606_144 + 513 + 513 * 18 },
        { "dqn-small", 73 * 16 + 257 * 32 + 513 * 128 + 129 * 3 },
        { "impala-small", 257 * 16 + 257 * 32 + (81 * 32 + 1) * 256 + 257 * 19 },
        { "actor", 1_693_362 + 513 }, // the network of Mnih et al. with one more output
        { "actor-small", 73 * 16 + 257 * 32 + 513 * 128 + 129 * 4 },
    };

    [Theory, MemberData(nameof(Parameters))]
    public void The_parameters_are_as_many_as_the_literature_says(string name, long parameters)
    {
        var model = ModelCatalog.Find(name)!;
        Assert.Equal(parameters, model.ToGraph().Variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count));
        if (model.PublishedParameters is { } published) Assert.Equal(published, parameters);
    }

    [Fact]
    public void Every_network_has_a_name_of_its_own_and_is_counted_above() => Assert.Equal(ModelCatalog.Names.Order(StringComparer.Ordinal), Parameters.Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Outputs_have_the_shapes_that_their_task_says()
    {
        foreach (var model in ModelCatalog.All)
        {
            var graph = model.ToGraph(batch: 2);
            var output = graph.Outputs[model.OutputName].Shape;
            Assert.Equal(2, output[0]);
            Shape expected = model.Name switch
            {
                "lenet5" or "lenet5-1998" or "lenet-theano" or "linear" or "mlp-2" or "mlp-3" or "convnet-small" or "nin" or "all-cnn-c" => [2, 10],
                "text-cnn" => [2, 2],
                "series-fcn" => [2, 6],
                "voxnet" => [2, 40],
                "autoencoder" => [2, 1, 28, 28],
                "dcgan-generator" => [2, 3, 64, 64],
                "dcgan-discriminator" => [2, 1],
                "tiny-yolo-v2" => [2, 125, 13, 13],
                "tiny-yolo-small" => [2, 24, 6, 6],
                "espcn" => [2, 3, 64, 64],
                "dncnn-small" => [2, 3, 64, 64],
                "segmentation-small" or "style-small" => [2, 3, 96, 96],
                "keypoints" => [2, 10],
                "dqn" or "dqn-dueling" => [2, 18],
                "dqn-small" => [2, 3],
                "impala-small" or "actor" => [2, 19],
                "actor-small" => [2, 4],
                _ => [2, 1000],
            };
            Assert.Equal(expected, output);
            Assert.Equal(model.Task == ModelTask.Classification, graph.Outputs.ContainsKey("probabilities"));
            Assert.DoesNotContain("probabilities", model.ToGraph(training: true).Outputs.Keys);
        }
    }

    [Theory]
    [InlineData("dqn-small+dueling", 73 * 16 + 257 * 32 + 2 * 513 * 128 + 129 + 129 * 3)]
    [InlineData("dqn-small+noisy", 73 * 16 + 257 * 32 + 2 * (513 * 128 + 129 * 3))]
    [InlineData("dqn-small+c51", 73 * 16 + 257 * 32 + 513 * 128 + 129 * 3 * 51)]
    [InlineData("dqn-small+dueling+noisy+c51", 73 * 16 + 257 * 32 + 2 * (2 * 513 * 128 + 129 * 51 + 129 * 3 * 51))]
    public void Heads_of_Q_networks_are_found_by_name(string name, long parameters)
    {
        var model = ModelCatalog.Find(name)!;
        var graph = model.ToGraph(batch: 2);
        Assert.Equal([2, 3], graph.Outputs[model.OutputName].Shape);
        Assert.Equal(parameters, graph.Parameters);
        Assert.Equal([2, 5], model.WithOutputs(5).ToGraph(batch: 2).Outputs[model.OutputName].Shape);
    }

    [Theory, InlineData("dqn-small"), InlineData("dqn-small+dueling"), InlineData("actor-small"), InlineData("impala-small")]
    public void Frame_differences_come_before_the_first_layer_by_name(string name)
    {
        var (plain, model) = (ModelCatalog.Find(name)!, ModelCatalog.Find(name + ModelCatalog.DifferencesSuffix)!);
        Assert.Equal(name + "+differences", model.Name);
        Assert.Equal(plain.ToGraph().Parameters, model.ToGraph().Parameters);
        Assert.Equal(plain.ToGraph().Outputs[plain.OutputName].Shape, model.ToGraph().Outputs[model.OutputName].Shape);
        float[] dim = ValuesOf(model, 0.5f), bright = ValuesOf(model, 1);
        // A stack is standardized, so it may be darker as a whole; the network alone would give half of what its first layer sees.
        Assert.All(dim.Zip(bright), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.NotEqual(ValuesOf(plain, 0.5f), ValuesOf(plain, 1));

        static float[] ValuesOf(NetworkDefinition model, float brightness)
        {
            using var device = new CpuDevice(1);
            using var variables = new Variables(device, seed: 1);
            using var plan = Plan.Compile(model.ToGraph(), device, variables);
            var random = new Random(1);
            plan.Input(model.InputName).Write([.. Enumerable.Range(0, (int)model.InputShape.Count).Select(_ => brightness * random.NextSingle())]);
            plan.Run();
            float[] values = new float[(int)plan.Output(model.OutputName).Shape.Count];
            plan.Output(model.OutputName).Read(values);
            return values;
        }
    }

    [Theory]
    [InlineData("dqn-small+")]
    [InlineData("lenet5+differences")]
    [InlineData("actor+differences+differences")]
    [InlineData("dqn-small+differences+noisy")]
    [InlineData("dqn-small+c1")]
    [InlineData("dqn-small+noisy+noisy")]
    [InlineData("lenet5+noisy")]
    public void Other_heads_are_not_found(string name) => Assert.Null(ModelCatalog.Find(name));

    [Fact]
    public void Auxiliary_classifiers_are_the_published_size()
    {
        var graph = new VisionRuntime.Graphs.Graph(training: true);
        var (logits, first, second) = GoogLeNet.BuildWithAuxiliaries(graph.Input("images", [1, 3, 224, 224]));
        Assert.All([logits, first, second], value => Assert.Equal([1, 1000], value.Shape));
        Assert.Equal(13_378_280, graph.Variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count)); // that of Caffe's model
    }

    [Fact]
    public void Zero_padded_shortcuts_have_no_parameters()
    {
        var graph = new VisionRuntime.Graphs.Graph();
        ResNet.Build(graph.Input("images", [1, 3, 224, 224]), [3, 4, 6, 3], Shortcut.ZeroPadding);
        Assert.Equal((long)Parameters.Single(row => (string)row[0] == "plain34")[1], graph.Variables.Values.Where(variable => variable.Trainable).Sum(variable => variable.Value.Shape.Count));
    }

    [Fact]
    public void Pictures_that_are_too_small_are_refused_with_the_layer_named()
    {
        var graph = new VisionRuntime.Graphs.Graph();
        var exception = Assert.Throws<ShapeException>(() => Vgg.Vgg16(graph.Input("images", [1, 3, 20, 20])));
        Assert.Contains("maxpool", exception.Message, StringComparison.Ordinal);
    }
}
