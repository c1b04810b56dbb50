using System.Diagnostics;
using VisionRuntime.Capture;
using VisionRuntime.External;
using VisionRuntime.Formats;

namespace DemoGame.Tests.Commands;

/// <summary>Commands on a program that knows nothing of agents: ffplay, which shows a moving picture.</summary>
public sealed class UnmodifiedGameTests(PrivateDisplay display) : IClassFixture<PrivateDisplay>, IDisposable
{
    private const string Description = """
        {
          "name": "player", "window": "Moving picture", "display": { "width": 320, "height": 240 },
          "command": ["ffplay", "-loglevel", "error", "-an", "-window_title", "Moving picture",
                      "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=30"],
          "environment": { "SDL_VIDEODRIVER": "x11", "SDL_AUDIODRIVER": "dummy" },
          "actions": [{ "name": "watch" }, { "name": "mute", "tap": ["m"] }],
          "decisionMilliseconds": 20, "maximumSteps": 8,
          "start": [{ "wait": 500 }], "restart": [{ "wait": 1 }],
          "changes": [{ "area": { "x": 0, "y": 0, "width": 160, "height": 120 }, "reward": 1, "threshold": 0.1 }]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void An_agent_is_trained_from_outside_and_plays_from_its_file()
    {
        Skip.If(display.Reason.Length > 0, display.Reason);
        Models.NeedOpenGL();
        File.WriteAllText(_folder["player.json"], Description);
        string game = $"external:{_folder["player.json"]}";
        var trained = VisionProgram.Run(
            "train", game, "--steps", "128", "--instances", "2", "--device", "cpu", "--out", _folder["out"]);
        Assert.Equal(0, trained.ExitCode);
        Assert.Contains("Training player from pixels", trained.Output, StringComparison.Ordinal);
        Assert.Equal(
            "player", GameDescription.FromJson(Checkpoint.Load(_folder["out/model.vision"]).Fact("game_description"), "model").Name);
        Assert.True(File.Exists(_folder["out/recording.gif"]));

        var played = VisionProgram.Run("play", game, "--model", _folder["out/model.vision"], "--device", "cpu", "--episodes", "2");
        Assert.Equal(0, played.ExitCode);
        Assert.Contains("of 2 games", played.Output, StringComparison.Ordinal);

        // On a display, from the model file alone; it ends when the program does.
        using var running = Process.Start(new ProcessStartInfo("ffplay", [
            "-loglevel", "error", "-an", "-window_title", "Another title", "-autoexit", "-f", "lavfi",
            "-i", "testsrc2=size=160x120:rate=30:duration=12"])
        {
            Environment = { ["DISPLAY"] = display.Name, ["SDL_VIDEODRIVER"] = "x11", ["SDL_AUDIODRIVER"] = "dummy" },
        })!;
        WaitForWindow("Another");
        var watched = VisionProgram.Run(
            "play", $"screen:{display.Name}", "--window", "Another", "--model", _folder["out/model.vision"], "--device", "cpu");
        watched.Refused($"player: the window on display {display.Name} is closed or hidden");
        running.WaitForExit();
    }

    private void WaitForWindow(string title)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                new X11Source(display.Name, title).Dispose();
                return;
            }
            catch (FrameSourceException) when (attempt < 200)
            {
                Thread.Sleep(20);
            }
        }
    }

    [SkippableTheory]
    [InlineData("train external:nothing", "the file nothing does not exist; give the path of a game description, or one that is supplied: chromium-bsu, lbreakout2")]
    [InlineData("train external:lbreakout2 --frame-skip 2", "frames of a program played from outside cannot be skipped or repeated")]
    [InlineData("play external:lbreakout2 --human", "lbreakout2: only an agent plays a program from outside; leave out --human")]
    [InlineData("play catch --window Title", "--window: catch is not a display; use it with screen:DISPLAY")]
    [InlineData("play screen::1", "screen::1: --model out/model.vision is not an agent for a program played from outside")]
    public void What_cannot_be_played_is_named(string arguments, string message)
    {
        Models.NeedOpenGL();
        Skip.If(arguments.Contains("lbreakout2 --", StringComparison.Ordinal) && !File.Exists("/usr/games/lbreakout2"),
            "lbreakout2 is not installed");
        VisionProgram.Run(arguments.Split(' ')).Refused(message);
    }
}
