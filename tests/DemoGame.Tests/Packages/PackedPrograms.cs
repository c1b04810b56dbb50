namespace DemoGame.Tests.Packages;

/// <summary>The programs that are built with the packages alone.</summary>
internal static class PackedPrograms
{
    /// <summary>Classifies three frames through the front door and prints their labels.</summary>
    public const string Classify = """
        using ShaderKernels.Backends.Cpu;
        using ShaderKernels.Operators;
        using SixLabors.ImageSharp;
        using SixLabors.ImageSharp.PixelFormats;
        using VisionRuntime;
        using VisionRuntime.Capture;
        using VisionRuntime.Layers;
        using VisionRuntime.Models;

        var definition = new NetworkDefinition("thirds", "the mean of each third", ModelTask.Classification, "pixels", [1, 1, 24, 24],
            pixels => pixels.Pool(PoolKind.Average, new Window(24), new Window(8, Stride: 8)).Flatten() * 20)
        {
            Preprocessing = new Preprocessing(24, 24) { Grayscale = true, Resize = FrameResize.Stretch },
            Labels = ["left", "middle", "right"],
        };
        using var device = new CpuDevice();
        foreach (int left in (int[])[400, 10, 220])
        {
            using var frame = new Image<Rgba32>(640, 480);
            for (int y = 100; y < 300; y++)
                for (int x = left; x < left + 200; x++) frame[x, y] = new Rgba32(255, 230, 150, 255);
            using var source = new ImageSource(frame);
            using var vision = new VisionHost(source, device);
            var classifier = vision.Add(new ScreenClassifier(new Model(definition)));
            Classification top;
            do vision.Update();
            while (!classifier.TryGetResult(out top));
            Console.WriteLine(top.Label);
        }
        """;

    /// <summary>The first C# example of a README.</summary>
    public static string OfReadme(string file)
    {
        string text = File.ReadAllText(file);
        int start = text.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
