using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DemoGame.Hud;
using VisionRuntime;

namespace DemoGame.Commands.Live;

/// <summary><c>classify</c>: an image classifier on live frames.</summary>
internal static class ClassifyCommand
{
    /// <summary>JSON for people and programs: labels in their own letters.</summary>
    internal static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var live = new LiveOptions();
        var model = ModelOptions.Model();
        var labels = ModelOptions.Labels();
        var top = Options.Integer("--top", "The number of classes to show.", 5, 1);
        var smooth = new Option<float>("--smooth")
        {
            Description = "The share of earlier scores in the scores shown, from 0 (none) to less than 1.",
        };
        var crops = Options.Integer("--crops", "Average over this many overlapping crops along each axis.", 1, 1);
        var shifts = Options.Integer(
            "--shifts", "Average over passes that are shifted by parts of the network's stride, so many along each axis.", 1, 1);
        var heatmap = new Option<bool>("--heatmap")
        {
            Description = "Slide the classifier over the whole frame, and show where it sees the most likely class.",
        };
        var command = live.Command(
            "classify", "Classify the frames of a source.", model, labels, top, smooth, crops, shifts, heatmap, live.Json, live.Insight);
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            var task = new Task(ModelOptions.Load(parsed.GetValue(model)!, parsed.GetValue(labels)), parsed.GetValue(top), new()
            {
                Smoothing = parsed.GetValue(smooth), Crops = parsed.GetValue(crops), Shifts = parsed.GetValue(shifts),
                WholeFrame = parsed.GetValue(heatmap),
            }, parsed.GetValue(live.Json), parsed.GetValue(live.Insight));
            return new LiveRun(live.Read(parsed, parsed.GetValue(live.Json)), task, Console.Out, cancellation).Run();
        });
        return command;
    }

    private sealed class Task(Model model, int top, ScreenClassifierOptions options, bool json, InsightPage insight)
        : ILiveTask
    {
        private ScreenClassifier? _classifier;

        public InsightOverlay? Insight { get; private set; }

        public string Title => $"Vision - {model.Name}";

        public void Attach(VisionHost vision)
        {
            _classifier = vision.Add(new ScreenClassifier(model, options));
            Insight = vision.Add(new InsightOverlay(_classifier) { Page = insight });
            ModelOptions.WarnIfUntrained(model);
        }

        public void Draw(ResultOverlay overlay)
        {
            if (options.WholeFrame) overlay.Heat(_classifier!);
            overlay.Classes(_classifier!, top);
            overlay.Age(_classifier!.ResultAge);
        }

        public void Print(TextWriter output, long frame)
        {
            var classes = Enumerable.Range(0, Math.Min(top, _classifier!.Scores.Length)).Select(rank => _classifier[rank]);
            if (json)
            {
                var line = new JsonObject
                {
                    ["frame"] = frame,
                    ["top"] = new JsonArray(
                        [.. classes.Select(found => new JsonObject { ["label"] = found.Label, ["score"] = MathF.Round(found.Score, 6) })]),
                };
                output.WriteLine(line.ToJsonString(Json));
                return;
            }
            var texts = classes.Select(found => string.Create(CultureInfo.InvariantCulture, $"{found.Label} {found.Score:P1}"));
            output.WriteLine($"frame {frame}: {string.Join(", ", texts)}");
        }
    }
}
