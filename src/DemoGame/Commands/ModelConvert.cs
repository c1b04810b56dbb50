using System.CommandLine;
using System.Globalization;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using static DemoGame.Commands.ModelCommand;

namespace DemoGame.Commands;

/// <summary><c>model convert</c>: converts model files between formats.</summary>
internal static class ModelConvert
{
    private const string Vision = ".vision", Onnx = ".onnx", SafeTensorsFile = ".safetensors", NetworkFact = "network", GameFact = "game";
    private const string OnnxPrefix = "vision.";

    public static Command Create()
    {
        string formats = $"{Vision}, {Onnx} or {SafeTensorsFile}";
        var from = new Argument<string>("in") { Description = $"A name from 'model list' (with random weights), or a file: {formats}." };
        var to = new Argument<string>("out") { Description = $"The file to write: {formats}." };
        var network = new Option<string?>("--model")
        {
            Description = "The network of the zoo that the weights belong to, if the file does not name it.",
        };
        var batch = Options.Integer("--batch", "The batch size of an ONNX file.", 1, 1);
        var open = new Option<bool>("--open-batch") { Description = "Make the batch size of an ONNX file dynamic, with the name N." };
        var command = new Command("convert", "Convert a network of the zoo or a model file to another format.")
        {
            from, to, network, batch, open,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(to)!, format = Format(path);
            if (format is not (Vision or Onnx or SafeTensorsFile))
                throw new CommandException($"{path}: the format '{format}' is not supported; write a file ending in {formats}");
            using var device = new CpuDevice();
            using var variables = new Variables(device);
            var source = Read(parsed.GetValue(from)!, parsed.GetValue(network), format, variables);
            Write(source, path, format, variables, parsed.GetValue(batch), parsed.GetValue(open));
            string size = MemorySize(new FileInfo(path).Length);
            Console.WriteLine($"{path}: {source.Model.Name}, {Number(variables.Count)} values in {variables.Names.Count} tensors, {size}");
            return 0;
        });
        return command;
    }

    /// <summary>Reads the weights into the variables, and returns the network and the file's metadata.</summary>
    private static Source Read(string path, string? network, string target, Variables variables)
    {
        if (ModelCatalog.Find(path) is { } zoo)
        {
            variables.Add(zoo.ToGraph());
            return new(zoo, new Dictionary<string, string>(StringComparer.Ordinal), true);
        }
        switch (Format(path))
        {
            case Onnx:
                return ReadOnnx(path, network, target, variables);
            case SafeTensorsFile when !File.Exists(path):
                throw new CommandException($"{path}: the file does not exist");
            case SafeTensorsFile:
                using (var weights = SafeTensors.Open(path))
                {
                    string name = network ?? weights.Metadata.GetValueOrDefault(NetworkFact)
                        ?? throw new CommandException($"{path}: a safetensors file has weights but no network; name it with --model NAME");
                    var model = WithFacts(FindInZoo(name), weights.Metadata);
                    variables.Add(model.ToGraph());
                    weights.RestoreInto(variables, _ => true);
                    return new(model, weights.Metadata, true);
                }
            default:
                var known = network is null ? ModelFile.Open(path) : FindInZoo(network);
                var file = Checkpoint.Load(path);
                variables.Add(known.ToGraph());
                file.RestoreInto(variables, _ => true);
                return new(known, file.Facts, true);
        }
    }

    /// <summary>Reads an ONNX file as a network of its own, unless a network of the zoo is named or needed.</summary>
    private static Source ReadOnnx(string path, string? network, string target, Variables variables)
    {
        var file = OnnxModel.Load(path);
        if (network is null && target != Vision)
        {
            var own = ModelFile.Open(path);
            variables.Add(own.ToGraph());
            return new(own, file.Metadata, false);
        }
        string zooName = network ?? file.Metadata.GetValueOrDefault(NetworkFact) ?? throw new CommandException(
            $"{path}: a {Vision} file needs a network of the zoo, and this file does not name one; name it with --model NAME");
        var model = WithFacts(FindInZoo(zooName), file.Metadata);
        variables.Add(model.ToGraph());
        foreach (string name in variables.Names)
        {
            string mismatch = $"{path}: the file does not fit the network {model.Name}";
            if (!file.Initializers.TryGetValue(name, out var weight)) throw new CommandException($"{mismatch}: it has no {name}");
            if (weight.Shape != variables.ShapeOf(name))
                throw new CommandException($"{mismatch}: its {name} is {weight.Shape}, not {variables.ShapeOf(name)}");
            variables.Write(name, weight.ToFloats());
        }
        return new(model, file.Metadata, true);
    }

    private static void Write(Source source, string path, string format, Variables variables, int batch, bool open)
    {
        var (model, metadata, isOfZoo) = source;
        if (isOfZoo) metadata = WithFactsOf(model, metadata);
        switch (format)
        {
            case Vision: Checkpoint.Save(path, variables, WithoutOnnxKeys(metadata)); break;
            case SafeTensorsFile: SafeTensors.Save(path, variables, WithoutOnnxKeys(metadata)); break;
            default:
                // A dynamic batch is recognized in shapes by a size other than 1.
                var graph = model.ToGraph(open ? Math.Max(2, batch) : batch);
                var options = new OnnxExportOptions
                {
                    Name = model.Name, Metadata = isOfZoo ? WithOnnxKeys(model, metadata) : metadata, BatchDimension = open ? "N" : null,
                };
                OnnxExport.Save(path, graph, variables, options);
                break;
        }
    }

    /// <summary>A file's metadata, completed by what describes the network: its name, outputs, labels and preprocessing.</summary>
    private static Dictionary<string, string> WithFactsOf(NetworkDefinition model, IReadOnlyDictionary<string, string> metadata)
    {
        var facts = new Dictionary<string, string>(ModelFile.FactsOf(model), StringComparer.Ordinal);
        foreach (var (name, value) in metadata)
            if (name != NetworkFact) facts[name] = value;
        return facts;
    }

    /// <summary>
    /// Metadata with what describes the network also under the keys of ONNX files, from which it is read when the file is loaded by itself.
    /// </summary>
    private static Dictionary<string, string> WithOnnxKeys(NetworkDefinition model, IReadOnlyDictionary<string, string> metadata)
    {
        var facts = new Dictionary<string, string>(metadata, StringComparer.Ordinal);
        foreach (var (name, value) in ModelFile.MetadataOf(model)) facts[name] = value;
        if (metadata.TryGetValue(GameFact, out string? game)) facts[OnnxPrefix + GameFact] = game;
        return facts;
    }

    /// <summary>Metadata without the keys that only ONNX files need, where the same is there under its own name.</summary>
    private static Dictionary<string, string> WithoutOnnxKeys(IReadOnlyDictionary<string, string> metadata) =>
        metadata.Where(fact => !fact.Key.StartsWith(OnnxPrefix, StringComparison.Ordinal)
            || !metadata.ContainsKey(fact.Key[OnnxPrefix.Length..])).ToDictionary(StringComparer.Ordinal);

    private static string Format(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static NetworkDefinition FindInZoo(string name) => ModelCatalog.Find(name)
        ?? throw new UnknownModelException($"Unknown model '{name}'; the zoo has: {string.Join(", ", ModelCatalog.Names)}");

    /// <summary>The network with the number of outputs from a file's metadata.</summary>
    private static NetworkDefinition WithFacts(NetworkDefinition model, IReadOnlyDictionary<string, string> metadata)
    {
        bool isGiven = int.TryParse(metadata.GetValueOrDefault("outputs"), CultureInfo.InvariantCulture, out int outputs);
        return isGiven && outputs > 0 && model.Outputs is not null ? model.WithOutputs(outputs) : model;
    }

    private sealed record Source(NetworkDefinition Model, IReadOnlyDictionary<string, string> Metadata, bool IsOfZoo);
}
