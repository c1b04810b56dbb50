using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DemoGame.Commands;
using DemoGame.Games;
using DemoGame.Hud;
using DemoGame.Rendering;
using DemoGame.Tests.Games;
using DemoGame.Tests.Rendering;
using Silk.NET.Input;
using SixLabors.ImageSharp;
using VisionRuntime.Capture;
using VisionRuntime.Formats;
using VisionRuntime.Insight;

namespace DemoGame.Tests.Commands;

/// <summary>
/// A short run on a game that only the tests know: whatever the program does with a game, it knows from the game's definition.
/// </summary>
public sealed class SecondGameRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    public SecondGameRun()
    {
        IsAvailable = GraphicsHost.TryOpen(out var host, out string reason);
        Reason = reason;
        if (!IsAvailable) return;
        using (host) Finished = new TrainingRun(Settings, host!, _output, CancellationToken.None).Run();
    }

    public bool IsAvailable { get; }

    public string Reason { get; }

    public bool Finished { get; }

    public string Output => _output.ToString();

    internal TrainingSettings Settings => new(BeaconGame.Definition, 3, "cpu", _folder.Path);

    internal string[] Names => _folder.Names;

    public string this[string name] => _folder[name];

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }
}

public sealed partial class SecondGameTests(SecondGameRun run) : IClassFixture<SecondGameRun>, IDisposable
{
    private static readonly GameDefinition Game = BeaconGame.Definition;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Training_writes_all_files_and_nothing_mentions_another_game()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        Assert.True(run.Finished);
        Assert.Equal(
            ["checkpoint.vision", "learning-curve.csv", "learning-curve.png", "model.vision", "recording.gif", "report.html", "result.json"],
            run.Names);
        Assert.Contains("Training beacon from pixels on ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nReached \d+ of 16 beacons \([\d.]+ %\) after 640 frames in \d+ s; see ", run.Output);
        string report = EmbeddedImage().Replace(File.ReadAllText(run["report.html"]), "");
        Assert.Contains("<h1>Beacon, learned from pixels</h1>", report, StringComparison.Ordinal);
        Assert.Matches(@"Reached \d+ of 16 beacons", report);
        Assert.Contains("[1, 4]", report, StringComparison.Ordinal);
        string facts = string.Join(' ', Checkpoint.Load(run["model.vision"]).Facts), result = File.ReadAllText(run["result.json"]);
        foreach (string text in (string[])[run.Output, report, result, facts])
            Assert.DoesNotMatch("(?i)catch|caught|ball", text);
        using var recording = Image.Load(run["recording.gif"]);
        Assert.Equal(204, recording.Width);
    }

    [SkippableFact]
    public void The_result_has_the_games_own_success_rate()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        using var result = JsonDocument.Parse(File.ReadAllText(run["result.json"]));
        var root = result.RootElement;
        Assert.Equal(
            [
                "game", "algorithm", "seed", "mean_return", "return_interval", "episodes", "frames", "seconds", "device", "packages",
                "reach_rate",
            ],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ("beacon", "dqn", 3),
            (root.GetProperty("game").GetString(), root.GetProperty("algorithm").GetString(), root.GetProperty("seed").GetInt32()));
        Assert.Equal((16, 640), (root.GetProperty("episodes").GetInt32(), root.GetProperty("frames").GetInt32()));
        double[] interval = [.. root.GetProperty("return_interval").EnumerateArray().Select(bound => bound.GetDouble())];
        Assert.Equal(2, interval.Length);
        Assert.InRange(root.GetProperty("mean_return").GetDouble(), interval[0], interval[1]);
        // Those who do not reach the beacon have a return of -0.24; the others at least 1 - 23 * 0.01.
        double rate = root.GetProperty("reach_rate").GetDouble();
        Assert.InRange(root.GetProperty("mean_return").GetDouble(), rate * 0.77 - (1 - rate) * 0.2401, rate - (1 - rate) * 0.2399);
    }

    [SkippableTheory]
    [InlineData("model.vision")]
    [InlineData("checkpoint.vision")]
    public void A_file_describes_its_network_actions_and_preprocessing(string name)
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        var file = Checkpoint.Load(run[name]);
        Assert.Equal(
            ("beacon", "dqn-small", "dqn", 4L), (file.Fact("game"), file.Fact("network"), file.Fact("algorithm"), file.Number("outputs")));
        Assert.Equal(Game.Training.Preprocessing, Preprocessing.FromJson(file.Fact("preprocessing")));
        var definition = ModelFile.Of(file);
        Assert.Equal(["up", "right", "down", "left"], definition.Labels.ToArray());
        Assert.Equal([1, 3, 26, 34], definition.InputShape);
        var network = AgentNetwork.Of(file, Game);
        Assert.Equal((Game.Training.Preprocessing, 4), (network.Preprocessing, network.Definition.Outputs));
    }

    [SkippableFact]
    public void The_trained_agent_plays()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        Assert.Matches(@"^Reached \d of 5 beacons \([\d.]+ %\); there is no display", Play(run["model.vision"], 5));
    }

    [SkippableFact]
    public void Training_resumes_with_the_network_of_the_checkpoint()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        File.Copy(run["checkpoint.vision"], _folder["checkpoint.vision"]);
        var output = new StringWriter(CultureInfo.InvariantCulture);
        // The defaults of the game have changed since: the checkpoint says what it needs.
        var changed = Game with { Training = Game.Training with { Preprocessing = null } };
        var settings = new TrainingSettings(changed, 3, "cpu", _folder.Path)
        {
            Steps = 960,
            Checkpoint = Checkpoint.Load(_folder["checkpoint.vision"]),
        };
        using (var host = GraphicsHost.OpenHeadless()) Assert.True(new TrainingRun(settings, host, output, CancellationToken.None).Run());
        Assert.StartsWith("Resuming from step 640\n", output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(" after 960 frames", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Game.Training.Preprocessing, Preprocessing.FromJson(Checkpoint.Load(_folder["model.vision"]).Fact("preprocessing")));
    }

    [SkippableFact]
    public void A_canceled_run_saves_its_checkpoint()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        var output = new StringWriter(CultureInfo.InvariantCulture);
        using (var host = GraphicsHost.OpenHeadless())
            Assert.False(
                new TrainingRun(run.Settings with { Out = _folder.Path }, host, output, new CancellationToken(canceled: true)).Run());
        Assert.Contains(
            $"Interrupted at step 8; resume with: train beacon --steps 640 --device cpu --out {_folder.Path} --resume", output.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(["checkpoint.vision", "learning-curve.csv"], _folder.Names);
        Assert.Equal(8, Checkpoint.Load(_folder["checkpoint.vision"]).Number("steps"));
    }

    [SkippableFact]
    public void A_model_of_other_actions_is_refused()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        var file = Checkpoint.Load(run["model.vision"]);
        var reordered = Game with { Actions = ["left", "right", "up", "down"] };
        var fewer = Game with { Actions = ["left", "right"] };
        Assert.Contains(
            "the model has the actions up, right, down, left, but beacon has left, right, up, down; train a new model with: train beacon",
            Assert.Throws<CommandException>(() => AgentNetwork.Of(file, reordered)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "but beacon has left, right;", Assert.Throws<CommandException>(() => AgentNetwork.Of(file, fewer)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the model plays beacon, not catch", Assert.Throws<CommandException>(() => AgentNetwork.Of(file, CatchGame.Definition)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Small")]
    [InlineData("dqn-small")]
    public void Models_of_Catch_from_before_these_facts_still_load(string? network)
    {
        Models.WriteUntrained(_folder["model.vision"], network: network);
        var file = Checkpoint.Load(_folder["model.vision"]);
        Assert.False(file.Facts.ContainsKey("preprocessing"));
        var loaded = AgentNetwork.Of(file, CatchGame.Definition);
        Assert.Equal(("dqn-small", 3), (loaded.Definition.Name, loaded.Definition.Outputs));
        Assert.Equal([1, 2, 42, 42], loaded.Preprocessing.InputShape);
        Assert.Equal(["left", "stay", "right"], loaded.Definition.Labels.ToArray());
    }

    [Fact]
    public void The_keys_are_the_games()
    {
        var controls = new KeyboardControls(Game);
        Assert.Equal(2, controls.NextAction());
        controls.Press(Key.Left);
        Assert.Equal(2, controls.NextAction());
        controls.Press(Key.J);
        Assert.Equal([3, 3], [controls.NextAction(), controls.NextAction()]);
        controls.Press(Key.L);
        Assert.Equal([1, 1], [controls.NextAction(), controls.NextAction()]);
        controls.Release(Key.L);
        Assert.Equal(3, controls.NextAction());
        controls.Release(Key.J);
        Assert.Equal(2, controls.NextAction());
        // A key that was released before the step counts for one step.
        controls.Press(Key.I);
        controls.Release(Key.I);
        Assert.Equal([0, 2], [controls.NextAction(), controls.NextAction()]);
    }

    [Fact]
    public void The_keys_of_Catch_are_the_arrows_and_A_and_D()
    {
        (Key, int)[] expected = [(Key.Left, CatchGame.Left), (Key.A, CatchGame.Left), (Key.Right, CatchGame.Right), (Key.D, CatchGame.Right)];
        foreach (var (key, action) in expected)
        {
            var controls = new KeyboardControls(CatchGame.Definition);
            Assert.Equal(CatchGame.Stay, controls.NextAction());
            controls.Press(key);
            Assert.Equal(action, controls.NextAction());
        }
    }

    [SkippableFact]
    public void The_HUD_shows_the_games_title_actions_and_score_label()
    {
        Skip.IfNot(run.IsAvailable, run.Reason);
        using var canvas = new OffscreenCanvas(960, 640);
        using var renderer = new HudRenderer(canvas.Gl);
        var model = HudModel.For(Game, human: true);
        (model.Episodes, model.Successes, model.Action, model.ActionValues) = (12, 9, 1, new float[] { 0.1f, 0.4f, 0.3f, 0.2f });
        var layout = HudLayout.For(960, 640);
        canvas.Clear(HudColors.Background);
        renderer.Begin(960, 640);
        new HudOverlay(renderer).Draw(model, layout);
        renderer.End();
        var picture = canvas.Read();
        picture.Save("hud-beacon");
        var inside = layout.Panel.Inset(9 * layout.Scale);
        Assert.True(Shows(picture, "BEACON", inside.X, layout.Scale + Math.Max(1, layout.Scale / 2)));
        foreach (string text in (string[])["Reached", "up", "right", "down", "left"])
            Assert.True(Shows(picture, text, inside.X, layout.Scale), text);
        // The action's name is at the left, its key ends at the right.
        foreach (string key in (string[])["I", "L", "K", "J"])
            Assert.True(Shows(picture, key, inside.X + inside.Width - (PixelFont.WidthOf(1) * layout.Scale), layout.Scale), key);
        Assert.False(Shows(picture, "Caught", inside.X, layout.Scale));
        Assert.False(Shows(picture, "stay", inside.X, layout.Scale));
    }

    [GeneratedRegex("data:image/[^\"]*")]
    private static partial Regex EmbeddedImage();

    private static string Play(string model, int episodes)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var checkpoint = Checkpoint.Load(model);
        using var host = GraphicsHost.OpenHeadless();
        var settings = new PlaySettings(Game, model, "cpu") { Episodes = episodes };
        Assert.Equal(0, settings.Play(host, AgentNetwork.Of(checkpoint, Game), checkpoint, output, CancellationToken.None));
        return output.ToString();
    }

    /// <summary>Whether a line of text begins at a column, in any row.</summary>
    private static bool Shows(Picture picture, string text, int x, int scale) => Enumerable.Range(0, 600).Any(y =>
        Enumerable.Range(0, text.Length * PixelFont.Advance * PixelFont.CapitalHeight).All(dot =>
        {
            int column = dot % (text.Length * PixelFont.Advance), row = dot / (text.Length * PixelFont.Advance);
            var pixel = picture[x + (column * scale) + (scale / 2), y + (row * scale) + (scale / 2)];
            bool lit = Math.Max(pixel.Red, pixel.Green) > 120;
            return lit == PixelFont.IsSet(text[column / PixelFont.Advance], column % PixelFont.Advance, row);
        }));
}
