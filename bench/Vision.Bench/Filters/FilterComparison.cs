using System.Globalization;
using ShaderKernels.Backends.Cpu;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Vision.Bench.Compare;
using Vision.Bench.Report;
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
        Console.WriteLine("| filter | Vision ms | OpenCV ms, RGBA to RGBA | ratio | OpenCV ms, RGB, gray stays gray | ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        var ratios = new List<double>[] { [], [] };
        foreach (var filter in FilterCatalog.All.Where(filter => filter.Network is null))
            if (names.Count == 0 || names.Contains(filter.Name, StringComparer.Ordinal)) Compare(filter, device, pixels, opencv, ratios);
        if (ratios[0].Count > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| geometric mean of {ratios[0].Count} |  |  | {Mean(ratios[0]):F2} |  | {Mean(ratios[1]):F2} |"));
        return 0;

        static double Mean(List<double> values) => Math.Exp(values.Average(Math.Log));
    }

    private void Compare(FilterDefinition filter, CpuDevice device, byte[] pixels, Peer? opencv, List<double>[] ratios)
    {
        using var chain = new FilterChain(filter);
        using var frame = new CpuImage(pixels, Width, Height);
        chain.Prepare(device, Width, Height);
        Action run = () => chain.Run(frame);
        // The first one waits until the runtime has compiled what all of them share.
        Measured.WarmUp(run, ratios[0].Count == 0 ? 2000 : 150);
        string[] commands = opencv is not null && opencv.Ask($"run {filter.Name} 3") != "none" ? ["frame", "run"] : [];
        int ours = Calls(Measured.Time(run, 3));
        int[] theirs = [.. commands.Select(command => Calls(opencv!.Numbers($"{command} {filter.Name} 3")[0]))];
        var vision = new Measured();
        Measured[] peers = [.. commands.Select(_ => new Measured())], found = [.. commands.Select(_ => new Measured())];
        for (int round = 0; round < rounds; round++)
        {
            if (round % 2 == 0) vision.Add(Measured.Time(run, ours));
            for (int i = 0; i < commands.Length; i++) peers[i].Add(opencv!.Numbers($"{commands[i]} {filter.Name} {theirs[i]}")[0]);
            if (round % 2 == 1) vision.Add(Measured.Time(run, ours));
            for (int i = 0; i < commands.Length; i++) found[i].Add(peers[i].Samples[^1] / vision.Samples[^1]);
        }
        Results.Add(filter.Name, Results.Vision, vision);
        for (int i = 0; i < commands.Length; i++)
            Results.Add(filter.Name, commands[i] == "frame" ? "OpenCV, RGBA to RGBA" : "OpenCV, RGB, gray stays gray", peers[i], vision);
        string line = string.Create(CultureInfo.InvariantCulture, $"| {filter.Name} | {vision.Median:F3} |");
        for (int i = 0; i < commands.Length; i++)
        {
            ratios[i].Add(found[i].Median);
            line += string.Create(CultureInfo.InvariantCulture, $" {peers[i].Median:F3} | {found[i].Median:F2} |");
        }
        Console.WriteLine(commands.Length > 0 ? line : line + " none |  |  |  |");

        static int Calls(double milliseconds) => Math.Max(1, (int)(Turn / milliseconds));
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
