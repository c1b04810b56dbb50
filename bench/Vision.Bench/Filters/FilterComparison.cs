using System.Globalization;
using ShaderKernels.Backends.Cpu;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Vision.Bench.Compare;
using VisionRuntime.Filters;

namespace Vision.Bench.Filters;

/// <summary>Every filter of the catalog on one frame of 1280 by 720 pixels, taking turns with OpenCV.</summary>
internal sealed class FilterComparison(int threads, int rounds, string python, string image, IReadOnlyCollection<string> names)
{
    private const int Width = 1280, Height = 720;

    /// <summary>How long a side works in its turn, in milliseconds.</summary>
    private const double Turn = 25;

    public int Run()
    {
        byte[] pixels = Frame();
        using var device = new CpuDevice(threads);
        using var opencv = Peer.Start("OpenCV", python, [Path.Combine(Peer.Folder(), "opencv_filters.py"), $"{threads}"], threads,
            "apt-get install python3-opencv");
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, pixels);
            opencv?.Ask($"load {file} {Width} {Height}");
        }
        finally
        {
            File.Delete(file);
        }
        Console.WriteLine($"{Machine.Processor}, load {Machine.Load}; {device.Name}; {opencv?.Info ?? "no OpenCV"}; {Width}x{Height}, {rounds} rounds");
        Console.WriteLine();
        Console.WriteLine("| filter | Vision ms | OpenCV ms | ratio, median of rounds | ratio of the minima |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        var ratios = new List<double>();
        foreach (var filter in FilterCatalog.All)
        {
            if (names.Count > 0 && !names.Contains(filter.Name, StringComparer.Ordinal)) continue;
            if (Compare(filter, device, pixels, opencv) is { } ratio) ratios.Add(ratio);
        }
        if (ratios.Count > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| geometric mean of {ratios.Count} |  |  | {Math.Exp(ratios.Average(Math.Log)):F2} | least {ratios.Min():F2} |"));
        return 0;
    }

    private double? Compare(FilterDefinition filter, CpuDevice device, byte[] pixels, Peer? opencv)
    {
        using var chain = new FilterChain(filter);
        using var frame = new CpuImage(pixels, Width, Height);
        chain.Prepare(device, Width, Height);
        Action run = () => chain.Run(frame);
        Measured.WarmUp(run, 150);
        int ours = Math.Max(1, (int)(Turn / Measured.Time(run, 3))), theirs = 0;
        bool known = opencv is not null && opencv.Ask($"run {filter.Name} 3") != "none";
        if (known) theirs = Math.Max(1, (int)(Turn / opencv!.Numbers($"run {filter.Name} 3")[0]));
        Measured vision = new(), peer = new();
        var ratios = new List<double>();
        for (int round = 0; round < rounds; round++)
        {
            if (known && round % 2 == 1) peer.Add(opencv!.Numbers($"run {filter.Name} {theirs}")[0]);
            vision.Add(Measured.Time(run, ours));
            if (known && round % 2 == 0) peer.Add(opencv!.Numbers($"run {filter.Name} {theirs}")[0]);
            if (known) ratios.Add(peer.Samples[^1] / vision.Samples[^1]);
        }
        Console.WriteLine(known
            ? string.Create(CultureInfo.InvariantCulture,
                $"| {filter.Name} | {vision.Median:F3} | {peer.Median:F3} | {Measured.MedianOf(ratios):F2} | {peer.Least / vision.Least:F2} |")
            : string.Create(CultureInfo.InvariantCulture, $"| {filter.Name} | {vision.Median:F3} | - | - | - |"));
        return known ? Measured.MedianOf(ratios) : null;
    }

    /// <summary>The picture that the guide shows the filters with, enlarged.</summary>
    private byte[] Frame()
    {
        using var picture = Image.Load<Rgba32>(image);
        picture.Mutate(context => context.Resize(Width, Height));
        var pixels = new byte[4 * Width * Height];
        picture.CopyPixelDataTo(pixels);
        return pixels;
    }
}
