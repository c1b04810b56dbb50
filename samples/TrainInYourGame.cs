#:project ../src/VisionRuntime/VisionRuntime.csproj
// Trains an agent inside a game, from its frames alone, and saves it: dotnet run samples/TrainInYourGame.cs -- 4000
using ShaderKernels.Backends;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using ShaderKernels.Tensors;
using Silk.NET.OpenGL;
using VisionRuntime;
using VisionRuntime.Agents;
using VisionRuntime.Capture;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

int steps = args is [var number, ..] ? int.Parse(number) : 4_000;
using var window = HeadlessContext.Create(64, 64); // stands for your game's window
using var device = DeviceCatalog.OpenBest(window.Gl);
using var game = new BrightSide(window.Gl, device);
using var weights = new Variables(device, seed: 1);
var options = new DqnOptions { LearningStarts = 500, ExplorationSteps = steps / 2 };
using var dqn = new Dqn(game, DqnNetworks.Small, device, weights, options, seed: 1);

dqn.Begin(seed: 1);
while (dqn.Steps < steps) dqn.Step();
Console.WriteLine($"{dqn.Steps} steps: {dqn.Evaluate(50, seed: 2).Average():P0} of the episodes won");

var agent = ModelCatalog.Find("dqn-small")!.WithOutputs(2).WithInput(game.View.InputShape)
    with { Preprocessing = game.View, Labels = ["left", "right"] };
new Model(agent).Save("out/bright-side.vision", weights); // new PixelAgent("out/bright-side.vision") plays with it

/// <summary>One side of the screen is bright; the action that names it wins. One step is an episode.</summary>
internal sealed class BrightSide(GL gl, Device device) : IEnvironment
{
    private readonly FramebufferSource _screen = new(gl, 0, 64, 64) { Delivery = FrameDelivery.Now };
    private CameraSensor? _sensor;
    private Random _random = new();
    private int _bright;
    private bool _ended;

    public Preprocessing View { get; } = new(42, 42) { Grayscale = true, Quantize = true };

    public int Count => 1;

    public int ActionCount => 2;

    public int Stack => View.Frames;

    public Tensor Observations => Sensor.Observations;

    private CameraSensor Sensor => _sensor ??= new(_screen, device, View);

    public void Reset(ulong seed)
    {
        _random = new Random((int)seed);
        Begin();
    }

    public void Step(ReadOnlySpan<int> actions, Span<float> rewards, Span<bool> terminated, Span<bool> truncated)
    {
        (rewards[0], terminated[0], truncated[0]) = (!_ended && actions[0] == _bright ? 1 : 0, !_ended, false);
        if (_ended) Begin();
        else _ended = true;
    }

    public void Dispose()
    {
        _sensor?.Dispose();
        _screen.Dispose();
    }

    private void Begin()
    {
        (_bright, _ended) = (_random.Next(2), false);
        gl.ClearColor(0, 0, 0, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.Enable(EnableCap.ScissorTest);
        gl.Scissor(_bright * 32, 0, 32, 64);
        gl.ClearColor(1, 1, 1, 1);
        gl.Clear(ClearBufferMask.ColorBufferBit);
        gl.Disable(EnableCap.ScissorTest);
        Sensor.Restart(0);
        Sensor.Capture();
    }
}
