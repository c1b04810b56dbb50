using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ShaderKernels.Tensors;
using VisionRuntime.Analysis;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary><c>model</c>: the zoo, and files of networks.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Look at the networks of the zoo, and at files of networks.") { List(), ModelSummary.Create(), ModelMemory.Create(), ModelConvert.Create(), ModelInspect.Create() };

    /// <summary>A name of the zoo or a file.</summary>
    public static Argument<string> NameOrFile() => new("model") { Description = "A name that model list shows, or a file of a network." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>In the largest unit of which there is one.</summary>
    public static string MemorySize(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N1} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:N1} GiB"),
    };

    public static JsonArray Lengths(Shape shape) => new([.. shape.Select(length => JsonValue.Create(length))]);

    private static Command List()
    {
        var command = new Command("list", "List the networks of the zoo.");
        command.SetAction(_ =>
        {
            var columns = new TextColumns("name", "input", "parameters", "multiplications", "source");
            foreach (var model in ModelCatalog.All)
            {
                var cost = ModelCost.Of(model.ToGraph());
                columns.Add(model.Name, string.Join('x', model.InputShape.Skip(1)), Number(cost.Parameters), Number(cost.Total.Multiplications), model.Source);
            }
            columns.Print(Console.Out);
            return 0;
        });
        return command;
    }
}
