using System.Globalization;
using DemoGame.Games;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary>Writes what a finished run leaves behind: the recording, the curve, the report and the result.</summary>
internal sealed unsafe class TrainingFiles(TrainingSettings settings, GL gl, Device device, Variables variables)
{
    private const int RecordedEpisodes = 12;
    private const int Enlarge = 3;
    private const double StepsPerSecond = 15;

    public void Write(TrainingResult result, LearningCurve curve)
    {
        curve.SaveCsv(File(OutputFolder.CurveNumbers));
        curve.SavePng(File(OutputFolder.Curve), string.Create(CultureInfo.InvariantCulture, $"{settings.Game}, seed {settings.Seed}: average return of the last 200 episodes"));
        Record();
        Report(result);
        ResultFile.Save(File(OutputFolder.Result), result);
    }

    private string File(string name) => Path.Combine(settings.Out, name);

    private void Record()
    {
        using var player = new AgentPlayer(gl, settings.Game, device, variables, (ulong)settings.Seed + 1);
        int width = player.Game.Width * Enlarge, height = player.Game.Height * Enlarge;
        using var picture = new GameAtlas(gl, 1, width, height);
        var recording = new Recording(width, height);
        byte[] bottomUp = new byte[width * height * 4], topDown = new byte[width * height * 4];
        while (player.Played < RecordedEpisodes)
        {
            player.Step();
            picture.Render([player.Game]);
            gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, picture.Framebuffer);
            fixed (byte* pixels = bottomUp) gl.ReadPixels(0, 0, (uint)width, (uint)height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
            for (int row = 0; row < height; row++) bottomUp.AsSpan((height - 1 - row) * width * 4, width * 4).CopyTo(topDown.AsSpan(row * width * 4));
            recording.AddFrame(topDown, $"caught {player.Won} of {player.Played}  {player.Game.Actions[player.Action]}");
        }
        recording.Save(File(OutputFolder.Recording), StepsPerSecond);
    }

    private void Report(TrainingResult result)
    {
        var culture = CultureInfo.InvariantCulture;
        var options = new DqnOptions();
        var report = new RunReport
        {
            Title = $"{settings.Game}, learned from pixels",
            Headline = string.Create(culture, $"{result.CatchRate:P1} of 200 balls caught"),
            Facts =
            {
                new("frames played", result.Frames.ToString("N0", culture)),
                new("seconds", result.Seconds.ToString("F0", culture)),
                new("device", device.Name),
                new("seed", settings.Seed.ToString(culture)),
                new("algorithm", "double DQN, Huber loss, Adam"),
                new("learning rate", options.LearningRate.ToString(culture)),
                new("discount", options.Discount.ToString(culture)),
                new("batch", options.BatchSize.ToString(culture)),
                new("replay memory", string.Create(culture, $"{options.ReplayCapacity:N0} steps")),
                new("packages", result.Packages),
            },
            Sections =
            {
                new("How it plays", new ReportPicture(File(OutputFolder.Recording), "The trained agent playing.")),
                new("How it learned", new ReportPicture(File(OutputFolder.Curve), "Average return against steps.")),
                new("The network", new ReportTable(["layer", "operator", "output", "multiplications"], Layers())),
            },
        };
        report.Save(File(OutputFolder.Report));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Layers()
    {
        var view = Games.GameEnvironment.DefaultView;
        var graph = new Graph();
        DqnNetworks.Small("online", graph.Input("observations", [1, view.Frames, view.Height, view.Width]), 3);
        return [.. graph.Nodes.Select(node => (IReadOnlyList<string>)[
            node.Name["online/".Length..].Replace("reshape", "flatten", StringComparison.Ordinal), node.Operator.Name, node.Outputs[0].Shape.ToString(),
            node.Operator.Multiplications([.. node.Inputs.Select(input => input.Shape)]).ToString("N0", CultureInfo.InvariantCulture)])];
    }
}
