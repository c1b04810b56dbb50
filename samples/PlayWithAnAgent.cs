#:project ../src/VisionRuntime/VisionRuntime.csproj
// A trained agent chooses an action for every frame of your game: dotnet run samples/PlayWithAnAgent.cs -- out/model.vision
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime;

using var window = HeadlessContext.Create(84, 84); // stands for your game's window
GL gl = window.Gl;

// A budget spreads a large network over several frames instead of making one late.
using var vision = new VisionHost(gl, 84, 84, new() { Budget = TimeSpan.FromMilliseconds(2) });
var agent = vision.Add(new PixelAgent(args is [var file, ..] ? file : "dqn-small"));
int action = 0;
for (int frame = 0; frame < 10; frame++)
{
    gl.ClearColor(0, frame / 10f, 0, 1); // your game draws, and moves by the action
    gl.Clear(ClearBufferMask.ColorBufferBit);
    vision.Update();
    if (agent.TryGetAction(out int chosen)) action = chosen;
    Console.WriteLine($"frame {frame}: action {agent.ActionName(action)}");
}
