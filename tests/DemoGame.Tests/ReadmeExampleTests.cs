using DemoGame.Games;
using ShaderKernels.Backends;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;
using VisionRuntime.Models;

namespace DemoGame.Tests;

/// <summary>The example of the README, with a framebuffer of 1280 by 720 and a model fresh from its initializer.</summary>
public sealed class ReadmeExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vision-readme").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [SkippableTheory]
    [InlineData(DeviceKind.Cpu)]
    [InlineData(DeviceKind.OpenGL)]
    public void The_example_presses_buttons_and_allocates_nothing(DeviceKind kind)
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        using var _ = context;
        var gl = context!.Gl;
        string model = Path.Combine(_folder, "model.vision");
        SaveFreshModel(model);
        using var game = new GameAtlas(gl, 1, 1280, 720);
        IGame[] games = [GameCatalog.Create("catch")];
        var pressed = new List<int>();

        using var device = new DeviceCatalog(gl).Open(kind);
        using var screen = new FramebufferSource(gl, game.Framebuffer, 1280, 720);
        using var eye = new CameraSensor(screen, device, new(42, 42) { Grayscale = true, Frames = 2, Quantize = true });
        using var weights = new Variables(device);
        using var agent = new QPolicy(DqnNetworks.Small, eye.Observations, actions: 3, device, weights);
        Checkpoint.Load(model).RestoreInto(weights, _ => true);

        for (int frame = 0; frame < 60; frame++)
        {
            game.Render(games);
            gl.Finish(); // a software renderer; a GPU has long been done when the next frame begins
            if (eye.Capture() && agent.TryEvaluate()) pressed.Add(agent.Best(0));
        }
        Assert.NotEmpty(pressed);
        Assert.All(pressed, action => Assert.InRange(action, 0, 2));

        game.Render(games);
        int chosen = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 0; frame < 20; frame++)
        {
            if (eye.Capture() && agent.TryEvaluate()) chosen += agent.Best(0);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(chosen, 0, 40);
    }

    [SkippableTheory]
    [InlineData(DeviceKind.Cpu)]
    [InlineData(DeviceKind.OpenGL)]
    public void A_network_from_a_file_looks_at_the_frames(DeviceKind kind)
    {
        Skip.IfNot(HeadlessContext.TryCreate(out var context, out string reason), reason);
        using var _ = context;
        var gl = context!.Gl;
        string classifier = Path.Combine(_folder, "classifier.onnx");
        SaveClassifier(classifier);
        using var game = new GameAtlas(gl, 1, 1280, 720);
        using var device = new DeviceCatalog(gl).Open(kind);
        using var screen = new FramebufferSource(gl, game.Framebuffer, 1280, 720);
        using var weights = new Variables(device);

        var network = ModelFile.Open(classifier);
        using var eye = new CameraSensor(screen, device, new(24, 24));
        using var plan = Plan.Compile(network.ToGraph(), device, weights, new Dictionary<string, Tensor> { [network.InputName] = eye.Observations });
        bool seen = false;
        for (int frame = 0; frame < 60 && !seen; frame++)
        {
            game.Render([GameCatalog.Create("catch")]);
            gl.Finish();
            if (seen = eye.Capture()) plan.Run();
        }
        float[] scores = plan.Output(network.OutputName).ToArray();
        Assert.True(seen);
        Assert.Equal(5, scores.Length);
        Assert.Equal(1, scores.Sum(), 4);
    }

    [Fact]
    public void The_best_device_is_never_a_software_rasterizer()
    {
        using var device = DeviceCatalog.OpenBest(null);
        Assert.IsType<CpuDevice>(device);
    }

    private static void SaveClassifier(string file)
    {
        using var device = new CpuDevice(1);
        using var weights = new Variables(device, 1);
        var graph = new Graph();
        graph.Output("scores", graph.Input("pixels", [1, 3, 24, 24]).Convolution("conv", 4, 3).Relu().Flatten().Dense("scores", 5).Softmax());
        weights.Add(graph);
        OnnxExport.Save(file, graph, weights);
    }

    private static void SaveFreshModel(string file)
    {
        using var device = new CpuDevice(1);
        using var weights = new Variables(device, 1);
        var observations = device.AllocateTensor([1, 2, 42, 42]);
        using (new QPolicy(DqnNetworks.Small, observations, 3, device, weights)) Checkpoint.Save(file, weights, new Dictionary<string, string>());
        observations.Buffer.Dispose();
    }
}
