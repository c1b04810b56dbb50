using ShaderKernels.Backends.Cpu;
using ShaderKernels.Devices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using VisionRuntime.Filters;

namespace VisionRuntime.Tests.Filters;

/// <summary>Pictures as RGBA bytes: those that eng/filters.py made, and what filters make of them.</summary>
public sealed record ExpectedPicture(int Width, int Height, byte[] Pixels)
{
    public static ExpectedPicture Input { get; } = Load("input");

    public static ExpectedPicture Load(string name)
    {
        using var image = Image.Load<Rgba32>(PathOf($"{name}.png"));
        var pixels = new byte[image.Width * image.Height * 4];
        image.CopyPixelDataTo(pixels);
        return new(image.Width, image.Height, pixels);
    }

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Filters", "Expected", file);

    /// <summary>Pixels with all bytes random, so that rows of any width have something in common with none of their neighbors.</summary>
    public static ExpectedPicture Random(int width, int height, int seed = 1)
    {
        var pixels = new byte[width * height * 4];
        new Random(seed).NextBytes(pixels);
        return new(width, height, pixels);
    }

    /// <summary>Runs a chain on a device.</summary>
    public ExpectedPicture Through(FilterChain chain, Device device, bool bottomUp = false)
    {
        chain.Prepare(device, Width, Height);
        var result = new byte[Pixels.Length];
        if (device.Kind == DeviceKind.OpenGL)
        {
            using var image = device.AllocateImage(Width, Height);
            image.Write(Pixels);
            chain.Run(image).Read(result);
        }
        else
        {
            using var image = new CpuImage(bottomUp ? Flipped() : Pixels, Width, Height, bottomUp: bottomUp);
            chain.Run(image).Read(result);
        }
        return this with { Pixels = result };
    }

    /// <summary>Says where another picture differs by more than the tolerance; null if nowhere. Alpha must be equal.</summary>
    public string? Difference(ExpectedPicture actual, int tolerance)
    {
        int worst = 0, count = 0, place = 0;
        for (int i = 0; i < Pixels.Length; i++)
        {
            int difference = Math.Abs(Pixels[i] - actual.Pixels[i]);
            if (difference <= (i % 4 == 3 ? 0 : tolerance)) continue;
            count++;
            if (difference <= worst) continue;
            (worst, place) = (difference, i);
        }
        return count == 0 ? null : $"{count} of {Pixels.Length} bytes, the worst at ({place / 4 % Width}, {place / 4 / Width}) channel "
            + $"{place % 4}: {Pixels[place]} expected, {actual.Pixels[place]} found";
    }

    private byte[] Flipped()
    {
        var rows = new byte[Pixels.Length];
        for (int y = 0; y < Height; y++) Pixels.AsSpan(y * Width * 4, Width * 4).CopyTo(rows.AsSpan((Height - 1 - y) * Width * 4));
        return rows;
    }
}
