using System.Text.Json;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace DemoGame.Tests.Commands;

public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_list_has_every_network_with_its_parameters()
    {
        string output = VisionProgram.Run("model", "list").Succeeded().Output;
        foreach (string name in ModelCatalog.Names) Assert.Contains($"\n{name} ", output, StringComparison.Ordinal);
        Assert.Matches(@"\nvgg16 +Simonyan and Zisserman 2015, configuration D +3x224x224 +138,357,544 +15,4\d\d,", output);
    }

    [Fact]
    public void A_summary_has_a_line_per_layer_and_the_total()
    {
        string output = VisionProgram.Run("model", "summary", "lenet5").Succeeded().Output;
        Assert.Matches(@"\nconv1 +Convolution +\[1, 6, 28, 28\] +156 +117,600 +18\.4 KiB +5x5 *\n", output);
        Assert.Matches(@"\nfc3 +MatMul +\[1, 120\] +48,120 +48,000 +0\.5 KiB *\n", output);
        Assert.EndsWith(" of activations\n", output, StringComparison.Ordinal);
        Assert.Contains("\n61,706 parameters, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_output_is_pure_json_with_the_total_of_parameters_last()
    {
        string output = VisionProgram.Run("model", "summary", "resnet18", "--json").Succeeded().Output;
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(11_689_512, root.GetProperty("parameters").GetInt64());
        Assert.Equal(11_689_512, root.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Equal("parameters", root.EnumerateObject().Last().Name);
    }

    [Fact]
    public void Memory_is_counted_layer_by_layer_and_grows_with_the_batch()
    {
        string output = VisionProgram.Run("model", "memory", "vgg16").Succeeded().Output;
        Assert.Matches(@"\nconv1_1 +\[1, 64, 224, 224\] +3,211,264 +1,728 +64 *\n", output);
        Assert.Matches(@"\nfc6 +\[1, 4096\] +4,096 +102,760,448 +4,096 *\n", output);
        Assert.Matches(@"\nparameters +138,357,544 +527\.8 MiB *\n", output);
        Assert.Contains("lower the batch size", output, StringComparison.Ordinal);
        JsonElement one = Memory("--batch", "1"), eight = Memory("--batch", "8");
        Assert.Equal(8 * one.GetProperty("activationBytes").GetInt64(), eight.GetProperty("activationBytes").GetInt64());
        Assert.Equal(one.GetProperty("parameterBytes").GetInt64(), eight.GetProperty("parameterBytes").GetInt64());
        Assert.True(one.GetProperty("arenaBytes").GetInt64() < one.GetProperty("arenaBytesWithoutSharing").GetInt64());
    }

    [Theory]
    [InlineData("sgd", 2)]
    [InlineData("momentum", 3)]
    [InlineData("rmsprop", 3)]
    [InlineData("adam", 4)]
    public void Training_holds_the_parameters_several_times(string optimizer, int times)
    {
        var needs = Memory("--train", "--optimizer", optimizer);
        long parameters = needs.GetProperty("parameterBytes").GetInt64();
        Assert.Equal(
            times * parameters,
            parameters + needs.GetProperty("parameterGradientBytes").GetInt64() + needs.GetProperty("optimizerBytes").GetInt64());
        Assert.Equal(2 * needs.GetProperty("activationBytes").GetInt64() + times * parameters, needs.GetProperty("totalBytes").GetInt64());
        // Parameters and state are variables of the plan; the gradients are in its arena.
        Assert.InRange(needs.GetProperty("variableBytes").GetInt64(), (times - 1) * parameters, (times - 1) * parameters + 16384);
    }

    [Fact]
    public void A_vision_file_is_recognized_by_the_network_that_it_names()
    {
        Models.WriteUntrained(_folder["unnamed.vision"]);
        VisionProgram.Run("model", "summary", _folder["unnamed.vision"]).Refused(_folder["unnamed.vision"], "does not name its network");
        Models.WriteUntrained(_folder["model.vision"], network: "dqn-small");
        Assert.Contains(
            "\n75,443 parameters, ", VisionProgram.Run("model", "summary", _folder["model.vision"]).Succeeded().Output,
            StringComparison.Ordinal);
        Models.WriteUntrained(_folder["wrong.vision"], network: "lenet5");
        VisionProgram.Run("model", "memory", _folder["wrong.vision"]).Refused("says it is of lenet5, but has no conv1/filters");
        Models.WriteUntrained(_folder["unheard.vision"], network: "skynet");
        VisionProgram.Run("model", "memory", _folder["unheard.vision"]).Refused("a network named skynet, which the zoo does not have");
    }

    [Theory]
    [InlineData("model summary vgg17", "Unknown model 'vgg17': there is no such file; trained models are denoise, digits, ")]
    [InlineData("model summary", "Required argument missing")]
    [InlineData("model memory vgg16 --batch 0", "'--batch' must be a positive integer, not '0'")]
    [InlineData("model memory vgg16 --optimizer hope", "'--optimizer' must be one of sgd, momentum, adagrad, rmsprop, adam, not 'hope'")]
    [InlineData("model", "Required command was not provided")]
    [InlineData("model draw vgg16", "Unknown command 'draw'; available: list, summary, memory, convert, quantize, inspect")]
    public void Invalid_arguments_are_refused(string arguments, string words) => VisionProgram.Run(arguments.Split(' ')).Refused(words);

    [Fact]
    public void Files_that_cannot_be_read_are_refused()
    {
        File.WriteAllBytes(_folder["model.onnx"], [1, 2, 3]);
        VisionProgram.Run("model", "summary", _folder["model.onnx"]).Refused(_folder["model.onnx"]);
        File.WriteAllBytes(_folder["junk.vision"], new byte[5000]);
        VisionProgram.Run("model", "summary", _folder["junk.vision"])
            .Refused(_folder["junk.vision"], "not a checkpoint or model of this program");
    }

    [Fact]
    public void A_trained_agent_survives_the_conversion_to_every_format_and_back()
    {
        string original = _folder["a.vision"];
        Models.WriteUntrained(original, network: "dqn-small", described: true);
        VisionProgram.Run("model", "convert", original, _folder["b.onnx"], "--open-batch").Succeeded();
        VisionProgram.Run("model", "convert", _folder["b.onnx"], _folder["c.safetensors"]).Succeeded();
        VisionProgram.Run("model", "convert", _folder["c.safetensors"], _folder["d.vision"]).Succeeded();
        VisionProgram.Run("model", "convert", _folder["b.onnx"], _folder["e.vision"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(original).Length, File.ReadAllBytes(_folder["d.vision"]).Length);
        Assert.Equal(ValuesOf(original), ValuesOf(_folder["d.vision"]));
        Assert.Equal(ValuesOf(original), ValuesOf(_folder["e.vision"]));
        Assert.Equal("catch", VisionRuntime.Formats.Checkpoint.Load(_folder["d.vision"]).Fact("game"));

        string summary = VisionProgram.Run("model", "summary", _folder["b.onnx"], "--batch", "5").Succeeded().Output;
        Assert.Contains("\n75,443 parameters, ", summary, StringComparison.Ordinal);
        Assert.Contains("[5, 3]", summary, StringComparison.Ordinal);
        string memory = VisionProgram.Run("model", "memory", _folder["b.onnx"], "--batch", "4", "--train", "--json").Succeeded().Output;
        using var json = JsonDocument.Parse(memory);
        Assert.Equal(75_443, json.RootElement.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void What_cannot_be_converted_is_refused()
    {
        Models.WriteUntrained(_folder["a.vision"], network: "dqn-small");
        VisionProgram.Run("model", "convert", "dqn-small", _folder["b.safetensors"]).Succeeded();
        VisionProgram.Run("model", "convert", "dqn-small", _folder["c.onnx"]).Succeeded();
        File.WriteAllBytes(_folder["junk.safetensors"], new byte[100]);
        VisionProgram.Run("model", "convert", "dqn-small", _folder["model.pt"])
            .Refused("the format '.pt' is not supported; write a file ending in .vision, .onnx or .safetensors");
        VisionProgram.Run("model", "convert", "dqn-little", _folder["model.onnx"]).Refused("Unknown model 'dqn-little'");
        VisionProgram.Run("model", "convert", _folder["none.onnx"], _folder["model.vision"]).Refused("there is no such file");
        VisionProgram.Run("model", "convert", _folder["none.safetensors"], _folder["model.vision"]).Refused("the file does not exist");
        VisionProgram.Run("model", "convert", _folder["junk.safetensors"], _folder["model.vision"]).Refused(_folder["junk.safetensors"]);
        VisionProgram.Run("model", "convert", _folder["b.safetensors"], _folder["model.vision"], "--model", "lenet5")
            .Refused("another network: it has no conv1/bias");
        VisionProgram.Run("model", "convert", _folder["c.onnx"], _folder["model.vision"], "--model", "lenet5")
            .Refused("does not fit the network lenet5: it has no conv1/bias");
        VisionProgram.Run("model", "convert", _folder["a.vision"], _folder["model.onnx"], "--model", "vgg17")
            .Refused("Unknown model 'vgg17'; the zoo has: ");
        VisionProgram.Run("model", "summary", _folder["b.safetensors"]).Refused("holds weights but no network");
        VisionProgram.Run("model", "summary", _folder["c.onnx"], "--batch", "3").Refused("the batch size is fixed");
        Assert.False(File.Exists(_folder["model.vision"]) || File.Exists(_folder["model.onnx"]));
    }

    private static Dictionary<string, float[]> ValuesOf(string path)
    {
        var graph = ModelCatalog.Find("dqn-small")!.ToGraph();
        using var device = new ShaderKernels.Backends.Cpu.CpuDevice(1);
        using var variables = new VisionRuntime.Graphs.Variables(device);
        variables.Add(graph);
        VisionRuntime.Formats.Checkpoint.Load(path).RestoreInto(variables, _ => true);
        return variables.Names.ToDictionary(name => name, variables.Read, StringComparer.Ordinal);
    }

    private static JsonElement Memory(params string[] arguments)
    {
        string output = VisionProgram.Run(["model", "memory", "lenet-theano", .. arguments, "--json"]).Succeeded().Output;
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
