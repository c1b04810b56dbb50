using System.Globalization;
using DemoGame.Games;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;

namespace DemoGame.Commands;

/// <summary>Writes the files of a finished run: recording, learning curve, report and result.</summary>
internal sealed unsafe class TrainingFiles(
    TrainingSettings settings, AgentNetwork network, IReadOnlyList<(string Name, string Value)> algorithm, GL gl, Device device,
    Variables variables)
{
    /// <summary>The size in pixels at which the game is recorded, about.</summary>
    private const int RecordedSize = 252;

    /// <summary>The largest number of frames in the recording.</summary>
    private const int RecordedFrames = 900;

    private readonly GameDefinition _game = settings.Game;

    public void Write(TrainingResult result, LearningCurve curve)
    {
        curve.SaveCsv(File(OutputFolder.CurveData));
        string title = $"{_game.Name}, seed {settings.Seed}: mean return of the last {TrainingDisplay.AveragedEpisodes} episodes";
        curve.SavePng(File(OutputFolder.Curve), title);
        Record();
        Report(result);
        ResultFile.Save(File(OutputFolder.Result), result);
    }

    private string File(string name) => Path.Combine(settings.Out, name);

    private void Record()
    {
        using var player = new AgentPlayer(gl, _game, network, device, variables, (ulong)settings.Seed + 1, settings.Environment);
        int scale = Math.Max(1, RecordedSize / Math.Max(player.Game.Width, player.Game.Height));
        int width = player.Game.Width * scale, height = player.Game.Height * scale;
        using var atlas = new GameAtlas(gl, 1, width, height);
        var recording = new Recording(width, height);
        int frames = 0;
        byte[] bottomUp = new byte[width * height * 4], topDown = new byte[width * height * 4];
        while (player.Episodes < _game.Training.RecordedEpisodes && frames++ < RecordedFrames)
        {
            player.Step();
            atlas.Render([player.Game]);
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, atlas.Framebuffer);
            fixed (byte* pixels = bottomUp)
                gl.ReadPixels(0, 0, (uint)width, (uint)height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
            for (int row = 0; row < height; row++)
                bottomUp.AsSpan((height - 1 - row) * width * 4, width * 4).CopyTo(topDown.AsSpan(row * width * 4));
            recording.AddFrame(topDown, $"{_game.Success.Label} {player.Successes} of {player.Episodes}  {_game.Actions[player.Action]}");
        }
        recording.Save(File(OutputFolder.Recording), _game.StepsPerSecond / settings.Environment.FrameSkip);
    }

    private void Report(TrainingResult result)
    {
        var culture = CultureInfo.InvariantCulture;
        double low = result.ReturnInterval[0], high = result.ReturnInterval[1];
        var report = new RunReport
        {
            Title = $"{_game.Title}, learned from pixels",
            Headline = result.Score,
            Facts =
            {
                new("mean return", string.Create(culture, $"{result.MeanReturn:0.###}")),
                new("95 % confidence interval", string.Create(culture, $"{low:0.###} to {high:0.###}")),
                new("frames", result.Frames.ToString("N0", culture)),
                new("seconds", result.Seconds.ToString("F0", culture)),
                new("device", device.Name),
                new("seed", settings.Seed.ToString(culture)),
                new("network", network.Definition.Name),
                new("network input", network.Preprocessing.ToString()),
                new("packages", result.Packages),
            },
            Sections =
            {
                new("The agent", new ReportImage(File(OutputFolder.Recording), "The trained agent playing.")),
                new("Training", new ReportImage(File(OutputFolder.Curve), "Mean return over steps.")),
                new("The network", new ReportTable(["layer", "operator", "output", "parameters", "multiplications"], Layers())),
            },
        };
        int place = 6;
        foreach (var (name, value) in algorithm) report.Facts.Insert(place++, new(name, value));
        report.Save(File(OutputFolder.Report));
    }

    private IReadOnlyList<IReadOnlyList<string>> Layers() =>
        [.. ModelCost.Of(network.Definition.ToGraph()).Layers.Select(layer => (IReadOnlyList<string>)[
            layer.Name, layer.Kind, layer.OutputShape.ToString(),
            ModelCommand.Number(layer.Parameters), ModelCommand.Number(layer.Cost.Multiplications)])];
}
