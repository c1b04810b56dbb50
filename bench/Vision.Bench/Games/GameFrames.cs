using System.Globalization;
using DemoGame.Rendering;
using ShaderKernels.Backends.Cpu;
using ShaderKernels.Backends.OpenGL;
using ShaderKernels.Devices;
using Silk.NET.OpenGL;
using Vision.Bench.Report;

namespace Vision.Bench.Games;

/// <summary>How many frames are played, drawn, captured and given to a network in a second, for one game to many at once.</summary>
internal static class GameFrames
{
    private const string Game = "catch";

    /// <summary>What is done with a frame; each line of the table does what the last did, and one thing more.</summary>
    private static readonly (string Name, Action<CapturedGames> Run)[] Stages =
    [
        ("play", games => games.Play()),
        ("draw", games => games.Draw()),
        ("read", games => games.Read()),
        ("observe", games => games.Observe()),
        ("choose", games => games.Choose()),
    ];

    /// <summary>How many of the stages each column has.</summary>
    private static readonly (string Name, int Stages)[] Columns = [("play", 1), ("draw", 2), ("capture", 4), ("inference", 5)];

    /// <summary>Measures on the CPU and on OpenGL.</summary>
    /// <returns>The exit code of the command.</returns>
    public static int Run(int threads, int rounds, int[] counts, string deviceName)
    {
        if (!GraphicsHost.TryOpen(out var host, out string reason))
        {
            Console.WriteLine($"frames are left out: {reason}");
            return 0;
        }
        using (host)
        {
            string renderer = host.Gl.GetStringS(StringName.Renderer);
            using Device device = deviceName == "opengl" ? new OpenGLDevice(host.Gl) : new CpuDevice(threads);
            CapturedGames[] games = [.. counts.Select(count => new CapturedGames(host.Gl, Game, count, device))];
            var whole = games.Select(_ => Columns.Select(_ => new Measured()).ToArray()).ToArray();
            var parts = games.Select(_ => Stages.Select(_ => new Measured()).ToArray()).ToArray();
            foreach (var few in games) Measured.WarmUp(() => { Step(few, Stages.Length); }, 300);
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < games.Length; i++)
                {
                    for (int column = 0; column < Columns.Length; column++)
                        whole[i][column].Add(TimeSteps(games[i], Columns[column].Stages));
                    Split(games[i], parts[i]);
                }
            }
            Console.WriteLine($"{Game}, drawn by {renderer}; {device.Name}; {Machine.Processor}; load {Machine.Load}; {rounds} rounds");
            for (int i = 0; i < games.Length; i++)
            {
                for (int column = 0; column < Columns.Length; column++)
                {
                    var rates = new Measured();
                    foreach (double milliseconds in whole[i][column].Samples) rates.Add(games[i].Count * 1000 / milliseconds);
                    Results.Add($"{games[i].Count} games: up to {Columns[column].Name}", Results.Vision, rates, unit: "frames/s");
                }
            }
            Write("frames a second", "frames/s by medians", games, Columns.Select(column => column.Name),
                (i, column) => games[i].Count * 1000 / whole[i][column].Median, "F0");
            Write("the time of each stage, waited for by itself", "microseconds a step of all games", games,
                Stages.Select(stage => stage.Name), (i, stage) => 1000 * parts[i][stage].Median, "F1");
            foreach (var few in games) few.Dispose();
        }
        return 0;
    }

    private static void Step(CapturedGames games, int stages)
    {
        for (int i = 0; i < stages; i++) Stages[i].Run(games);
        games.Finish();
    }

    /// <summary>Milliseconds of a step of all games, over a sixth of a second or so.</summary>
    private static double TimeSteps(CapturedGames games, int stages)
    {
        double once = Measured.Time(() => Step(games, stages), 2);
        return Measured.Time(() => Step(games, stages), Math.Clamp((int)(60 / once), 3, 2000));
    }

    /// <summary>Times each stage of some steps.</summary>
    private static void Split(CapturedGames games, Measured[] parts)
    {
        const int Steps = 10;
        var sums = new double[Stages.Length];
        for (int step = 0; step < Steps; step++)
        {
            for (int i = 0; i < Stages.Length; i++)
            {
                int stage = i;
                sums[i] += Measured.Time(() => { Stages[stage].Run(games); games.Finish(); }, 1);
            }
        }
        for (int i = 0; i < parts.Length; i++) parts[i].Add(sums[i] / Steps);
    }

    private static void Write(string title, string unit, CapturedGames[] games, IEnumerable<string> columns,
        Func<int, int, double> value, string format)
    {
        string[] names = [.. columns];
        Console.WriteLine();
        Console.WriteLine($"| {title} ({unit}) | picture | {string.Join(" | ", names)} |");
        Console.WriteLine($"|---|---|{string.Concat(names.Select(_ => "---:|"))}");
        for (int i = 0; i < games.Length; i++)
        {
            var values = names.Select((_, column) => value(i, column).ToString(format, CultureInfo.InvariantCulture));
            Console.WriteLine($"| {games[i].Count} | {games[i].Picture.Width}x{games[i].Picture.Height} | {string.Join(" | ", values)} |");
        }
    }
}
