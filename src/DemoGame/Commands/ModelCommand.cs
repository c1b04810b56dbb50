using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ShaderKernels.Tensors;
using VisionRuntime.Analysis;
using VisionRuntime.Models;

namespace DemoGame.Commands;

/// <summary><c>model</c>: the networks of the zoo, and model files.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Work with the networks of the zoo and with model files.")
    {
        List(), ModelSummary.Create(), ModelMemory.Create(), ModelConvert.Create(), ModelQuantize.Create(), ModelInspect.Create(),
        ModelClassify.Create(),
    };

    /// <summary>A network of the zoo or a model file.</summary>
    public static Argument<string> NameOrFile() => new("model") { Description = "A name from 'model list', or a model file." };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    public static Option<int> Batch() => Options.Integer("--batch", "The batch size.", 1, 1);

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A size in KiB, MiB or GiB.</summary>
    public static string MemorySize(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N1} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:N1} GiB"),
    };

    public static JsonArray Dimensions(Shape shape) => new([.. shape.Select(length => JsonValue.Create(length))]);

    private static Command List()
    {
        var command = new Command("list", "List the networks of the zoo.");
        command.SetAction(_ =>
        {
            var table = Tables.Create(["name", "source", "input"], "parameters", "multiplications");
            foreach (var model in ModelCatalog.All)
            {
                var cost = ModelCost.Of(model.ToGraph());
                string input = string.Join('x', model.InputShape.Skip(1));
                table.Add(model.Name, model.Source, input, Number(cost.Parameters), Number(cost.Total.Multiplications));
            }
            table.Print(Console.Out);
            return 0;
        });
        return command;
    }
}
