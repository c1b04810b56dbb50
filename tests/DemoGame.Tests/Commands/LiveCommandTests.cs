using System.Diagnostics;
using System.Text.Json;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DemoGame.Tests.Commands;

/// <summary>The commands <c>classify</c> and <c>detect</c>, as a user calls them.</summary>
public sealed class LiveCommandTests : IClassFixture<PrivateDisplay>, IDisposable
{
    private readonly PrivateDisplay _display;
    private readonly TemporaryFolder _folder = new();

    public LiveCommandTests(PrivateDisplay display) => _display = display;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classify_prints_a_line_of_JSON_for_each_frame()
    {
        File.WriteAllLines(_folder["labels.txt"], Enumerable.Range(0, 10).Select(digit => $"digit \"{digit}\" é"));
        var result = VisionProgram.Run(
            "classify", "test", "--model", "lenet5", "--labels", _folder["labels.txt"], "--top", "3", "--frames", "2", "--json",
            "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Errors);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        for (int frame = 0; frame < 2; frame++)
        {
            Assert.StartsWith($"{{\"frame\":{frame},\"top\":[{{\"label\":\"digit \\\"", lines[frame], StringComparison.Ordinal);
            Assert.Contains("é", lines[frame], StringComparison.Ordinal);
            var top = JsonDocument.Parse(lines[frame]).RootElement.GetProperty("top").EnumerateArray().ToArray();
            float[] scores = [.. top.Select(entry => entry.GetProperty("score").GetSingle())];
            Assert.Equal(3, scores.Length);
            Assert.Equal(scores.OrderDescending(), scores);
            Assert.InRange(scores.Sum(), 0.3f, 1);
        }
    }

    [Fact]
    public void Detect_prints_boxes_in_pixels_of_the_source()
    {
        var result = VisionProgram.Run(
            "detect", "test:160x120", "--model", "tiny-yolo-v2", "--threshold", "0", "--frames", "1", "--json", "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.StartsWith("{\"frame\":0,\"objects\":[{\"label\":\"", result.Output, StringComparison.Ordinal);
        var found = JsonDocument.Parse(result.Output).RootElement.GetProperty("objects").EnumerateArray().First();
        Assert.Equal(["label", "score", "x", "y", "width", "height"], found.EnumerateObject().Select(member => member.Name));
        Assert.InRange(found.GetProperty("x").GetSingle() + found.GetProperty("width").GetSingle() / 2, 20, 140); // the center crop
    }

    [Fact]
    public void An_image_gives_one_frame_and_one_picture_of_the_same_size_with_the_scores()
    {
        using (var image = new Image<Rgba32>(300, 260, new Rgba32(0, 128, 0))) image.SaveAsPng(_folder["in.png"]);
        var result = VisionProgram.Run(
            "classify", $"image:{_folder["in.png"]}", "--model", "lenet5", "--out", _folder["out.png"], "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("1 frame of 300x260 pixels", result.Output, StringComparison.Ordinal);
        using var written = Image.Load<Rgba32>(_folder["out.png"]);
        Assert.Equal((300, 260), (written.Width, written.Height));
        Assert.Equal(new Rgba32(0, 128, 0), written[290, 250]);
        Assert.NotEqual(new Rgba32(0, 128, 0), written[20, 8]);
    }

    [SkippableFact]
    public void A_video_becomes_a_video_with_the_same_frames()
    {
        Skip.If(_display.Reason.Contains("ffmpeg", StringComparison.Ordinal), _display.Reason);
        Make("-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=0.4", "-pix_fmt", "yuv420p", _folder["in.mp4"]);
        var result = VisionProgram.Run(
            "classify", $"video:{_folder["in.mp4"]}", "--model", "lenet5", "--heatmap", "--out", _folder["out.mp4"], "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("10 frames of 320x240 pixels", result.Output, StringComparison.Ordinal);
        result = VisionProgram.Run("classify", $"video:{_folder["out.mp4"]}", "--model", "lenet5", "--top", "1", "--device", "cpu");
        Assert.Equal(10, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        byte[] whole = File.ReadAllBytes(_folder["in.mp4"]);
        File.WriteAllBytes(_folder["in.mp4"], whole[..(whole.Length / 2)]);
        VisionProgram.Run("classify", $"video:{_folder["in.mp4"]}", "--model", "lenet5", "--out", _folder["cut.mp4"])
            .Refused("in.mp4", "(ffmpeg)");
        Assert.False(File.Exists(_folder["cut.mp4"]));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial"));
    }

    [SkippableFact]
    public void The_screen_is_a_source()
    {
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        var result = VisionProgram.Run(
            "classify", $"screen:{_display.Name}", "--model", "lenet5", "--frames", "2", "--out", _folder["screen.png"], "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Errors);
        using var picture = Image.Load<Rgba32>(_folder["screen.png"]);
        Assert.Equal((1100, 760), (picture.Width, picture.Height));
    }

    [SkippableFact]
    public void One_window_of_a_screen_is_a_source_by_its_title()
    {
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DISPLAY"] = _display.Name };
        using var shown = VisionProgram.Start(environment, "filter", "test:320x200", "--filter", "vignette", "--device", "cpu");
        shown.WaitUntil(() => _display.Shoot(_folder.Path, 1, 4)[0].Width > 0, "there is a window");
        var result = VisionProgram.Run("classify", $"screen:{_display.Name}", "--window", "vignette", "--model", "lenet5", "--frames", "1",
            "--out", _folder["window.png"], "--device", "cpu");
        Assert.True(result.ExitCode == 0, result.Errors);
        using var picture = Image.Load<Rgba32>(_folder["window.png"]);
        Assert.Equal((960, 640), (picture.Width, picture.Height));
        VisionProgram.Run("classify", $"screen:{_display.Name}", "--window", "no such title", "--model", "lenet5", "--out", _folder["x.png"])
            .Refused("no window has a title with 'no such title'");
        VisionProgram.Run("classify", "test", "--window", "Vision", "--model", "lenet5", "--out", _folder["x.png"])
            .Refused("test is not a screen");
    }

    [SkippableFact]
    public void A_window_shows_the_frames_with_the_scores()
    {
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DISPLAY"] = _display.Name };
        using var program = VisionProgram.Start(environment, "classify", "test:960x640", "--model", "lenet5", "--device", "cpu");
        Screenshot picture = null!;
        program.WaitUntil(() => (picture = _display.Shoot(_folder.Path, 1, 4)[0]).Width > 0, "there is a window");
        program.WaitUntil(() => (picture = _display.Shoot(_folder.Path, 1, 4)[0]) is { Width: 960, Height: 640 }
            && picture[940, 630] is { G: > 230 } && picture[940, 5] is { G: < 30 }, "the window shows the pattern, greener downward");
        Assert.True(picture[12, 11] is { R: < 90, G: < 90, B: < 110 }, $"the panel with the scores is not dark: {picture[12, 11]}");
    }

    [Fact]
    public void Invalid_input_is_one_sentence()
    {
        File.WriteAllText(_folder["two.txt"], "a\nb\n");
        File.WriteAllText(_folder["text.png"], "no picture");
        VisionProgram.Run("classify", "test", "--model", "lenet5", "--labels", _folder["two.txt"]).Refused("2 labels for 10 outputs");
        VisionProgram.Run("classify", "test", "--model", "lenet5", "--labels", _folder["none.txt"]).Refused("does not exist");
        VisionProgram.Run("classify", "test:0x0", "--model", "lenet5").Refused("0x0");
        VisionProgram.Run("classify", "test:16384x16384", "--model", "lenet5").Refused("16384x16384");
        VisionProgram.Run("classify", "cinema", "--model", "lenet5").Refused("'cinema' is not a source", "webcam[:N]", "game:NAME");
        VisionProgram.Run("classify", $"image:{_folder["text.png"]}", "--model", "lenet5").Refused("not a picture");
        VisionProgram.Run("classify", "webcam:97", "--model", "lenet5").Refused("there is no camera");
        VisionProgram.Run("classify", "game:chess", "--model", "lenet5").Refused("chess");
        VisionProgram.Run("classify", "test", "--model", "autoencoder").Refused("not one score for each class");
        VisionProgram.Run("classify", "test", "--model", "lenet5", "--smooth", "2").Refused("smoothing");
        VisionProgram.Run("detect", "test", "--model", "lenet5").Refused("as a detector with 5 anchors has it");
        VisionProgram.Run("classify", "test", "--model", "lenet5", "--frames", "1", "--out", _folder["a.tiff"]).Refused(".tiff");
        VisionProgram.Run(new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = _folder.Path },
            "classify", $"video:{_folder["text.png"]}", "--model", "lenet5").Refused("ffmpeg is not installed");
        VisionProgram.Run("classify", "screen::4711", "--model", "lenet5").Refused("screen::4711", "the display cannot be opened");
    }

    private static void Make(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-y", .. arguments]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
