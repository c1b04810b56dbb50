#:project ../src/VisionRuntime/VisionRuntime.csproj
// Says in every frame what the screen shows: dotnet run samples/ClassifyScreen.cs -- classifier.onnx
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime;

using var window = HeadlessContext.Create(640, 480); // stands for your game's window
GL gl = window.Gl;

using var vision = new VisionHost(gl, 640, 480);
var classifier = vision.Add(new ScreenClassifier(args is [var file, ..] ? file : "mobilenet-v1"));
for (int frame = 0; frame < 10; frame++)
{
    gl.ClearColor(frame / 10f, 0.4f, 0.2f, 1); // your game draws
    gl.Clear(ClearBufferMask.ColorBufferBit);
    vision.Update(); // after drawing, before the buffers are swapped
    if (classifier.TryGetResult(out var top)) Console.WriteLine($"frame {classifier.ResultFrame}: {top.Label} ({top.Score:P1})");
}
