using System.CommandLine;
using VisionRuntime;

namespace DemoGame.Commands.Live;

/// <summary>The options that name a network and its labels.</summary>
internal static class ModelOptions
{
    public static Option<string> Model() => new("--model") { Description = "A name from 'model list', or a model file.", Required = true };

    public static Option<string?> Labels() => new("--labels") { Description = "A text file with one label in each line, in order." };

    /// <summary>Loads a model and gives it labels.</summary>
    /// <exception cref="CommandException">The labels cannot be read or do not match the outputs of the model.</exception>
    public static Model Load(string nameOrFile, string? labels)
    {
        var model = VisionRuntime.Model.Load(nameOrFile);
        if (labels is null) return model;
        if (!File.Exists(labels)) throw new CommandException($"--labels: the file {labels} does not exist");
        string[] lines = File.ReadAllLines(labels);
        while (lines is [.., ""]) lines = lines[..^1];
        try
        {
            return model.WithLabels(lines);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"--labels {labels}: {exception.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <summary>Says on stderr that results mean nothing if a network of the zoo is used without a file.</summary>
    public static void WarnIfUntrained(Model model)
    {
        if (!model.Definition.HasWeights)
            Console.Error.WriteLine($"vision: {model.Name} has no trained weights, so its results are random; give a trained file");
    }
}
