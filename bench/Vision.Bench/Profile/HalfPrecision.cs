using System.Globalization;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using VisionRuntime.Compilation;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace Vision.Bench.Profile;

/// <summary>Networks of the zoo with weights in half precision beside the same in single precision, on OpenGL: error and time.</summary>
internal static class HalfPrecision
{
    private const int Images = 8;

    public static int Run(string[] names, int steps)
    {
        using var context = HeadlessContext.Create();
        using var device = new OpenGLDevice(context.Gl);
        Console.WriteLine($"{device.Name}; {Images} random images, batch 1, initial weights");
        Console.WriteLine();
        Console.WriteLine("| network | largest error, relative to the largest output | mean | same first class | ms single | ms half |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (string name in names)
        {
            var model = ModelCatalog.Find(name) ?? throw new ArgumentException($"half: no network is called {name}; there are {string.Join(", ", ModelCatalog.Names)}");
            using var variables = new Variables(device, seed: 1);
            var graph = model.ToGraph(1);
            using var single = Plan.Compile(graph, device, variables);
            using var half = Plan.Compile(graph, device, variables, precision: WeightPrecision.Half);
            string output = graph.Outputs.Keys.First();
            var random = new Random(1);
            var (worst, sum, same, count) = (0.0, 0.0, 0, 0L);
            for (int image = 0; image < Images; image++)
            {
                float[] pixels = [.. Enumerable.Range(0, (int)single.Input(model.InputName).Shape.Count).Select(_ => random.NextSingle() * 2 - 1)];
                float[] expected = Result(single, model.InputName, output, pixels), actual = Result(half, model.InputName, output, pixels);
                double scale = expected.Max(Math.Abs);
                double[] errors = [.. expected.Zip(actual, (x, y) => Math.Abs(x - y) / scale)];
                (worst, sum, count) = (Math.Max(worst, errors.Max()), sum + errors.Sum(), count + errors.Length);
                if (Array.IndexOf(expected, expected.Max()) == Array.IndexOf(actual, actual.Max())) same++;
            }
            var (singleTimes, halfTimes) = (new Measured(), new Measured());
            for (int step = 0; step < steps; step++)
            {
                singleTimes.Add(Time(single, device));
                halfTimes.Add(Time(half, device));
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {worst:E1} | {sum / count:E1} | {same} of {Images} | {singleTimes.Median:F1} | {halfTimes.Median:F1} |"));
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
