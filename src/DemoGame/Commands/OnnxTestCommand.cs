using System.CommandLine;
using VisionRuntime.Formats.Onnx;

namespace DemoGame.Commands;

/// <summary><c>onnx-test</c>: runs ONNX backend tests.</summary>
internal static class OnnxTestCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("folders")
        {
            Description = "Folders; every model.onnx below them that has a test_data_set_* folder beside it is a test case.",
            Arity = ArgumentArity.OneOrMore,
        };
        var device = DeviceOptions.ForModels();
        var command = new Command("onnx-test", "Run ONNX backend tests: one line per case, then the totals.") { folders, device };
        command.SetAction(parsed => Run(parsed.GetValue(folders)!, parsed.GetValue(device)!));
        return command;
    }

    private static int Run(string[] folders, string deviceName)
    {
        var cases = folders.SelectMany(FindCases).ToArray();
        var counts = new int[3];
        using var opened = DeviceOptions.Open(deviceName);
        foreach (var @case in cases)
        {
            var result = @case.Run(opened.Device);
            counts[(int)result.Outcome]++;
            Console.WriteLine(result.Outcome switch
            {
                OnnxOutcome.Passed => $"ok {@case.Name}",
                OnnxOutcome.Failed => $"FAILED {@case.Name} {result.Message.ReplaceLineEndings(" ")}",
                _ => $"unsupported {@case.Name} {result.Message}",
            });
        }
        int failed = counts[(int)OnnxOutcome.Failed];
        Console.WriteLine($"{counts[(int)OnnxOutcome.Passed]} passed, {failed} failed, {counts[(int)OnnxOutcome.Unsupported]} unsupported");
        return failed == 0 ? 0 : 1;
    }

    private static IReadOnlyList<OnnxCase> FindCases(string folder)
    {
        if (!Directory.Exists(folder)) throw new CommandException($"{folder}: the folder does not exist");
        var found = OnnxCase.FindAll(folder);
        return found.Count > 0
            ? found
            : throw new CommandException($"{folder}: there is no model.onnx with a test_data_set_* folder beside it");
    }
}
