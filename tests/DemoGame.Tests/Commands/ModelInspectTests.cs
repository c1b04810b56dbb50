using ShaderKernels.Backends.Cpu;
using ShaderKernels.Operators;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace DemoGame.Tests.Commands;

public sealed class ModelInspectTests : IDisposable
{
    private static readonly string[] All =
        ["activations.png", "filters.png", "grad-cam.png", "gradient.png", "occlusion.png", "receptive-field.png"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void An_agent_is_inspected_on_its_own_game()
    {
        Models.NeedOpenGL();
        Models.WriteUntrained(_folder["model.vision"], network: "dqn-small");
        string output = Inspect(_folder["model.vision"]);
        Assert.Equal(All, Written());
        Assert.StartsWith($"dqn-small with the weights of {_folder["model.vision"]}\n", output, StringComparison.Ordinal);
        Assert.Contains("the observation after 8 steps of catch", output, StringComparison.Ordinal);
        Assert.Matches(@"\nhighest scores: (left|stay|right) -?\d", output);
        Assert.All(All, name => Assert.Contains($"\n{_folder["pictures", name]}: ", output, StringComparison.Ordinal));
        using var activations = Image.Load<Rgba32>(_folder["pictures", "activations.png"]);
        Assert.Equal((1530, 36 + 5 * 74 + 12), (activations.Width, activations.Height));
        // The ball is somewhere on the second frame: neither frame is empty.
        foreach (int left in (int[])[202, 268])
            Assert.True(Enumerable.Range(0, 64 * 64).Max(i => activations[left + i % 64, 36 + i / 64].R) > 200);
        using var heat = Image.Load<Rgba32>(_folder["pictures", "occlusion.png"]);
        Assert.Equal((420 + 24, 420 + 48), (heat.Width, heat.Height));
    }

    [Fact]
    public void An_image_and_a_unit_can_be_chosen_and_random_weights_are_reported()
    {
        WritePicture();
        File.WriteAllLines(_folder["labels.txt"], ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]);
        string output = Inspect(
            "lenet5", "--image", _folder["picture.png"], "--layer", "conv1", "--unit", "5,0,27",
            "--labels", _folder["labels.txt"], "--class", "3", "--occlusion-patch", "0");
        Assert.Equal(All.Where(name => name != "occlusion.png"), Written());
        Assert.StartsWith("lenet5 with random weights", output, StringComparison.Ordinal);
        Assert.Contains("the receptive field of unit conv1 5,0,27", output, StringComparison.Ordinal);
        Assert.Contains("the evidence for three in layer conv1 (Grad-CAM)", output, StringComparison.Ordinal);
        // The unit sees columns 25 to 29 and rows -2 to 2: three and three are on the picture, the rest is dark.
        using var field = Image.Load<Rgba32>(_folder["pictures", "receptive-field.png"]);
        Rgba32 At(int x, int y) => field[12 + x * 16 + 8, 36 + y * 16 + 8];
        Assert.Equal(new Rgba32(255, 255, 255), At(26, 1));
        Assert.All([(23, 1), (26, 4)], at => Assert.Equal(new Rgba32(114, 114, 114), At(at.Item1, at.Item2)));
    }

    [Theory]
    [InlineData("text-cnn", "text-cnn does not take images", "filters.png")]
    [InlineData("keypoints", "keypoints does not classify images", "activations.png", "filters.png", "receptive-field.png")]
    public void Images_that_a_network_does_not_have_are_left_out(string name, string words, params string[] written)
    {
        WritePicture();
        string[] image = name == "text-cnn" ? [] : ["--image", _folder["picture.png"]];
        Assert.Contains(words, Inspect([name, .. image]), StringComparison.Ordinal);
        Assert.Equal(written, Written());
    }

    [Theory]
    [InlineData("lenet5 --layer fc3", "no layer 'fc3' with feature maps; available: conv1, averagepool, conv2, averagepool#2")]
    [InlineData("lenet5 --unit 1,2", "'--unit' must be channel,row,column such as 0,3,3, not '1,2'")]
    [InlineData("lenet5 --unit 1,-2,3", "'--unit' must be channel,row,column such as 0,3,3, not '1,-2,3'")]
    [InlineData("lenet5 --layer conv1 --unit 6,0,0", "--unit 6,0,0: the units of conv1 range from 0,0,0 to 5,27,27")]
    [InlineData("lenet5 --class 10", "--class must be from 0 to 9, the classes of lenet5, not 10")]
    [InlineData("lenet5 --occlusion-patch 29", "larger than the image of 28 x 28")]
    [InlineData("lenet5 --image nowhere.png", "--image: the file nowhere.png does not exist")]
    [InlineData("lenet5 --labels nowhere.txt", "--labels: the file nowhere.txt does not exist")]
    [InlineData("text-cnn --image picture.png", "text-cnn does not take images, its input is [1, 7]")]
    [InlineData("text-cnn --unit 0,0,0", "--unit: text-cnn does not take images")]
    [InlineData("autoencoder --class 1", "--class: autoencoder does not classify images")]
    public void Invalid_arguments_are_refused(string arguments, string words)
    {
        VisionProgram.Run(["model", "inspect", .. arguments.Split(' '), "--device", "cpu", "--out", _folder["pictures"]]).Refused(words);
        Assert.False(Directory.Exists(_folder["pictures"]));
    }

    [Fact]
    public void Files_that_are_not_images_or_labels_are_refused()
    {
        File.WriteAllText(_folder["words.txt"], "one\ntwo\n");
        VisionProgram.Run("model", "inspect", "lenet5", "--device", "cpu", "--image", _folder["words.txt"])
            .Refused(_folder["words.txt"], "not a picture");
        VisionProgram.Run("model", "inspect", "lenet5", "--device", "cpu", "--labels", _folder["words.txt"])
            .Refused("2 labels for 10 classes");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_imported_network_that_ends_in_global_pooling_is_a_classifier(bool softmax)
    {
        WritePicture();
        // [1, 10, 1, 1], as in SqueezeNet.
        WriteOnnx(x =>
        {
            var scores = x.Convolution("conv2", 10, 1).Relu().GlobalAveragePool();
            return softmax ? scores.Softmax(1) : scores;
        });
        string output = Inspect(_folder["net.onnx"], "--image", _folder["picture.png"]);
        Assert.Equal(All, Written());
        Assert.Matches(@"\nhighest scores: class \d -?\d\.\d{3}, ", output);
        Assert.Contains("in layer conv2 (Grad-CAM)", output, StringComparison.Ordinal);
        VisionProgram.Run("model", "inspect", _folder["net.onnx"], "--class", "10", "--device", "cpu", "--image", _folder["picture.png"])
            .Refused("--class must be from 0 to 9");
    }

    [Fact]
    public void An_imported_network_with_a_fixed_batch_is_a_classifier()
    {
        WritePicture();
        // [1, 10] behind a reshape that cannot take a larger batch.
        WriteOnnx(x => x.Convolution("conv2", 10, 1).GlobalAveragePool().Reshape([1, 10]));
        Inspect(_folder["net.onnx"], "--image", _folder["picture.png"]);
        Assert.Equal(All, Written());
    }

    [Fact]
    public void The_option_class_decides_whether_the_channels_of_an_unclear_output_are_classes()
    {
        WritePicture();
        WriteOnnx(x => x.Convolution("conv2", 10, 1)); // [1, 10, 10, 10]
        string output = Inspect(_folder["net.onnx"], "--image", _folder["picture.png"]);
        Assert.Contains(
            "the output [1, 10, 10, 10] of net is not one score per class (if its channels are classes, choose one with --class)", output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("grad-cam.png", Written());
        output = Inspect(_folder["net.onnx"], "--image", _folder["picture.png"], "--class", "3");
        Assert.Contains("the evidence for class 3 in layer ", output, StringComparison.Ordinal);
        Assert.Equal(All, Written());
    }

    private void WriteOnnx(Func<Value, Value> head)
    {
        using var device = new CpuDevice(1);
        using var variables = new Variables(device, 1);
        var graph = new Graph();
        graph.Output("output", head(graph.Input("pixels", [1, 3, 24, 24]).Convolution("conv1", 6, 5, 2, rounding: RoundingMode.Floor).Relu()));
        variables.Add(graph);
        OnnxExport.Save(_folder["net.onnx"], graph, variables);
    }

    private string Inspect(params string[] arguments) =>
        VisionProgram.Run(["model", "inspect", .. arguments, "--device", "cpu", "--out", _folder["pictures"]]).Succeeded().Output;

    private string[] Written() =>
        [.. Directory.GetFiles(_folder["pictures"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>White above, black below.</summary>
    private void WritePicture()
    {
        using var picture = new Image<Rgba32>(56, 56);
        for (int i = 0; i < 56 * 56; i++) picture[i % 56, i / 56] = i < 28 * 56 ? new(255, 255, 255) : new(0, 0, 0);
        picture.SaveAsPng(_folder["picture.png"]);
    }
}
