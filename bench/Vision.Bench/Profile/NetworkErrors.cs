using System.Globalization;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace Vision.Bench.Profile;

/// <summary>Networks of the zoo on OpenGL with weights in half precision, or by Winograd's algorithms, beside the same in single precision by the direct algorithm: error and time.</summary>
internal static class NetworkErrors
{
    private const int Images = 8;

    /// <summary>Compares networks.</summary>
    /// <param name="names">Networks of the zoo.</param>
    /// <param name="steps">Steps to time.</param>
    /// <param name="winograd">Winograd's algorithms, otherwise half precision.</param>
    public static int Run(string[] names, int steps, bool winograd)
    {
        using var context = HeadlessContext.Create();
        using var device = new OpenGLDevice(context.Gl) { Winograd = false };
        using var changed = new OpenGLDevice(context.Gl) { Winograd = winograd };
        Console.WriteLine($"{device.Name}; {Images} random images, batch 1, initial weights");
        Console.WriteLine();
        Console.WriteLine($"| network | largest error, relative to the largest output | mean | same first class | ms direct, single | ms {(winograd ? "Winograd" : "half")} |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (string name in names)
        {
            var model = ModelCatalog.Find(name) ?? throw new ArgumentException($"no network is called {name}; there are {string.Join(", ", ModelCatalog.Names)}");
            using Variables variables = new(device, seed: 1), copies = new(changed, seed: 1);
            var graph = model.ToGraph(1);
            using var single = Plan.Compile(graph, device, variables);
            using var other = Plan.Compile(graph, changed, copies, precision: winograd ? WeightPrecision.Single : WeightPrecision.Half);
            string output = graph.Outputs.Keys.First();
            var random = new Random(1);
            var (worst, sum, same, count) = (0.0, 0.0, 0, 0L);
            for (int image = 0; image < Images; image++)
            {
                float[] pixels = [.. Enumerable.Range(0, (int)single.Input(model.InputName).Shape.Count).Select(_ => random.NextSingle() * 2 - 1)];
                float[] expected = Result(single, model.InputName, output, pixels), actual = Result(other, model.InputName, output, pixels);
                double scale = expected.Max(Math.Abs);
                double[] errors = [.. expected.Zip(actual, (x, y) => Math.Abs(x - y) / scale)];
                (worst, sum, count) = (Math.Max(worst, errors.Max()), sum + errors.Sum(), count + errors.Length);
                if (Array.IndexOf(expected, expected.Max()) == Array.IndexOf(actual, actual.Max())) same++;
            }
            var (singleTimes, otherTimes) = (new Measured(), new Measured());
            for (int step = 0; step < steps; step++)
            {
                singleTimes.Add(Time(single, device));
                otherTimes.Add(Time(other, changed));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {worst:E1} | {sum / count:E1} | {same} of {Images} | {singleTimes.Median:F1} | {otherTimes.Median:F1} |"));
        }
        return 0;
    }

    private static float[] Result(Plan plan, string input, string output, float[] pixels)
    {
        plan.Input(input).Write(pixels);
        plan.Run();
        return plan.Output(output).ToArray();
    }

    private static double Time(Plan plan, OpenGLDevice device) => Measured.Time(() =>
    {
        plan.Run();
        device.Finish();
    }, 1);
}
