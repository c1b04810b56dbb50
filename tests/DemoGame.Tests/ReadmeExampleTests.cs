using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Cpu;
using ShaderKernels.Devices;
using ShaderKernels.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace DemoGame.Tests;

/// <summary>The example of the README, with a framebuffer of 1280 by 720 and a model fresh from its initialiser.</summary>
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
        using var eye = new CameraSensor(screen, device, 42, 42, grayscale: true, stack: 2);
        using var weights = new Variables(device);
        using var agent = new QPolicy(DqnNetworks.Small, eye.Observations, actions: 3, device, weights);
        Checkpoint.Load(model).RestoreInto(weights, _ => true);

        for (int frame = 0; frame < 60; frame++)
        {
            game.Render(games);
            gl.Finish(); // a software renderer; a GPU has long been done when the next frame begins
            if (eye.Look() && agent.TryLook()) pressed.Add(agent.Best(0));
        }
        Assert.NotEmpty(pressed);
        Assert.All(pressed, action => Assert.InRange(action, 0, 2));

        game.Render(games);
        int chosen = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 0; frame < 20; frame++)
        {
            if (eye.Look() && agent.TryLook()) chosen += agent.Best(0);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(chosen, 0, 40);
    }

    [Fact]
    public void The_best_device_is_never_a_software_rasteriser()
    {
        using var device = DeviceCatalog.OpenBest(null);
        Assert.IsType<CpuDevice>(device);
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
