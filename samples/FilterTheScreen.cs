#:project ../src/VisionRuntime/VisionRuntime.csproj
// Filters every frame: dotnet run samples/FilterTheScreen.cs -- gaussian,sobel
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime;

using var window = HeadlessContext.Create(640, 480); // stands for your game's window
GL gl = window.Gl;

using var vision = new VisionHost(gl, 640, 480);
var filter = vision.Add(new ScreenFilter(args is [var text, ..] ? text : "sobel"));
filter.Split = 0.5f; // the original on the left, the filtered picture on the right
int filtered = 0;
for (int frame = 0; frame < 10; frame++)
{
    gl.ClearColor(frame / 10f, 0.4f, 0.2f, 1); // your game draws
    gl.Clear(ClearBufferMask.ColorBufferBit);
    vision.Update(); // draws the filtered frame; before the buffers are swapped
    gl.Finish(); // your game swaps its buffers
    if (filter.TryGetResult(out _)) filtered++;
}
string names = string.Join(", ", filter.Chain.Stages.Select(stage => stage.Filter));
Console.WriteLine($"{filtered} frames of 640x480 through {names} on {vision.Device.Name}");
