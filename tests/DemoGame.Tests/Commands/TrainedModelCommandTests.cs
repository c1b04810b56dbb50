using System.Text.Json;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Data;

namespace DemoGame.Tests.Commands;

/// <summary>Commands find the trained models by name, and train on frames of the games.</summary>
public sealed class TrainedModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classify_reads_a_digit()
    {
        var digits = DrawnDigits.Create(28, 9, 1, 1).Training;
        float[] image = new float[28 * 28], label = new float[1];
        digits.Read(0, image, label);
        Save("digit.png", 28, (x, y) => image[y * 28 + x]);
        using var line = JsonDocument.Parse(
            VisionProgram.Run("classify", $"image:{_folder["digit.png"]}", "--model", "digits", "--json", "--device", "cpu").Succeeded().Output);
        var top = line.RootElement.GetProperty("top")[0];
        Assert.Equal(label[0].ToString(System.Globalization.CultureInfo.InvariantCulture), top.GetProperty("label").GetString());
        Assert.InRange(top.GetProperty("score").GetDouble(), 0.5, 1);
    }

    [Fact]
    public void Detect_finds_a_square_with_the_anchors_of_the_model()
    {
        Save("square.png", 96, (x, y) => x is >= 50 and < 80 && y is >= 20 and < 50 ? 0.9f : 0.15f);
        using var line = JsonDocument.Parse(
            VisionProgram.Run("detect", $"image:{_folder["square.png"]}", "--model", "shapes", "--json", "--device", "cpu").Succeeded().Output);
        var found = Assert.Single(line.RootElement.GetProperty("objects").EnumerateArray());
        Assert.Equal("square", found.GetProperty("label").GetString());
        Assert.InRange(found.GetProperty("x").GetDouble(), 44, 56);
        Assert.InRange(found.GetProperty("width").GetDouble(), 22, 40);
    }

    [SkippableFact]
    public void Super_resolution_is_trained_on_frames_of_a_game_and_compared_with_bicubic_interpolation()
    {
        VisionProgram.Run(
            "fit", "game:pong", "--model", "espcn", "--size", "16", "--epochs", "1", "--batch", "100", "--device", "cpu", "--threads", "1",
            "--out", _folder.Path).Succeeded();
        using var result = JsonDocument.Parse(File.ReadAllText(_folder["result.json"]));
        Assert.InRange(result.RootElement.GetProperty("peak_signal_to_noise").GetDouble(), 15, 60);
        Assert.InRange(result.RootElement.GetProperty("peak_signal_to_noise_without").GetDouble(), 20, 60);
        Assert.True(File.Exists(_folder["samples.png"]));
        Assert.True(File.Exists(_folder["model.vision"]));
    }

    [Theory]
    [InlineData("espcn", "game:tetris", "tetris")]
    [InlineData("lenet5", "game:pong", "for which the frames of a game have no targets")]
    [InlineData("style-small", "game:pong", "give one with --style FILE")]
    public void What_cannot_be_trained_is_said_in_one_sentence(string model, string dataset, string message)
    {
        var result = VisionProgram.Run("fit", dataset, "--model", model, "--device", "cpu", "--out", _folder["out"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private void Save(string name, int side, Func<int, int, float> level)
    {
        using var image = new Image<Rgb24>(side, side);
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                byte value = (byte)(255 * level(x, y));
                image[x, y] = new Rgb24(value, value, value);
            }
        }
        image.SaveAsPng(_folder[name]);
    }
}
