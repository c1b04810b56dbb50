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

/// <summary><c>model inspect</c>: pictures of what is inside a network.</summary>
internal static class ModelInspect
{
    public const string Filters = "filters.png", Activations = "activations.png", Field = "receptive-field.png", Gradient = "gradient.png", GradCam = "grad-cam.png", Occlusion = "occlusion.png";

    public static Command Create()
    {
        var model = NameOrFile();
        var image = new Option<string?>("--image") { Description = "The picture that the network looks at; a frame of a game where it is not given." };
        var layer = new Option<string?>("--layer") { Description = "The layer whose unit and whose Grad-CAM are drawn; a late one where it is not given." };
        var unit = new Option<string?>("--unit") { Description = "The unit of the layer whose receptive field is drawn, as channel,row,column; the middle one where it is not given." };
        var labels = new Option<string?>("--labels") { Description = "A file with a name for each score, one a line." };
        var @class = GameOptions.Number("--class", "The score that the saliency maps explain, from 0; the highest where it is not given.", -1, 0);
        var patch = GameOptions.Number("--occlusion-patch", "Pixels that are covered at once; 0 leaves that map out. A seventh of the picture where it is not given.", -1, 0);
        var @out = new Option<string>("--out") { Description = "The folder that the pictures go to.", DefaultValueFactory = _ => Path.Combine("out", "inspection") };
        var device = ComputeOptions.Device();
        var command = new Command("inspect", "Draw a network's filters, activations, a receptive field and saliency maps.") { model, image, layer, unit, labels, @class, patch, @out, device };
        command.SetAction(parsed =>
        {
            new Request(parsed.GetValue(model)!, parsed.GetValue(image), parsed.GetValue(layer), parsed.GetValue(unit), parsed.GetValue(labels),
                parsed.GetValue(@class), parsed.GetValue(patch), parsed.GetValue(@out)!, parsed.GetValue(device)!).Run();
            return 0;
        });
        return command;
    }

    private sealed record Request(string NameOrFile, string? Image, string? Layer, string? Unit, string? Labels, int Class, int Patch, string Out, string Device)
    {
        public void Run()
        {
            var model = ModelFile.Open(NameOrFile);
            bool untrained = ModelCatalog.Find(NameOrFile) is not null;
            // An ONNX file's graph brings its weights along; a file of ours has them beside a network of the zoo.
            var file = untrained || model.Task == ModelTask.Unknown ? null : Checkpoint.Load(NameOrFile);
            using var device = ComputeOptions.Open(Device);
            using var variables = new Variables(device.Device);
            using var inspection = new ModelInspection(device.Device, variables, model, Layer);
            file?.RestoreInto(variables, _ => true);
            Require(inspection);
            var unit = UnitOf(inspection);
            var labels = LabelsOf(inspection, file);
            var (input, what) = InspectionInput.Of(Image, model, file, device, variables);
            OutputFolder.Prepare(Out);

            Console.WriteLine(untrained ? $"{model.Name} with random weights: the zoo has no trained ones, so its answers mean nothing" : $"{model.Name} with the weights of {NameOrFile}");
            if (inspection.FirstFilters is { } filters) Save(Filters, inspection.DrawFilters(), $"the first filters, {filters}");
            if (input is null)
            {
                Console.WriteLine($"{model.Name} takes no picture, so nothing else can be drawn");
                return;
            }
            Save(Activations, inspection.DrawActivations(input, labels), $"what each layer makes of {what}");
            if (unit is not null) Save(Field, inspection.DrawReceptiveField(input, unit), $"what unit {unit} sees of it");
            else Console.WriteLine($"{(Layer is null ? model.Name : Layer)} has no units with a window on a picture, so there is no receptive field");
            if (inspection.GivesScores) Explain(inspection, input, labels);
            else Console.WriteLine($"{model.Name} gives no scores for pictures, so there are no saliency maps");
        }

        private void Explain(ModelInspection inspection, float[] input, IReadOnlyList<string>? labels)
        {
            float[] scores = inspection.ScoresOf(input);
            int[] best = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
            Console.WriteLine($"highest scores: {string.Join(", ", best.Take(5).Select(i => string.Create(CultureInfo.InvariantCulture, $"{inspection.LabelOf(i, labels)} {scores[i]:0.000}")))}");
            int score = Class >= 0 ? Class : best[0];
            string label = inspection.LabelOf(score, labels);
            var saliency = inspection.Saliency;
            Save(Gradient, inspection.DrawHeat(input, saliency.GradientOf(input, score), $"{label}: gradient"), $"how strongly each pixel moves the score of {label}");
            Save(GradCam, inspection.DrawHeat(input, saliency.GradCamOf(input, score), $"{label}: Grad-CAM"), $"where {saliency.MapsOf.Name} finds what speaks for {label} (Grad-CAM)");
            if (Patch == 0) return;
            var shape = inspection.Model.InputShape;
            var grid = OcclusionGrid.For(shape[2], shape[3], inspection.Multiplications, Patch > 0 ? Patch : null);
            float[] losses = saliency.OcclusionOf(input, score, grid, Console.IsErrorRedirected ? null : ShowProgress);
            Save(Occlusion, inspection.DrawHeat(input, losses, $"{label}: {grid.Patch} x {grid.Patch} covered"), $"what {label} loses where {grid.Patch} x {grid.Patch} pixels are covered, every {grid.Stride}");
        }

        private static void ShowProgress(int done, int all) => Console.Error.Write(done < all ? $"\rcovered {done} of {all} places" : "\r\e[K");

        private void Save(string name, Image<Rgba32> image, string what)
        {
            string path = Path.Combine(Out, name);
            using (image) AtomicFile.Write(path, stream => image.SaveAsPng(stream));
            Console.WriteLine($"{path}: {what}");
        }

        /// <summary>Refuses what the network cannot do, before anything is computed.</summary>
        private void Require(ModelInspection inspection)
        {
            var model = inspection.Model;
            if (Image is not null && !inspection.TakesPictures) throw new CommandException($"--image: {model.Name} takes no picture, its input is {model.InputShape}; leave the option out");
            if (Class >= 0 && !inspection.GivesScores) throw new CommandException($"--class: {model.Name} gives no scores for pictures; leave the option out");
            long scores = inspection.Layers[^1].Output.Shape.Count;
            if (Class >= scores) throw new CommandException($"--class {Class}: {model.Name} has {scores} scores; choose one from 0 to {scores - 1}");
            if (Patch > 0 && inspection.TakesPictures && Patch > Math.Min(model.InputShape[2], model.InputShape[3]))
                throw new CommandException($"--occlusion-patch {Patch} is larger than the picture of {model.InputShape[2]} x {model.InputShape[3]}");
        }

        /// <summary>The unit to draw; null where the network has none and none was asked for.</summary>
        private NetworkUnit? UnitOf(ModelInspection inspection)
        {
            try
            {
                if (!inspection.TakesPictures) throw new NotSupportedException($"{inspection.Model.Name} takes no picture");
                var unit = inspection.DefaultUnit();
                if (Unit is not null)
                {
                    int?[] numbers = [.. Unit.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? (int?)number : null)];
                    if (numbers is not [{ } channel, { } y, { } x]) throw new CommandException($"--unit '{Unit}' is no channel,row,column such as 0,3,3");
                    unit = unit with { Channel = channel, Y = y, X = x };
                    var shape = unit.Layer.Output.Shape;
                    if (channel >= shape[1] || y >= shape[2] || x >= shape[3])
                        throw new CommandException($"--unit {Unit}: {unit.Layer.Name} has units from 0,0,0 to {shape[1] - 1},{shape[2] - 1},{shape[3] - 1}");
                }
                _ = unit.Field;
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

        private string[]? LabelsOf(ModelInspection inspection, Checkpoint? file)
        {
            long scores = inspection.Layers[^1].Output.Shape.Count;
            if (Labels is null)
            {
                return file is not null && InspectionInput.GameOf(file) is { } game && inspection.Model.Task == ModelTask.Control && game.ActionCount == scores ? [.. game.Actions] : null;
            }
            if (!File.Exists(Labels)) throw new CommandException($"--labels {Labels}: there is no such file");
            string[] lines = [.. File.ReadLines(Labels).Select(line => line.Trim()).Where(line => line.Length > 0)];
            return lines.Length == scores ? lines : throw new CommandException($"--labels {Labels}: {lines.Length} names for {scores} scores; give one a line");
        }
    }
}
