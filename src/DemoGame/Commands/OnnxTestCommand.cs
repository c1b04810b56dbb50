using System.CommandLine;
using VisionRuntime.Formats.Onnx;

namespace DemoGame.Commands;

/// <summary><c>onnx-test</c>: runs ONNX's backend tests.</summary>
internal static class OnnxTestCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("folders") { Description = "Folders; every model.onnx with test_data_set_* anywhere below them is a case.", Arity = ArgumentArity.OneOrMore };
        var device = ComputeOptions.Device();
        var command = new Command("onnx-test", "Run ONNX backend tests: a line a case, then how many passed.") { folders, device };
        command.SetAction(parsed => Run(parsed.GetValue(folders)!, parsed.GetValue(device)!));
        return command;
    }

    private static int Run(string[] folders, string deviceName)
    {
        var cases = folders.SelectMany(CasesBelow).ToArray();
        var counts = new int[3];
        using var opened = ComputeOptions.Open(deviceName);
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
        Console.WriteLine($"{counts[(int)OnnxOutcome.Passed]} passed, {counts[(int)OnnxOutcome.Failed]} failed, {counts[(int)OnnxOutcome.Unsupported]} unsupported");
        return counts[(int)OnnxOutcome.Failed] == 0 ? 0 : 1;
    }

    private static IReadOnlyList<OnnxCase> CasesBelow(string folder)
    {
        if (!Directory.Exists(folder)) throw new CommandException($"{folder}: there is no such folder");
        var found = OnnxCase.FindAll(folder);
        return found.Count > 0 ? found : throw new CommandException($"{folder}: no model.onnx with a test_data_set_* beside it is anywhere below");
    }
}
