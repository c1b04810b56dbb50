using ShaderKernels.Backends.Cpu;
using VisionRuntime.Compilation;
using VisionRuntime.Formats.Onnx;
using VisionRuntime.Graphs;

namespace Vision.Bench;

/// <summary>How long an ONNX file takes from the disk to its first result, step by step.</summary>
internal static class ImportTiming
{
    public static int Run(string[] files, int threads, int rounds)
    {
        Console.WriteLine($"{Machine.Processor}; {threads} threads; milliseconds, the median of {rounds} rounds (the first round)");
        Console.WriteLine("| file | read and check | import | compile | first run | later run |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (string file in files)
        {
            var steps = Enumerable.Range(0, 5).Select(_ => new Measured()).ToArray();
            for (int round = 0; round < rounds; round++) Once(file, threads, steps);
            Console.WriteLine($"| {Path.GetFileName(file)} | {string.Join(" | ", steps.Select(step => FormattableString.Invariant($"{step.Median:F1} ({step.Samples[0]:F1})")))} |");
        }
        return 0;
    }

    private static void Once(string file, int threads, Measured[] steps)
    {
        OnnxModel model = null!;
        steps[0].Add(Measured.Time(() => model = OnnxModel.Load(file), 1));
        var graph = new Graph();
        steps[1].Add(Measured.Time(() =>
        {
            var bindings = new OnnxBindings();
            foreach (var input in model.Inputs) bindings.Shapes[input.Name] = [.. input.Dimensions!.Select(dimension => dimension.Length ?? 1)];
            foreach (var (name, result) in model.Import(graph, bindings).Outputs) graph.Output(name, result.Value!);
        }, 1));
        using var device = new CpuDevice(threads);
        using var variables = new Variables(device);
        Plan plan = null!;
        steps[2].Add(Measured.Time(() => plan = Plan.Compile(graph, device, variables), 1));
        using (plan)
        {
            steps[3].Add(Measured.Time(plan.Run, 1)); // also folds and packs what depends on the weights alone
            steps[4].Add(Measured.Time(plan.Run, 3));
        }
    }
}
