using VisionRuntime.Formats.Onnx;
using VisionRuntime.Models;

namespace VisionRuntime.Formats;

/// <summary>The one way from a name or a file to a network: the zoo by its names, our own files by the network that they name, ONNX files by what is in them.</summary>
public static class ModelFile
{
    private static readonly Dictionary<string, string> FormerNames = new(StringComparer.Ordinal) { ["Small"] = "dqn-small" };

    /// <summary>Finds a network.</summary>
    /// <param name="nameOrPath">A name of <see cref="ModelCatalog"/>, or a file.</param>
    /// <exception cref="UnknownModelException">No network has the name and there is no such file, or the file's kind cannot be read.</exception>
    /// <exception cref="OnnxException">The file is no ONNX model, or a damaged one.</exception>
    /// <exception cref="CheckpointException">The file is damaged, or does not say which network it is of, or is of another than it says.</exception>
    public static NetworkDefinition Open(string nameOrPath)
    {
        if (ModelCatalog.Find(nameOrPath) is { } known) return known;
        if (!File.Exists(nameOrPath)) throw new UnknownModelException($"Unknown model '{nameOrPath}'; it is no file, and the zoo has: {string.Join(", ", ModelCatalog.Names)}");
        if (Path.GetExtension(nameOrPath).Equals(".onnx", StringComparison.OrdinalIgnoreCase)) return OnnxNetwork.Of(OnnxModel.Load(nameOrPath));
        if (Path.GetExtension(nameOrPath).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new UnknownModelException($"{nameOrPath}: a safetensors file holds weights and no network; name the network instead: {string.Join(", ", ModelCatalog.Names)}");
        return OfCheckpoint(Checkpoint.Load(nameOrPath));
    }

    private static NetworkDefinition OfCheckpoint(Checkpoint file)
    {
        if (!file.Facts.TryGetValue("network", out string? network))
            throw new CheckpointException($"{file.Path}: the file does not say which network it is of; name the network instead: {string.Join(", ", ModelCatalog.Names)}");
        var model = ModelCatalog.Find(FormerNames.GetValueOrDefault(network, network))
            ?? throw new CheckpointException($"{file.Path}: the file is of a network called {network}, which the zoo does not have");
        foreach (var (name, variable) in model.ToGraph().Variables)
        {
            if (!file.TryShapeOf(name, out var shape)) throw new CheckpointException($"{file.Path}: the file says it is of {model.Name}, but it has no {name}");
            if (shape != variable.Value.Shape) throw new CheckpointException($"{file.Path}: the file says it is of {model.Name}, but its {name} is {shape}, not {variable.Value.Shape}");
        }
        return model;
    }
}

/// <summary>A name that no network has, or a file that none can be read from. The message is one sentence with the way out.</summary>
public sealed class UnknownModelException(string message) : Exception(message);
