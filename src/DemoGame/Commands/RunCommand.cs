using System.CommandLine;
using VisionRuntime.Formats.Onnx;

namespace DemoGame.Commands;

/// <summary><c>run</c>: one inference of an ONNX model, from files to files.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "An ONNX model." };
        var inputs = new Option<string[]>("--input")
        {
            Description = "Tensor files (.pb) for the model's inputs, in their order.",
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--output") { Description = "The folder for the outputs: output_0.pb and so on.", Required = true };
        var device = DeviceOptions.ForModels();
        var command = new Command("run", "Run one inference of an ONNX model, from files to files.") { model, inputs, output, device };
        command.SetAction(
            parsed => Run(parsed.GetValue(model)!, parsed.GetValue(inputs) ?? [], parsed.GetValue(output)!, parsed.GetValue(device)!));
        return command;
    }

    private static int Run(string file, string[] inputs, string folder, string deviceName)
    {
        var model = OnnxModel.Load(file);
        if (inputs.Length != model.Inputs.Count)
        {
            string names = string.Join(", ", model.Inputs);
            throw new CommandException(
                $"{file}: the model has {model.Inputs.Count} inputs ({names}), not {inputs.Length}; give a file for each with --input");
        }
        var values = model.Inputs.Zip(inputs)
            .ToDictionary(pair => pair.First.Name, pair => OnnxValueFile.Read(pair.Second, pair.First.Kind), StringComparer.Ordinal);
        IReadOnlyDictionary<string, IReadOnlyList<OnnxTensor>> results;
        using (var opened = DeviceOptions.Open(deviceName))
        using (var session = OnnxSession.For(model, opened.Device, values))
        {
            results = session.Run(values);
        }
        OutputFolder.Prepare(folder);
        for (int i = 0; i < model.Outputs.Count; i++)
        {
            var (port, tensors) = (model.Outputs[i], results[model.Outputs[i].Name]);
            string path = Path.Combine(folder, $"output_{i}.pb");
            OnnxValueFile.Write(path, port, tensors);
            var shapes = tensors.Select(tensor => $"{tensor.Type.ToString().ToLowerInvariant()}{tensor.Shape}");
            Console.WriteLine($"{path}: {port.Name} {string.Join(" ", shapes)}");
        }
        return 0;
    }
}
