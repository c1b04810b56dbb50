using VisionRuntime.Formats.Onnx;

namespace DemoGame.Tests.Commands;

/// <summary>The commands <c>onnx-test</c> and <c>run</c>, on a model of one node written byte by byte.</summary>
public sealed class OnnxCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cases_are_found_run_and_counted()
    {
        WriteCase("test_right", "Relu", 0, 2);
        WriteCase("deeper/test_wrong", "Relu", 7, 2);
        WriteCase("deeper/test_unknown", "Frobnicate", 0, 2);
        var result = VisionProgram.Run("onnx-test", _folder.Path, "--device", "Cpu");
        Assert.Equal(1, result.ExitCode);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Contains("ok test_right", lines);
        Assert.Contains("unsupported test_unknown Frobnicate", lines);
        Assert.Contains("FAILED test_wrong y: 0 instead of 7 at element 0 of [2]", lines);
        Assert.Equal("1 passed, 1 failed, 1 unsupported", lines[3]);

        VisionProgram.Run("onnx-test", _folder["test_right"], "--device", "cpu").Succeeded();
    }

    [Fact]
    public void One_inference_goes_from_files_to_files()
    {
        WriteCase("m", "Relu", 0, 2);
        string input = Path.Combine(_folder["m"], "test_data_set_0", "input_0.pb");
        VisionProgram.Run("run", Path.Combine(_folder["m"], "model.onnx"), "--input", input, "--output", _folder["out"], "--device", "cpu")
            .Succeeded();
        var y = OnnxTensor.Load(Path.Combine(_folder["out"], "output_0.pb"));
        Assert.Equal(OnnxType.Float, y.Type);
        Assert.Equal([0, 2], y.ToFloats());
    }

    [Fact]
    public void Wrong_files_are_refused()
    {
        WriteCase("m", "Relu", 0, 2);
        string model = Path.Combine(_folder["m"], "model.onnx");
        VisionProgram.Run("run", model, "--output", _folder["out"]).Refused("has 1 inputs", "--input");
        VisionProgram.Run("run", model, "--input", model, "--output", _folder["out"]).Refused("m");
        VisionProgram.Run("run", _folder["none.onnx"], "--output", _folder["out"]).Refused("there is no such file");
        VisionProgram.Run("onnx-test", _folder["none"]).Refused("the folder does not exist");
        Directory.CreateDirectory(_folder["empty"]);
        VisionProgram.Run("onnx-test", _folder["empty"]).Refused("no model.onnx");
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private void WriteCase(string name, string operation, params float[] expected)
    {
        string folder = _folder[name], set = Path.Combine(folder, "test_data_set_0");
        Directory.CreateDirectory(set);
        byte[] port(string of) => [.. Field(1, Text(of)), .. Field(2, Field(1, [8, 1, .. Field(2, Field(1, [8, 2]))]))];
        byte[] node = [.. Field(1, Text("x")), .. Field(2, Text("y")), .. Field(4, Text(operation))];
        byte[] graph = [.. Field(1, node), .. Field(2, Text("g")), .. Field(11, port("x")), .. Field(12, port("y"))];
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), [8, 8, .. Field(7, graph), .. Field(8, [16, 14])]);
        OnnxTensor.Of([2], -1, 2).Save(Path.Combine(set, "input_0.pb"), "x");
        OnnxTensor.Of([2], expected).Save(Path.Combine(set, "output_0.pb"), "y");
    }

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>A length-delimited field; all are shorter than 128 bytes.</summary>
    private static byte[] Field(int number, byte[] content) => [(byte)(number << 3 | 2), checked((byte)content.Length), .. content];
}
