using System.CommandLine;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Data;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Models;
using static DemoGame.Commands.ModelCommand;

namespace DemoGame.Commands;

/// <summary><c>model quantize</c>: writes a network with 8-bit weights and activations, calibrated on a data set.</summary>
internal static class ModelQuantize
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "An ONNX file with one input; 'model convert' writes such files." };
        var data = new Option<string>("--calibrate") { Description = FitData.Description, DefaultValueFactory = _ => FitData.Default };
        var count = Options.Integer("--samples", "The samples to calibrate with.", 32, 1);
        var path = new Option<string>("--out") { Description = "The ONNX file to write.", Required = true };
        var weights = Options.Choice("--weights", "What is stored in fewer bits: weights and activations (all), or only the weights, "
            + "in 8 bits (int8) or in half precision (float16).", "all", "all", "int8", "float16");
        var command = new Command("quantize", "Quantize an ONNX file to 8 bits, with the ranges that samples of a data set reach.")
        {
            model, data, count, path, weights,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!, target = parsed.GetValue(path)!, dataset = parsed.GetValue(data)!;
            if (parsed.GetValue(weights) is { } format and not "all")
            {
                RequireOnnx(target);
                OnnxWeights.Save(OnnxModel.Load(file), format == "int8" ? OnnxWeightFormat.Int8 : OnnxWeightFormat.Float16, target);
                return Report(file, target);
            }
            if (FitData.Problem(dataset) is { } problem) throw new CommandException($"--calibrate: {problem}");
            RequireOnnx(target);
            var network = ModelFile.Open(file);
            var samples = FitData.Load(new FitSettings(dataset, file, "", 1) { Size = SizeOf(network) }, network).Training;
            if (samples.InputShape.Count != network.InputShape.Count)
                throw new CommandException($"--calibrate: samples of {dataset} are {samples.InputShape}, "
                    + $"but the network takes {network.InputShape}; choose a data set of that size");
            using var device = new CpuDevice();
            OnnxQuantizer.Save(OnnxModel.Load(file), device, Read(samples, network, parsed.GetValue(count)), target);
            return Report(file, target);
        });
        return command;
    }

    private static void RequireOnnx(string target)
    {
        if (!target.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new CommandException($"{target}: a quantized network is written as an ONNX file; name one that ends in .onnx");
    }

    private static int Report(string file, string target)
    {
        long before = new FileInfo(file).Length, after = new FileInfo(target).Length;
        Console.WriteLine($"{target}: {MemorySize(after)} instead of {MemorySize(before)}");
        return 0;
    }

    private static int? SizeOf(NetworkDefinition network) => network.InputShape.Rank == 4 ? network.InputShape[2] : null;

    /// <summary>Reads samples as the network takes them, normalized by its preprocessing.</summary>
    private static IEnumerable<float[]> Read(Dataset samples, NetworkDefinition network, int count)
    {
        var target = new float[samples.TargetLength];
        for (int i = 0; i < Math.Min(count, samples.Count); i++)
        {
            var input = new float[samples.InputLength];
            samples.Read(i, input, target);
            if (network.Preprocessing is { } preprocessing)
            {
                int channels = preprocessing.Mean.Length, plane = input.Length / channels;
                for (int j = 0; j < input.Length; j++)
                    input[j] = (input[j] - preprocessing.Mean[j / plane]) / preprocessing.StandardDeviation[j / plane];
            }
            yield return input;
        }
    }
}
