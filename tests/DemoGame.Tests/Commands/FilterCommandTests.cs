using System.Diagnostics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace DemoGame.Tests.Commands;

/// <summary>The command <c>filter</c>, as a user calls it.</summary>
public sealed class FilterCommandTests : IClassFixture<PrivateDisplay>, IDisposable
{
    private readonly PrivateDisplay _display;
    private readonly TemporaryFolder _folder = new();

    public FilterCommandTests(PrivateDisplay display) => _display = display;

    public void Dispose() => _folder.Dispose();

    [SkippableTheory, InlineData("cpu"), InlineData("opengl")]
    public void An_image_gives_one_picture_of_the_same_size(string device)
    {
        if (device == "opengl") Models.NeedOpenGL();
        using (var image = new Image<Rgba32>(31, 17, new Rgba32(0, 0, 0)))
        {
            for (int y = 0; y < 17; y++)
                for (int x = 16; x < 31; x++) image[x, y] = new Rgba32(50, 50, 50);
            image.SaveAsPng(_folder["in.png"]);
        }
        var result = VisionProgram.Run(
            "filter", $"image:{_folder["in.png"]}", "--filter", "sobel", "--out", _folder["out.png"], "--device", device).Succeeded();
        Assert.Contains("1 frame of 31x17 pixels", result.Output, StringComparison.Ordinal);
        using var written = Image.Load<Rgba32>(_folder["out.png"]);
        Assert.Equal((31, 17), (written.Width, written.Height));
        // gx = (1 + 2 + 1) * 50 beside the edge and 0 elsewhere, in all channels.
        Assert.Equal([0, 200, 200, 0], ((int[])[14, 15, 16, 17]).Select(x => (int)written[x, 8].G));
        Assert.Equal(new Rgba32(200, 200, 200), written[15, 0]);

        // Half the strength is the mean with the original; a split of 0.5 leaves the left half as it was.
        VisionProgram.Run("filter", $"image:{_folder["in.png"]}", "--filter", "sobel", "--strength", "0.5", "--out", _folder["half.png"],
            "--device", device).Succeeded();
        using var half = Image.Load<Rgba32>(_folder["half.png"]);
        Assert.Equal([100, 125, 25], ((int[])[15, 16, 20]).Select(x => (int)half[x, 8].R));
        VisionProgram.Run("filter", $"image:{_folder["in.png"]}", "--filter", "sobel", "--split", "0.5", "--out", _folder["split.png"],
            "--device", device).Succeeded();
        using var split = Image.Load<Rgba32>(_folder["split.png"]);
        Assert.Equal([0, 200], ((int[])[14, 16]).Select(x => (int)split[x, 8].R));
    }

    [SkippableFact]
    public void A_video_becomes_a_filtered_video()
    {
        Skip.If(_display.Reason.Contains("ffmpeg", StringComparison.Ordinal), _display.Reason);
        using (var process = Process.Start(new ProcessStartInfo("ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "color=white:size=64x48:rate=10:duration=0.6", "-pix_fmt", "yuv420p",
                _folder["in.mp4"]]))!)
            process.WaitForExit();
        var result = VisionProgram.Run("filter", $"video:{_folder["in.mp4"]}", "--filter", "gaussian,threshold:level=250,sobel",
            "--frames", "4", "--out", _folder["out.gif"], "--device", "cpu").Succeeded();
        Assert.Contains("4 frames of 64x48 pixels", result.Output, StringComparison.Ordinal);
        using var read = Image.Load<Rgba32>(_folder["out.gif"]);
        Assert.Equal(4, read.Frames.Count);
        Assert.InRange(read.Frames[3][32, 24].R, 0, 2); // a white picture has no edges
    }

    [SkippableTheory, InlineData("cpu"), InlineData("opengl")]
    public void A_window_shows_the_filtered_frames(string device)
    {
        Skip.If(_display.Reason.Length > 0, _display.Reason);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DISPLAY"] = _display.Name };
        using var program = VisionProgram.Start(
            environment, "filter", "test:960x640", "--filter", "posterize:levels=2", "--split", "0.5", "--device", device);
        Screenshot picture = null!;
        program.WaitUntil(() => (picture = _display.Shoot(_folder.Path, 1, 4)[0]) is { Width: 960, Height: 640 }
            && picture[700, 300].G is 0 or 255, "the window shows the picture");
        // Two levels on the right, the gradient of the pattern on the left.
        for (int y = 100; y < 600; y += 50) Assert.True(picture[900, y].G is 0 or 255, $"{picture[900, y]}");
        Assert.Contains(Enumerable.Range(1, 12), row => picture[20, row * 50].G is > 30 and < 220);
    }

    [Fact]
    public void Invalid_input_is_one_sentence()
    {
        VisionProgram.Run("filter", "test", "--filter", "sobol", "--out", _folder["a.png"])
            .Refused("unknown filter 'sobol'", "sobel", "median");
        VisionProgram.Run("filter", "test", "--filter", "sobel").Refused("there is no display", "--out");
        VisionProgram.Run("filter", "test", "--filter", "sobel", "--strength", "2", "--out", _folder["a.png"]).Refused("'--strength'");
        VisionProgram.Run("filter", "test", "--out", _folder["a.png"]).Refused("--filter");
        Assert.False(File.Exists(_folder["a.png"]));
    }
}
