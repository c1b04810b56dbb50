using ShaderKernels.Backends.Cpu;
using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionFilter;
using VisionRuntime;
using VisionRuntime.Capture;

// dotnet run                        filters a window's frames; the right half shows the filtered picture
// dotnet run -- photo.jpg edges.png filters a picture file
if (args is [var input, var output])
{
    using var source = new ImageSource(input);
    using var cpu = new CpuDevice();
    using var vision = new VisionHost(source, cpu);
    var filter = vision.Add(new ScreenFilter(EdgeFilter.Definition));
    vision.Update(); // on the CPU the result is there at once
    if (!filter.TryGetResult(out var edges)) return;
    using var picture = Image.LoadPixelData<Rgba32>(edges.HostPixels, edges.Width, edges.Height);
    picture.SaveAsPng(output);
    return;
}

// Vision runs filters on the GPU from OpenGL 4.3 on; macOS ends at 4.1, and they run on the CPU there.
var version = OperatingSystem.IsMacOS() ? new APIVersion(4, 1) : new APIVersion(4, 3);
using var window = Window.Create(WindowOptions.Default with
{
    Title = "Window title",
    Size = new Vector2D<int>(640, 480),
    API = new GraphicsAPI(ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible, version),
});
LiveFilter? live = null;
GL? gl = null;
window.Load += () => live = new LiveFilter(gl = GL.GetApi(window), window.FramebufferSize.X, window.FramebufferSize.Y);
window.Render += seconds => live!.Render(seconds);
window.FramebufferResize += size => live!.Resize(size.X, size.Y);
window.Closing += () =>
{
    live!.Dispose();
    gl!.Dispose();
};
window.Run();
