#:project ../src/VisionRuntime/VisionRuntime.csproj
// The game of GameWithBehaviours.cs on VisionHost alone: the agent that was saved there plays in the game's own loop.
// dotnet run samples/GameWithVisionHost.cs -- out/seeker.vision
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime;
using VisionRuntime.Models;

using var window = HeadlessContext.Create(64, 64); // stands for your game's window
GL gl = window.Gl;
using var vision = new VisionHost(gl, 64, 64);
var agent = vision.Add(new PixelAgent(args is [var file, ..] ? Model.Load(file) : Untrained()));
var random = new Random(1);

int score = 0;
for (int round = 0; round < 40; round++)
{
    int side = random.Next(2), action = -1;
    agent.Restart();
    for (int frame = 0; frame < 10; frame++)
    {
        DrawLamp(side);
        vision.Update(); // after drawing, before the buffers are swapped
        if (agent.TryGetAction(out int chosen)) action = chosen; // arrives one or two frames after what it was decided on
    }
    if (action == side) score++;
}
Console.WriteLine($"{score} of 40 lights found");

static Model Untrained() => new(ModelCatalog.Find("dqn-small")!.WithOutputs(2).WithInput([1, 1, 42, 42])
    with { Preprocessing = new(42, 42) { Grayscale = true, Quantize = true } });

void DrawLamp(int bright)
{
    gl.ClearColor(0, 0, 0, 1);
    gl.Clear(ClearBufferMask.ColorBufferBit);
    gl.Enable(EnableCap.ScissorTest);
    gl.Scissor(bright * 32, 0, 32, 64);
    gl.ClearColor(1, 1, 1, 1);
    gl.Clear(ClearBufferMask.ColorBufferBit);
    gl.Disable(EnableCap.ScissorTest);
}
