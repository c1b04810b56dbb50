using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Graphs;

namespace DemoGame.Tests.Commands;

public sealed class ModelInspectTests : IDisposable
{
    private static readonly string[] All = ["activations.png", "filters.png", "grad-cam.png", "gradient.png", "occlusion.png", "receptive-field.png"];

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
        Assert.Contains("the game catch, 8 steps after its beginning", output, StringComparison.Ordinal);
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
    public void A_picture_and_a_unit_can_be_chosen_and_random_weights_are_called_that()
    {
        WritePicture();
        File.WriteAllLines(_folder["labels.txt"], ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]);
        string output = Inspect("lenet5", "--image", _folder["picture.png"], "--layer", "conv1", "--unit", "5,0,27", "--labels", _folder["labels.txt"], "--class", "3", "--occlusion-patch", "0");
        Assert.Equal(All.Where(name => name != "occlusion.png"), Written());
        Assert.StartsWith("lenet5 with random weights", output, StringComparison.Ordinal);
        Assert.Contains("unit conv1 5,0,27 sees", output, StringComparison.Ordinal);
        Assert.Contains("where conv1 finds what speaks for three (Grad-CAM)", output, StringComparison.Ordinal);
        // The unit sees columns 25 to 29 and rows -2 to 2: three and three are on the picture, the rest is dark.
        using var field = Image.Load<Rgba32>(_folder["pictures", "receptive-field.png"]);
        Rgba32 At(int x, int y) => field[12 + x * 16 + 8, 36 + y * 16 + 8];
        Assert.Equal(new Rgba32(255, 255, 255), At(26, 1));
        Assert.All([(23, 1), (26, 4)], at => Assert.Equal(new Rgba32(114, 114, 114), At(at.Item1, at.Item2)));
    }

    [Theory]
    [InlineData("text-cnn", "text-cnn takes no picture", "filters.png")]
    [InlineData("keypoints", "keypoints gives no scores for pictures", "activations.png", "filters.png", "receptive-field.png")]
    public void What_a_network_has_no_use_for_is_left_out(string name, string words, params string[] written)
    {
        WritePicture();
        string[] image = name == "text-cnn" ? [] : ["--image", _folder["picture.png"]];
        Assert.Contains(words, Inspect([name, .. image]), StringComparison.Ordinal);
        Assert.Equal(written, Written());
    }

    [Theory]
    [InlineData("lenet5 --layer fc3", "no layer 'fc3' with feature maps; there are: conv1, averagepool, conv2, averagepool#2")]
    [InlineData("lenet5 --unit 1,2", "--unit '1,2' is no channel,row,column")]
    [InlineData("lenet5 --unit 1,-2,3", "--unit '1,-2,3' is no channel,row,column")]
    [InlineData("lenet5 --layer conv1 --unit 6,0,0", "--unit 6,0,0: conv1 has units from 0,0,0 to 5,27,27")]
    [InlineData("lenet5 --class 10", "choose one from 0 to 9")]
    [InlineData("lenet5 --occlusion-patch 29", "larger than the picture of 28 x 28")]
    [InlineData("lenet5 --image nowhere.png", "--image nowhere.png: there is no such file")]
    [InlineData("lenet5 --labels nowhere.txt", "--labels nowhere.txt: there is no such file")]
    [InlineData("text-cnn --image picture.png", "text-cnn takes no picture, its input is [1, 7]")]
    [InlineData("text-cnn --unit 0,0,0", "--unit: text-cnn takes no picture")]
    [InlineData("autoencoder --class 1", "--class: autoencoder gives no scores")]
    public void Arguments_that_make_no_sense_are_refused(string arguments, string words)
    {
        VisionProgram.Run(["model", "inspect", .. arguments.Split(' '), "--device", "cpu", "--out", _folder["pictures"]]).Refused(words);
        Assert.False(Directory.Exists(_folder["pictures"]));
    }

    [Fact]
    public void Files_that_are_no_pictures_or_labels_are_refused()
    {
        File.WriteAllText(_folder["words.txt"], "one\ntwo\n");
        VisionProgram.Run("model", "inspect", "lenet5", "--device", "cpu", "--image", _folder["words.txt"]).Refused(_folder["words.txt"], "not a picture");
        VisionProgram.Run("model", "inspect", "lenet5", "--device", "cpu", "--labels", _folder["words.txt"]).Refused("2 names for 10 scores");
    }

    private string Inspect(params string[] arguments) =>
        VisionProgram.Run(["model", "inspect", .. arguments, "--device", "cpu", "--out", _folder["pictures"]]).Succeeded().Output;

    private string[] Written() => [.. Directory.GetFiles(_folder["pictures"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>White above, black below.</summary>
    private void WritePicture()
    {
        using var picture = new Image<Rgba32>(56, 56);
        for (int i = 0; i < 56 * 56; i++) picture[i % 56, i / 56] = i < 28 * 56 ? new(255, 255, 255) : new(0, 0, 0);
        picture.SaveAsPng(_folder["picture.png"]);
    }
}
