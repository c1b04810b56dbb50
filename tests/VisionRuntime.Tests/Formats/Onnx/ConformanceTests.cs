using System.Runtime.CompilerServices;
using ShaderKernels.Tests;
using VisionRuntime.Formats.Onnx;

namespace VisionRuntime.Tests.Formats.Onnx;

/// <summary>ONNX's own backend tests, which lie beside the repository, in ../shared/onnx.</summary>
public class ConformanceTests
{
    private static readonly string Folder = Path.Combine(Repository(), "..", "shared", "onnx");

    public static TheoryData<string> Cases
    {
        get
        {
            var data = new TheoryData<string>();
            if (!Directory.Exists(Folder)) data.Add("");
            else foreach (var @case in OnnxCase.Below(Folder)) data.Add(Path.GetRelativePath(Folder, @case.Folder));
            return data;
        }
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void A_case_computes_what_it_should(string path)
    {
        RequireCases();
        using var device = TestDevices.Open("Cpu-Vector256");
        Check(device, path);
    }

    [SkippableTheory, InlineData("OpenGL-Tuned"), InlineData("Ilgpu")]
    public void The_other_devices_compute_the_same(string name)
    {
        RequireCases();
        using var device = TestDevices.Open(name);
        Assert.All(OnnxCase.Below(Folder), @case => Check(device, Path.GetRelativePath(Folder, @case.Folder)));
    }

    private static void Check(ShaderKernels.Devices.Device device, string path)
    {
        var verdict = new OnnxCase(Path.Combine(Folder, path)).Run(device);
        // What a generator of random numbers draws is not in the standard.
        bool drawn = path.Contains("test_training_dropout", StringComparison.Ordinal) && !path.EndsWith("zero_ratio", StringComparison.Ordinal);
        Assert.True(verdict.Outcome == (drawn ? OnnxOutcome.Unsupported : OnnxOutcome.Passed), $"{path}: {verdict.Outcome} {verdict.Why}");
    }

    private static void RequireCases() => Skip.IfNot(Directory.Exists(Folder), $"{Folder} is not there: ONNX's backend tests belong in it");

    internal static string Repository([CallerFilePath] string source = "")
    {
        string? folder = Path.GetDirectoryName(source);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Vision.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? ".";
    }
}
