using System.Globalization;
using DemoGame.Games;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Analysis;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;

namespace DemoGame.Commands;

/// <summary>Writes the files of a finished run: recording, learning curve, report and result.</summary>
internal sealed class TrainingFiles(
    TrainingSettings settings, AgentNetwork network, IReadOnlyList<(string Name, string Value)> algorithm, GL gl, Device device,
    Variables variables)
{
    /// <summary>The largest number of frames in the recording.</summary>
    private const int RecordedFrames = 900;

    private readonly TrainableGame _game = settings.Game;

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
        using var camera = _game.CreateCamera(gl, player.Environment);
        var recording = new Recording(camera.Width, camera.Height);
        byte[] pixels = new byte[camera.Width * camera.Height * 4];
        for (int frames = 0; player.Episodes < _game.Training.RecordedEpisodes && frames < RecordedFrames; frames++)
        {
            player.Step();
            camera.Read(pixels);
            recording.AddFrame(pixels, $"{_game.Success.Label} {player.Successes} of {player.Episodes}  {_game.Actions[player.Action]}");
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
