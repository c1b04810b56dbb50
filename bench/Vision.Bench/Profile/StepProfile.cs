using System.Globalization;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using VisionRuntime.Compilation;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;
using VisionRuntime.Layers;

namespace Vision.Bench.Profile;

/// <summary>The training step of Mnih et al. 2015 at batch 32, or inference of it or another network at any batch, a line a kernel: time, arithmetic and memory beside what the machine can do just now.</summary>
internal static class StepProfile
{
    public static int Run(int threads, int steps, int inference, string? model, int train, int? side, string deviceName)
    {
        using var context = deviceName == "opengl" ? HeadlessContext.Create() : null;
        using var device = new ProfilingDevice(context is null ? new CpuDevice(threads) : new OpenGLDevice(context.Gl));
        using var variables = new Variables(device, seed: 1);
        using var plan = model is not null && train > 0 ? Training(model, train, side, device, variables) : model is not null ? Network(model, Math.Max(1, inference), device, variables) : inference > 0 ? Mnih2015.Inference(device, variables, inference) : Mnih2015.TrainingStep(device, variables);
        if (model is null && inference > 0) plan.Input("states").Write(Mnih2015.Pixels(inference, new Random(1)));
        else if (model is null) Mnih2015.Fill(plan);
        Measured.WarmUp(plan.Run);
        // What depends on weights alone ran once, before the first step.
        TimedKernel[] kernels = [.. device.Kernels.Where(kernel => kernel.Times.Samples.Count > 1)];
        int warm = kernels[0].Times.Samples.Count;
        var whole = new Measured();
        var (arithmetic, memory) = (new Measured(), new Measured());
        for (int step = 0; step < steps; step++)
        {
            whole.Add(Measured.Time(plan.Run, 1));
            if (step % 10 != 0) continue;
            arithmetic.Add(Ceiling.Arithmetic(threads));
            memory.Add(Ceiling.Memory(threads));
        }

        Console.WriteLine($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; {Machine.Processor}; load {Machine.Load}; {device.Name}; {steps} steps");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"What {threads} threads reach at the same time, best and median: {arithmetic.Most:F0} and {arithmetic.Median:F0} GFLOP/s with everything in registers, {memory.Most:F1} and {memory.Median:F1} GB/s from memory."));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Whole step: median {whole.Median:F2} ms, min {whole.Least:F2}, max {whole.Most:F2}; arena {plan.ArenaBytes / 1048576.0:F1} MiB"));
        Console.WriteLine();
        Console.WriteLine("| step | kernel | inputs | median ms | min ms | share | MFLOP | GFLOP/s at min | GB/s at min |");
        Console.WriteLine("|---|---|---|---:|---:|---:|---:|---:|---:|");
        var rows = plan.Steps.Zip(kernels, (name, kernel) =>
        {
            double[] samples = [.. kernel.Times.Samples.Skip(warm)];
            return (Name: name, Kernel: kernel, Median: Measured.MedianOf(samples), Least: samples.Min());
        }).ToArray();
        double sum = rows.Sum(row => row.Median);
        foreach (var (name, kernel, median, least) in rows.OrderByDescending(row => row.Median))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {kernel.Operator.Name} | {string.Join(" ", kernel.Inputs)} | {median:F3} | {least:F3} | {median / sum:P1} | {(kernel.Operations == 0 ? "" : $"{kernel.Operations / 1e6:F0}")} | {(kernel.Operations == 0 ? "" : $"{kernel.Operations / least / 1e6:F0}")} | {kernel.Bytes / least / 1e6:F1} |"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| sum | {rows.Length} kernels | | {sum:F2} | {rows.Sum(row => row.Least):F2} | | {rows.Sum(row => row.Kernel.Operations) / 1e6:F0} | | |"));
        return 0;
    }

    /// <summary>A training step of a classifier of the zoo on random pixels, softmax cross-entropy and SGD, or the minibatch of PPO.</summary>
    private static Plan Training(string name, int batch, int? side, ProfilingDevice device, Variables variables)
    {
        bool isAgent = name == "ppo-impala-small";
        var plan = Plan.Compile(isAgent ? PpoStep.Graph() : ClassifierStep.Graph(name, batch, side), device, variables);
        if (isAgent) PpoStep.Fill(plan);
        else ClassifierStep.Fill(plan);
        return plan;
    }

    /// <summary>A network of the zoo, or in a file, on random pixels.</summary>
    private static Plan Network(string name, int batch, ProfilingDevice device, Variables variables)
    {
        var model = ModelFile.Open(name);
        var graph = model.ToGraph(batch);
        var plan = Plan.Compile(graph, device, variables);
        var random = new Random(1);
        plan.Input(model.InputName).Write([.. Enumerable.Range(0, (int)plan.Input(model.InputName).Shape.Count).Select(_ => random.NextSingle())]);
        return plan;
    }
}
