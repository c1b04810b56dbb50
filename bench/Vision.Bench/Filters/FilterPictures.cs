using ShaderKernels.Backends.Cpu;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Capture;
using VisionRuntime.Filters;

namespace Vision.Bench.Filters;

/// <summary>Writes the pictures of docs/filters.md: one for each filter of the catalog.</summary>
internal static class FilterPictures
{
    public static int Write(string image, string folder)
    {
        using var source = new ImageSource(image);
        using var device = new CpuDevice();
        var pixels = new byte[4 * source.Width * source.Height];
        Directory.CreateDirectory(folder);
        foreach (var filter in FilterCatalog.All)
        {
            using var chain = new FilterChain(filter);
            chain.Prepare(device, source.Width, source.Height);
            if (!source.TryCapture(device.Kind, out var frame)) continue;
            chain.Run(frame.Image).Read(pixels);
            using var picture = Image.LoadPixelData<Rgba32>(pixels, source.Width, source.Height);
            using var opaque = picture.CloneAs<Rgb24>();
            opaque.SaveAsPng(Path.Combine(folder, $"{filter.Name}.png"));
        }
        return 0;
    }
}
