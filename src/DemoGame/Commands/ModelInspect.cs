using System.CommandLine;
using System.Globalization;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Insight.Inspection;
using VisionRuntime.Models;
using static DemoGame.Commands.ModelCommand;

namespace DemoGame.Commands;

/// <summary><c>model inspect</c>: images of what is inside a network.</summary>
internal static class ModelInspect
{
    public const string Filters = "filters.png";
    public const string Activations = "activations.png";
    public const string ReceptiveField = "receptive-field.png";
    public const string Gradient = "gradient.png";
    public const string GradCam = "grad-cam.png";
    public const string Occlusion = "occlusion.png";

    public static Command Create()
    {
        var model = NameOrFile();
        var image = new Option<string?>("--image") { Description = "The input image; a frame of a game by default." };
        var layer = new Option<string?>("--layer") { Description = "The layer for the receptive field and Grad-CAM." };
        var unit = new Option<string?>("--unit") { Description = "The unit for the receptive field: channel,row,column." };
        var labels = new Option<string?>("--labels") { Description = "A text file with one label per line, one for each class." };
        var @class = Options.OptionalInteger(
            "--class", "The class that the saliency maps explain, from 0; the one with the highest score by default.", 0);
        var patch = Options.OptionalInteger("--occlusion-patch", "The size of the occluding patch in pixels; 0 leaves that map out.", 0);
        var @out = new Option<string>("--out")
        {
            Description = "The folder for the images.",
            DefaultValueFactory = _ => Path.Combine("out", "inspection"),
        };
        var device = DeviceOptions.ForModels();
        var command = new Command("inspect", "Draw a network's filters, activations, a receptive field and saliency maps.")
        {
            model, image, layer, unit, labels, @class, patch, @out, device,
        };
        command.SetAction(parsed =>
        {
            new Request(parsed.GetValue(model)!, parsed.GetValue(@out)!, parsed.GetValue(device)!)
            {
                Image = parsed.GetValue(image),
                Layer = parsed.GetValue(layer),
                Unit = parsed.GetValue(unit),
                LabelFile = parsed.GetValue(labels),
                Class = parsed.GetValue(@class),
                Patch = parsed.GetValue(patch),
            }.Run();
            return 0;
        });
        return command;
    }

    private sealed record Request(string NameOrFile, string Out, string Device)
    {
        public string? Image { get; init; }

        public string? Layer { get; init; }

        public string? Unit { get; init; }

        public string? LabelFile { get; init; }

        public int? Class { get; init; }

        public int? Patch { get; init; }

        public void Run()
        {
            var model = ModelFile.Open(NameOrFile);
            // An ONNX file is of no known task; a .vision file may be an agent.
            bool isVisionFile = model.HasWeights && model.Task != ModelTask.Unknown;
            var agent = isVisionFile ? InspectionInput.AgentOf(Checkpoint.Load(NameOrFile), model) : null;
            if (agent is var (_, network)) model = model with { Labels = network.Definition.Labels };
            using var device = DeviceOptions.Open(Device);
            using var variables = new Variables(device.Device);
            using var inspection = new ModelInspection(device.Device, variables, model, Layer, channelsAreClasses: Class is not null);
            Validate(inspection);
            var unit = UnitOf(inspection);
            string[]? labels = ReadLabels(inspection);
            var (input, description) = InspectionInput.Create(Image, model, agent, device, variables);
            OutputFolder.Prepare(Out);

            Console.WriteLine(model.HasWeights
                ? $"{model.Name} with the weights of {NameOrFile}"
                : $"{model.Name} with random weights: the zoo has no trained ones, so its scores mean nothing");
            if (inspection.FirstFilters is { } filters) Save(Filters, inspection.DrawFilters(), $"the first filters, {filters}");
            if (input is null)
            {
                Console.WriteLine($"{model.Name} does not take images, so nothing else can be drawn");
                return;
            }
            Save(Activations, inspection.DrawActivations(input, labels), $"the activations of each layer for {description}");
            if (unit is not null) Save(ReceptiveField, inspection.DrawReceptiveField(input, unit), $"the receptive field of unit {unit}");
            else Console.WriteLine($"{Layer ?? model.Name} has no units with a rectangular receptive field");
            if (inspection.HasScores) Explain(inspection, input, labels);
            else Console.WriteLine($"{NoScores(inspection)}, so there are no saliency maps");
        }

        private void Explain(ModelInspection inspection, float[] input, IReadOnlyList<string>? labels)
        {
            float[] scores = inspection.ScoresOf(input);
            int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
            var highest = order.Take(
                5).Select(i => string.Create(CultureInfo.InvariantCulture, $"{inspection.LabelOf(i, labels)} {scores[i]:0.000}"));
            Console.WriteLine($"highest scores: {string.Join(", ", highest)}");
            int score = Class ?? order[0];
            string label = inspection.LabelOf(score, labels);
            var saliency = inspection.Saliency;
            Draw(Gradient, saliency.GradientOf(input, score), $"{label}: gradient", $"the gradient of the score of {label} at each pixel");
            string layer = saliency.Layer.Name;
            Draw(GradCam, saliency.GradCamOf(input, score), $"{label}: Grad-CAM", $"the evidence for {label} in layer {layer} (Grad-CAM)");
            if (Patch == 0) return;
            var shape = inspection.Model.InputShape;
            var grid = OcclusionGrid.For(shape[2], shape[3], inspection.Multiplications, Patch);
            float[] decreases = saliency.OcclusionOf(input, score, grid, Console.IsErrorRedirected ? null : ShowProgress);
            string patch = $"{grid.Patch} x {grid.Patch}";
            string effect = $"the decrease of {label} if {patch} pixels are covered, at a stride of {grid.Stride}";
            Draw(Occlusion, decreases, $"{label}: {patch} covered", effect);

            void Draw(string name, float[] map, string title, string description) =>
                Save(name, inspection.DrawHeatmap(input, map, title), description);
        }

        private static void ShowProgress(int done, int total) =>
            Console.Error.Write(done < total ? $"\rocclusion: {done} of {total} positions" : "\r\e[K");

        private void Save(string name, Image<Rgba32> image, string description)
        {
            string path = Path.Combine(Out, name);
            using (image) AtomicFile.Write(path, stream => image.SaveAsPng(stream));
            Console.WriteLine($"{path}: {description}");
        }

        /// <summary>Checks the options against the network, before anything is computed.</summary>
        private void Validate(ModelInspection inspection)
        {
            var model = inspection.Model;
            if (Image is not null && !inspection.TakesImages)
            {
                throw new CommandException(
                    $"--image: {model.Name} does not take images, its input is {model.InputShape}; leave out the option");
            }
            if (Class is not null && !inspection.HasScores)
                throw new CommandException($"--class: {NoScores(inspection)}; leave out the option");
            if (Class >= inspection.ScoreCount)
            {
                throw new CommandException(
                    $"--class must be from 0 to {inspection.ScoreCount - 1}, the classes of {model.Name}, not {Class}");
            }
            if (Patch is not { } patch || !inspection.TakesImages || patch <= Math.Min(model.InputShape[2], model.InputShape[3])) return;
        {
            throw new CommandException(
                $"--occlusion-patch {patch} is larger than the image of {model.InputShape[3]} x {model.InputShape[2]} pixels");
        }
        }

        private static string NoScores(ModelInspection inspection)
        {
            var model = inspection.Model;
            if (!inspection.TakesImages || model.Task != ModelTask.Unknown) return $"{model.Name} does not classify images";
            return $"the output {inspection.Layers[^1].Output.Shape} of {model.Name} is not one score per class "
                + "(if its channels are classes, choose one with --class)";
        }

        /// <summary>The unit to draw; null if the network has none and none was asked for.</summary>
        private NetworkUnit? UnitOf(ModelInspection inspection)
        {
            try
            {
                if (!inspection.TakesImages) throw new NotSupportedException($"{inspection.Model.Name} does not take images");
                var unit = inspection.DefaultUnit();
                if (Unit is not null) unit = ParseUnit(Unit, unit.Layer);
                _ = unit.ReceptiveField;
                return unit;
            }
            catch (NotSupportedException exception) when (Unit is not null)
            {
                throw new CommandException($"--unit: {exception.Message}");
            }
            catch (NotSupportedException)
            {
                return null;
            }
        }

        private static NetworkUnit ParseUnit(string text, NetworkLayer layer)
        {
            int?[] indices = [.. text.Split(',').Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? (int?)index : null)];
            if (indices is not [{ } channel, { } y, { } x])
                throw new CommandException($"'--unit' must be channel,row,column such as 0,3,3, not '{text}'");
            var shape = layer.Output.Shape;
            if (channel < shape[1] && y < shape[2] && x < shape[3]) return new(layer, channel, y, x);
        {
            throw new CommandException(
                $"--unit {text}: the units of {layer.Name} range from 0,0,0 to {shape[1] - 1},{shape[2] - 1},{shape[3] - 1}");
        }
        }

        private string[]? ReadLabels(ModelInspection inspection)
        {
            if (LabelFile is null) return null;
            if (!File.Exists(LabelFile)) throw new CommandException($"--labels: the file {LabelFile} does not exist");
            string[] lines = [.. File.ReadLines(LabelFile).Select(line => line.Trim()).Where(line => line.Length > 0)];
            return lines.Length == inspection.ScoreCount
                ? lines
                : throw new CommandException($"--labels: {LabelFile} has {lines.Length} labels for {inspection.ScoreCount} classes");
        }
    }
}
