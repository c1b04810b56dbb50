using System.CommandLine;
using VisionRuntime.Formats.Onnx;

namespace DemoGame.Commands;

/// <summary><c>run</c>: one inference of an ONNX model on files.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "An ONNX model." };
        var inputs = new Option<string[]>("--input") { Description = "Tensors (.pb) for the model's inputs, in its order.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--output") { Description = "A folder for the outputs, output_0.pb and so on.", Required = true };
        var device = ComputeOptions.Device();
        var command = new Command("run", "Run an ONNX model once, from files to files.") { model, inputs, output, device };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(inputs) ?? [], parsed.GetValue(output)!, parsed.GetValue(device)!));
        return command;
    }

    private static int Run(string file, string[] inputs, string folder, string deviceName)
    {
        var model = OnnxModel.Load(file);
        if (inputs.Length != model.Inputs.Count)
            throw new CommandException($"{file} has {model.Inputs.Count} inputs ({string.Join(", ", model.Inputs)}), and {inputs.Length} files were given; name one with --input for each");
        var given = model.Inputs.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => OnnxValueFile.Read(pair.Second, pair.First.Kind), StringComparer.Ordinal);
        IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> results;
        using (var opened = ComputeOptions.Open(deviceName))
        using (var session = OnnxSession.For(model, opened.Device, given))
        {
            results = session.Run(given);
        }
        OutputFolder.Prepare(folder);
        for (int i = 0; i < model.Outputs.Count; i++)
        {
            var (port, tensors) = (model.Outputs[i], results[model.Outputs[i].Name]);
            string path = Path.Combine(folder, $"output_{i}.pb");
            OnnxValueFile.Write(path, port, tensors);
            Console.WriteLine($"{path}: {port.Name} {string.Join(" ", tensors.Select(tensor => $"{tensor.Type.ToString().ToLowerInvariant()}{tensor.Shape}"))}");
        }
        return 0;
    }
}
