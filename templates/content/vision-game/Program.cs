using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;
using VisionGame;
using VisionRuntime;

// dotnet run                      says on which side of the screen the light is
// dotnet run -- classifier.onnx   says what a network from a file sees on the screen
var model = args is [var file, ..] ? Model.Load(file) : BrightSide.CreateModel();

// Vision runs networks on the GPU from OpenGL 4.3 on; macOS ends at 4.1, and they run on the CPU there.
var version = OperatingSystem.IsMacOS() ? new APIVersion(4, 1) : new APIVersion(4, 3);
using var window = Window.Create(WindowOptions.Default with
{
    Title = "Window title",
    Size = new Vector2D<int>(640, 480),
    API = new GraphicsAPI(ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible, version),
});

GL? gl = null;
Game? game = null;
VisionHost? vision = null;
ScreenClassifier? classifier = null;
string shown = "";

window.Load += () =>
{
    gl = GL.GetApi(window);
    game = new Game(gl);
    vision = new VisionHost(gl, window.FramebufferSize.X, window.FramebufferSize.Y);
    classifier = vision.Add(new ScreenClassifier(model));
};
window.Update += seconds => game!.Update(seconds);
window.Render += _ =>
{
    game!.Draw(window.FramebufferSize.X, window.FramebufferSize.Y);
    vision!.Update(); // after drawing and before the swap: waits for nothing, the result arrives one or two frames later
    if (classifier!.TryGetResult(out var top) && top.Label != shown) window.Title = $"Window title: {shown = top.Label}";
};
window.FramebufferResize += size => vision!.Resize(size.X, size.Y);
window.Closing += () =>
{
    vision!.Dispose();
    gl!.Dispose();
};
window.Run();
