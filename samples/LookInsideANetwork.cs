#:project ../src/VisionRuntime/VisionRuntime.csproj
// Shows what happens inside of a network while it looks at a game: dotnet run samples/LookInsideANetwork.cs -- model.onnx
using ShaderKernels.Backends.OpenGL;
using Silk.NET.OpenGL;
using VisionRuntime;

using var window = HeadlessContext.Create(640, 480); // stands for your game's window
GL gl = window.Gl;

using var vision = new VisionHost(gl, 640, 480);
var classifier = vision.Add(new ScreenClassifier(args is [var file, ..] ? file : "lenet5"));
var overlay = vision.Add(new InsightOverlay(classifier));
for (int frame = 0; frame < 60; frame++)
{
    gl.ClearColor(frame / 60f, 0.4f, 0.2f, 1); // your game draws
    gl.Clear(ClearBufferMask.ColorBufferBit);
    if (frame % 10 == 0) overlay.NextPage(); // where your game handles a key
    overlay.PointAt(160, 40);                // where it handles the mouse
    vision.Update(); // the overlay is drawn over the frame
    if (frame % 10 == 9) Console.WriteLine($"frame {frame}: {overlay.Page}");
}
