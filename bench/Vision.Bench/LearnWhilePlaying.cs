using System.Diagnostics;
using System.Globalization;
using ShaderKernels.Backends.Cpu;
using VisionRuntime;
using VisionRuntime.Capture;
using VisionRuntime.Data;
using VisionRuntime.Graphs;
using VisionRuntime.Insight;
using VisionRuntime.Models;
using VisionRuntime.Training;

namespace Vision.Bench;

/// <summary>
/// The times of frames of a loop at 60 frames a second with a classifier, first without and then with training in what is left of the
/// budget.
/// </summary>
internal static class LearnWhilePlaying
{
    private const double FrameMilliseconds = 1000.0 / 60;
    private const int WarmFrames = 30;

    public static int Run(int threads, int frames, double budget, string? chart)
    {
        using var device = new CpuDevice(threads);
        using var variables = new Variables(device, 1);
        using var source = new TestPatternSource(320, 240);
        using var vision = new VisionHost(source, device) { Budget = TimeSpan.FromMilliseconds(budget) };
        var model = new Model(ModelCatalog.Find("lenet5")!);
        vision.Add(new ScreenClassifier(model, new() { Weights = variables }));
        var data = DrawnDigits.Create();
        var trainer = new Trainer(
            model.Definition.Build, new ClassificationTask(10), data.Training, null, new() { BatchSize = 32, Epochs = 1000 }, variables);
        double before = trainer.Evaluate(data.Test!).Error;
        var training = vision.Add(new BackgroundTraining(trainer) { Enabled = false, LargestShare = TimeSpan.FromMilliseconds(budget) });

        var without = Measure(vision, frames);
        training.Enabled = true;
        var with = Measure(vision, frames);
        double after = trainer.Evaluate(data.Test!).Error;
        Console.WriteLine($"{Machine.Processor}, load {Machine.Load}; {device.Name}; budget {budget.ToString(CultureInfo.InvariantCulture)} ms of a frame of 16.7 ms");
        Console.WriteLine();
        Console.WriteLine("| | VisionHost.Update, median | 99 of 100 below | between frames, median | 99 of 100 below |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        Print("without training", without);
        Print("with training", with);
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{training.Steps} steps of 32 samples in {with.Update.Length} frames; test error {100 * before:0.0} % before, {100 * after:0.0} % after."));
        if (chart is not null) Draw(chart, without, with);
        return 0;
    }

    private static Times Measure(VisionHost vision, int frames)
    {
        var times = new Times(new double[frames], new double[frames]);
        var clock = Stopwatch.StartNew();
        double next = clock.Elapsed.TotalMilliseconds, last = next;
        for (int i = -WarmFrames; i < frames; i++)
        {
            while (clock.Elapsed.TotalMilliseconds < next) Thread.Sleep(0);
            double now = clock.Elapsed.TotalMilliseconds;
            vision.Update();
            if (i >= 0) (times.Update[i], times.Between[i]) = (vision.LastUpdate.TotalMilliseconds, now - last);
            (last, next) = (now, next + FrameMilliseconds);
            // A frame that is late does not make the next ones come early.
            next = Math.Max(next, clock.Elapsed.TotalMilliseconds);
        }
        return times;
    }

    private static void Print(string name, Times times) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {At(times.Update, 0.5):0.00} ms | {At(times.Update, 0.99):0.00} ms | {At(times.Between, 0.5):0.00} ms | {At(times.Between, 0.99):0.00} ms |"));

    private static double At(double[] values, double share) => values.Order().ElementAt((int)(share * (values.Length - 1)));

    private static void Draw(string path, Times without, Times with)
    {
        double[] x = [.. Enumerable.Range(0, without.Update.Length).Select(i => (double)i)];
        new LineChart
        {
            Title = "Frames at 60 a second with a classifier, without and with training",
            HorizontalLabel = "frame",
            Panels =
            [
                new("VisionHost.Update, ms", [new("without training", x, without.Update), new("with training", x, with.Update)]),
                new("between frames, ms", [new("without training", x, without.Between), new("with training", x, with.Between)]),
            ],
        }.SavePng(path);
    }

    private sealed record Times(double[] Update, double[] Between);
}
