using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ShaderKernels.Tensors;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Tests.Insight;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>
/// Exported files in ONNX's checker and in ONNX Runtime. The tests are skipped where these are not installed.
/// </summary>
public sealed class ExportPeerTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Check = """
        import sys, onnx
        for path in sys.argv[1:]:
            try: onnx.checker.check_model(onnx.load(path), full_check=True)
            except Exception as e: print(path, ' '.join(str(e).split()))
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void The_onnx_checker_accepts_exported_files()
    {
        Skip.IfNot(File.Exists(Python) && Run(Python, "", "-c", "import onnx").ExitCode == 0,
            "python3-onnx is not installed: apt-get install python3-onnx");
        string[] files = [.. Cases().Select(@case => @case.Graph.File)];
        var (code, output, errors) = Run(Python, "", ["-c", Check, .. files]);
        Assert.True(code == 0 && output.Length == 0, $"{output} {errors}");
    }

    [SkippableFact]
    public void ONNX_Runtime_computes_the_same_outputs()
    {
        string script = Path.Combine(Repository(), "bench", "peers", "onnxruntime_run.js");
        Skip.IfNot(Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "onnxruntime-node")),
            "onnxruntime-node is not installed: npm install --prefix bench/peers onnxruntime-node");
        Skip.IfNot(HasNode(), "node is not installed: apt-get install nodejs");
        var cases = Cases();
        string requests = string.Join('\n', cases.Select((@case, i) => Request(@case.Graph, i)));
        var (code, output, errors) = Run("node", requests, script);
        Assert.True(code == 0, errors);
        string[] answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Length, answers.Length);
        Assert.Multiple([.. cases.Select((@case, i) => (Action)(() => Compare(@case.Name, @case.Graph, i, answers[i])))]);
    }

    private (string Name, ExportedGraph Graph)[] Cases() =>
        [.. ExportCases.Zoo.Concat(ExportCases.Operators).Select((@case, i) =>
            (@case.Key, ExportedGraph.Write(_folder.File($"{i}.onnx"), @case.Value)))];

    private string Request(ExportedGraph graph, int number)
    {
        var inputs = new JsonArray();
        foreach (var (name, tensor) in graph.Inputs)
        {
            string file = _folder.File($"{number}.input{inputs.Count}");
            File.WriteAllBytes(file, MemoryMarshal.AsBytes<float>(tensor.ToFloats()).ToArray());
            inputs.Add(new JsonObject { ["name"] = name,
                ["dims"] = new JsonArray([.. tensor.Shape.Select(length => JsonValue.Create(length))]), ["file"] = file });
        }
        var outputs = new JsonArray([.. graph.Outputs.Keys.Select((name, i) =>
            new JsonObject { ["name"] = name, ["file"] = _folder.File($"{number}.output{i}") })]);
        return new JsonObject { ["model"] = graph.File, ["inputs"] = inputs, ["outputs"] = outputs }.ToJsonString();
    }

    private void Compare(string name, ExportedGraph graph, int number, string answer)
    {
        using var json = JsonDocument.Parse(answer);
        Assert.True(json.RootElement.TryGetProperty("dims", out var shapes), $"{name}: {answer}");
        foreach (var ((output, expected), i) in graph.Outputs.Select((output, i) => (output, i)))
        {
            var shape = Shape.Of([.. shapes[i].EnumerateArray().Select(length => length.GetInt32())]);
            float[] numbers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder.File($"{number}.output{i}"))).ToArray();
            ExportedGraph.Compare($"{name}: {output}", expected, OnnxTensor.Of(shape, numbers), 1e-3, 1e-5);
        }
    }

    private static bool HasNode()
    {
        try
        {
            return Run("node", "", "--version").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output, string Errors) Run(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true,
            RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill();
            Assert.Fail($"{program} did not end in 5 minutes");
        }
        return (process.ExitCode, output.Result, errors.Result);
    }

    private static string Repository([CallerFilePath] string source = "")
    {
        string? folder = Path.GetDirectoryName(source);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vision.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? ".";
    }
}
