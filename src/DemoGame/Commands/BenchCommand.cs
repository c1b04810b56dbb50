using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary><c>bench</c>: measures how long one inference takes.</summary>
internal static class BenchCommand
{
    private const int WarmUpMilliseconds = 300, WarmUpRuns = 5;

    public static Command Create()
    {
        var model = ModelCommand.NameOrFile();
        var batch = ModelCommand.Batch();
        var threads = Options.OptionalInteger("--threads", "The number of threads of the CPU; all of its processors by default.", 1);
        var runs = Options.Integer("--runs", "The number of runs to measure.", 50, 1);
        var device = DeviceOptions.ForModels();
        var json = ModelCommand.Json();
        var command = new Command("bench", "Measure how long one inference of a network takes.")
        {
            model, batch, threads, runs, device, json,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(model)!;
            var graph = ModelFile.Open(name).ToGraph(parsed.GetValue(batch));
            using var opened = Open(parsed.GetValue(device)!, parsed.GetValue(threads));
            double[] times = Measure(graph, opened, parsed.GetValue(runs));
            Print(name, opened, times, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static OpenDevice Open(string name, int? threads)
    {
        if (threads is null) return DeviceOptions.Open(name);
        if (name is not ("cpu" or "auto"))
            throw new CommandException($"--threads: the device {name} has no number of threads to choose; use it with --device cpu");
        return new(new CpuDevice(threads), null);
    }

    /// <summary>Returns the milliseconds of each run, sorted.</summary>
    private static double[] Measure(Graph graph, OpenDevice opened, int runs)
    {
        using var variables = new Variables(opened.Device);
        using var plan = Plan.Compile(graph, opened.Device, variables);
        var random = new Random(1);
        foreach (string input in graph.Inputs.Keys)
        {
            var tensor = plan.Input(input);
            tensor.Write([.. Enumerable.Range(0, (int)tensor.Shape.Count).Select(_ => random.NextSingle())]);
        }
        long start = Stopwatch.GetTimestamp();
        for (int run = 0; run < WarmUpRuns || Stopwatch.GetElapsedTime(start).TotalMilliseconds < WarmUpMilliseconds; run++) Run();
        var times = new double[runs];
        for (int run = 0; run < runs; run++)
        {
            long begin = Stopwatch.GetTimestamp();
            Run();
            times[run] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }
        Array.Sort(times);
        return times;

        void Run()
        {
            plan.Run();
            opened.Device.Finish();
        }
    }

    private static void Print(string model, OpenDevice opened, double[] times, bool json)
    {
        double median = (times[times.Length / 2] + times[(times.Length - 1) / 2]) / 2;
        if (json)
        {
            var report = new JsonObject
            {
                ["model"] = model, ["median_ms"] = Math.Round(median, 4), ["min_ms"] = Math.Round(times[0], 4), ["runs"] = times.Length,
                ["device"] = opened.Device.Name,
            };
            Console.WriteLine(report.ToJsonString());
            return;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{model}: median {median:F3} ms, min {times[0]:F3} ms, max {times[^1]:F3} ms of {times.Length} runs on {opened.Device.Name}"));
    }
}
