using System.Runtime.CompilerServices;
using ShaderKernels.Tests;
using VisionRuntime.Formats.Onnx;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>ONNX's backend tests, in ../shared/onnx beside the repository.</summary>
public class ConformanceTests
{
    private static readonly string Folder = Path.Combine(Repository(), "..", "shared", "onnx");

    public static TheoryData<string> Cases
    {
        get
        {
            var data = new TheoryData<string>();
            if (!Directory.Exists(Folder)) data.Add("");
            else foreach (var @case in OnnxCase.FindAll(Folder)) data.Add(Path.GetRelativePath(Folder, @case.Folder));
            return data;
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void A_case_passes(string path)
    {
        RequireCases();
        using var device = TestDevices.Open("Cpu-Vector256");
        Check(device, path);
    }

    [SkippableTheory, InlineData("OpenGL-Tuned"), InlineData("Ilgpu")]
    public void All_cases_pass_on_other_devices(string name)
    {
        RequireCases();
        using var device = TestDevices.Open(name);
        Assert.All(OnnxCase.FindAll(Folder), @case => Check(device, Path.GetRelativePath(Folder, @case.Folder)));
    }

    private static void Check(ShaderKernels.Devices.Device device, string path)
    {
        var result = new OnnxCase(Path.Combine(Folder, path)).Run(device);
        // ONNX does not specify random numbers.
        bool isRandom = path.Contains("test_training_dropout", StringComparison.Ordinal)
            && !path.EndsWith("zero_ratio", StringComparison.Ordinal);
        var expected = isRandom ? OnnxOutcome.Unsupported : OnnxOutcome.Passed;
        Assert.True(result.Outcome == expected, $"{path}: {result.Outcome} {result.Message}");
    }

    private static void RequireCases() =>
        Skip.IfNot(Directory.Exists(Folder), $"{Folder} does not exist; ONNX's backend tests belong there");

    internal static string Repository([CallerFilePath] string source = "")
    {
        string? folder = Path.GetDirectoryName(source);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vision.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? ".";
    }
}
