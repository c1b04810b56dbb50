using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DemoGame.Hud;
using VisionRuntime;

namespace DemoGame.Commands.Live;

/// <summary><c>detect</c>: an object detector on live frames.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        var live = new LiveOptions();
        var model = ModelOptions.Model();
        var labels = ModelOptions.Labels();
        var threshold = new Option<float>("--threshold")
        {
            Description = "The confidence that an object must exceed, from 0 to 1.",
            DefaultValueFactory = _ => new ScreenDetectorOptions().ScoreThreshold,
        };
        var command = live.Command("detect", "Find objects in the frames of a source.", model, labels, threshold, live.Json, live.Insight);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            bool json = parsed.GetValue(live.Json);
            float least = parsed.GetValue(threshold);
            if (least is not (>= 0 and <= 1)) throw new CommandException(
                $"'--threshold' must be from 0 to 1, not {least.ToString(CultureInfo.InvariantCulture)}");
            var task = new Task(
                ModelOptions.Load(parsed.GetValue(model)!, parsed.GetValue(labels)), new() { ScoreThreshold = least }, json,
                parsed.GetValue(live.Insight));
            return new LiveRun(live.Read(parsed, json), task, Console.Out, cancellation).Run();
        });
        return command;
    }

    private sealed class Task(Model model, ScreenDetectorOptions options, bool json, InsightPage insight)
        : ILiveTask
    {
        private ScreenDetector? _detector;

        public InsightOverlay? Insight { get; private set; }

        public string Title => $"Vision - {model.Name}";

        public void Attach(VisionHost vision)
        {
            _detector = vision.Add(new ScreenDetector(model, options));
            Insight = vision.Add(new InsightOverlay(_detector) { Page = insight });
            ModelOptions.WarnIfUntrained(model);
        }

        public void Draw(ResultOverlay overlay)
        {
            overlay.Objects(_detector!);
            overlay.Age(_detector!.ResultAge);
        }

        public void Print(TextWriter output, long frame)
        {
            var objects = _detector!.Objects;
            if (json)
            {
                var line = new JsonObject { ["frame"] = frame, ["objects"] = new JsonArray([.. objects.Select(ToJson)]) };
                output.WriteLine(line.ToJsonString(ClassifyCommand.Json));
                return;
            }
            var texts = objects.Select(found => string.Create(CultureInfo.InvariantCulture,
                $"{found.Label} {found.Score:P1} at ({found.X:0}, {found.Y:0}) {found.Width:0}x{found.Height:0}"));
            output.WriteLine($"frame {frame}: {(objects.Count == 0 ? "nothing" : string.Join(", ", texts))}");
        }

        private static JsonObject ToJson(ScreenObject found) => new()
        {
            ["label"] = found.Label, ["score"] = MathF.Round(found.Score, 6), ["x"] = MathF.Round(found.X, 2),
            ["y"] = MathF.Round(found.Y, 2), ["width"] = MathF.Round(found.Width, 2), ["height"] = MathF.Round(found.Height, 2),
        };
    }
}
