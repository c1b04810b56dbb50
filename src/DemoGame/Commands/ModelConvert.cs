using System.CommandLine;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using static DemoGame.Commands.ModelCommand;

namespace DemoGame.Commands;

/// <summary><c>model convert</c>: a network's weights from one kind of file to another.</summary>
internal static class ModelConvert
{
    private const string Ours = ".vision", Onnx = ".onnx", Weights = ".safetensors", NetworkFact = "network";

    public static Command Create()
    {
        var from = new Argument<string>("in") { Description = $"A name that model list shows (with first weights), or a file: {Ours}, {Onnx} or {Weights}." };
        var to = new Argument<string>("out") { Description = $"The file to write: {Ours}, {Onnx} or {Weights}." };
        var named = new Option<string?>("--model") { Description = "Which network of the zoo the weights are of, where the file does not say." };
        var batch = GameOptions.Number("--batch", "Samples at once, in an ONNX file.", 1, 1);
        var open = new Option<bool>("--open-batch") { Description = "Leave the number of samples open in an ONNX file, as N." };
        var command = new Command("convert", "Turn a network, or a file of one, into another kind of file.") { from, to, named, batch, open };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(to)!, kind = Kind(path);
            if (kind is not (Ours or Onnx or Weights)) throw new CommandException($"{path}: files are written as {Ours}, {Onnx} or {Weights}, and this is none of them");
            using var device = new CpuDevice();
            using var variables = new Variables(device);
            var source = Read(parsed.GetValue(from)!, parsed.GetValue(named), kind, variables);
            Write(source, path, kind, variables, parsed.GetValue(batch), parsed.GetValue(open));
            Console.WriteLine($"{path}: {source.Model.Name}, {Number(variables.Count)} numbers in {variables.Names.Count} tensors, {MemorySize(new FileInfo(path).Length)}");
            return 0;
        });
        return command;
    }

    /// <summary>Fills the variables; the facts are what the file said besides.</summary>
    private static Source Read(string path, string? named, string target, Variables variables)
    {
        if (ModelCatalog.Find(path) is { } zoo)
        {
            variables.Add(zoo.ToGraph());
            return new(zoo, new Dictionary<string, string>(StringComparer.Ordinal), true);
        }
        switch (Kind(path))
        {
            case Onnx:
                return ReadOnnx(path, named, target, variables);
            case Weights when !File.Exists(path):
                throw new CommandException($"{path}: there is no such file");
            case Weights:
                using (var weights = SafeTensors.Open(path))
                {
                    var model = Zoo(named ?? weights.Metadata.GetValueOrDefault(NetworkFact) ?? throw new CommandException($"{path}: a safetensors file holds weights and no network; say which they are of with --model NAME"));
                    variables.Add(model.ToGraph());
                    weights.RestoreInto(variables, _ => true);
                    return new(model, weights.Metadata, true);
                }
            default:
                var known = named is null ? ModelFile.Open(path) : Zoo(named);
                var file = Checkpoint.Load(path);
                variables.Add(known.ToGraph());
                file.RestoreInto(variables, _ => true);
                return new(known, file.Facts, true);
        }
    }

    /// <summary>A graph of its own, unless a network of the zoo is named or needed.</summary>
    private static Source ReadOnnx(string path, string? named, string target, Variables variables)
    {
        var file = OnnxModel.Load(path);
        if (named is null && target != Ours)
        {
            var own = ModelFile.Open(path);
            variables.Add(own.ToGraph());
            return new(own, file.Metadata, false);
        }
        var model = Zoo(named ?? file.Metadata.GetValueOrDefault(NetworkFact) ?? throw new CommandException($"{path}: a {Ours} file names a network of the zoo, and this file does not say whether it is one; say which with --model NAME"));
        variables.Add(model.ToGraph());
        foreach (string name in variables.Names)
        {
            if (!file.Initializers.TryGetValue(name, out var weight)) throw new CommandException($"{path}: the file is of another network than {model.Name}: it has no {name}");
            if (weight.Shape != variables.ShapeOf(name)) throw new CommandException($"{path}: the file is of another network than {model.Name}: its {name} is {weight.Shape}, not {variables.ShapeOf(name)}");
            variables.Write(name, weight.ToFloats());
        }
        return new(model, file.Metadata, true);
    }

    private static void Write(Source source, string path, string kind, Variables variables, int batch, bool open)
    {
        var (model, facts, isOfZoo) = source;
        if (isOfZoo) facts = new Dictionary<string, string>(facts, StringComparer.Ordinal) { [NetworkFact] = model.Name };
        switch (kind)
        {
            case Ours: Checkpoint.Save(path, variables, facts); break;
            case Weights: SafeTensors.Save(path, variables, facts); break;
            default:
                // A batch of more than one shows itself in every shape that depends on it.
                OnnxExport.Save(path, model.ToGraph(open ? Math.Max(2, batch) : batch), variables, new OnnxExportOptions { Name = model.Name, Metadata = facts, BatchDimension = open ? "N" : null });
                break;
        }
    }

    private static string Kind(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static NetworkDefinition Zoo(string name) => ModelCatalog.Find(name) ?? throw new UnknownModelException($"Unknown model '{name}'; the zoo has: {string.Join(", ", ModelCatalog.Names)}");

    private sealed record Source(NetworkDefinition Model, IReadOnlyDictionary<string, string> Facts, bool IsOfZoo);
}
