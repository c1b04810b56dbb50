using DemoGame.Tests.Architecture;
using DemoGame.Tests.Packages;
using ShaderKernels.Backends;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;

namespace DemoGame.Tests;

/// <summary>Each sample is built and run as a reader would, and the README shows the samples word for word.</summary>
[Collection(PackageCollection.Name)]
public sealed class SamplesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-samples").FullName;

    public static TheoryData<string, string> Samples => new()
    {
        { "ClassifyScreen.cs", "frame " },
        { "FilterTheScreen.cs", " frames of 640x480 through sobel on " },
        { "GameWithBehaviours.cs", "300 steps: " },
        { "GameWithVisionHost.cs", " of 40 lights found" },
        { "LookInsideANetwork.cs", "frame 59: Filters" },
        { "PlayWithAnAgent.cs", "frame 9: action " },
        { "RunOnnx.cs", "mobilenet-v1 [1, 3, 224, 224] -> [1, 1000]: 224x224 color, center crop, mean 0.485 0.456 0.406" },
        { "TrainInYourGame.cs", "400 steps: " },
        { "WatchANetwork.cs", "lenet5: out/filters.png and out/activations.png show 7 layers" },
    };

    private static string Sources => Path.Combine(Repository.Root, "samples");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory, MemberData(nameof(Samples))]
    public void A_sample_runs(string file, string output)
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        context.Dispose();
        string[] arguments = file switch { "TrainInYourGame.cs" => ["--", "400"], "GameWithBehaviours.cs" => ["--", "300"], _ => [] };
        string printed = Dotnet.Run(_folder, new Dictionary<string, string>(StringComparer.Ordinal),
            ["run", "-c", "Release", Path.Combine(Sources, file), .. arguments]);
        Assert.Contains(output, printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sample_is_run_by_a_test() =>
        Assert.Equal(Directory.GetFiles(Sources, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
            Samples.Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void The_README_shows_samples_word_for_word()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        string[] examples = [.. readme.Split("```csharp\n")[1..].Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(examples);
        string[] sources = [.. Directory.GetFiles(Sources, "*.cs").Select(File.ReadAllText)];
        Assert.All(examples, example => Assert.Contains(example, sources));
    }

    [SkippableFact]
    public void The_best_device_is_never_a_software_rasterizer()
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        using var _ = context;
        using var device = new OpenGLDevice(context.Gl);
        Assert.Equal(device.IsSoftware ? DeviceKind.Cpu : DeviceKind.OpenGL, new DeviceCatalog(context.Gl).Best.Kind);
        Assert.Equal(DeviceKind.Cpu, new DeviceCatalog(null).Best.Kind);
    }
}
