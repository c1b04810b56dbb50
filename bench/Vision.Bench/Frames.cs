using DemoGame.Games;
using DemoGame.Rendering;
using System.Globalization;
using ShaderKernels.Backends.Cpu;
using Silk.NET.OpenGL;
using VisionRuntime.Agents;
using VisionRuntime.Graphs;
using VisionRuntime.Models;

namespace Vision.Bench;

/// <summary>How fast 64 games of Catch are played, drawn, captured and judged by a small network.</summary>
internal static class Frames
{
    private const string Game = "catch";
    private const int Games = 64, StepsARound = 40;

    public static int Run(int threads, int rounds)
    {
        if (!GraphicsHost.TryOpen(out var host, out string reason))
        {
            Console.WriteLine($"frames are left out: {reason}");
            return 0;
        }
        using (host)
        {
            string renderer = host.Gl.GetStringS(StringName.Renderer);
            using var device = new CpuDevice(threads);
            using var variables = new Variables(device, seed: 1);
            using var environment = new GameEnvironment(host.Gl, Game, Games, device, GameEnvironment.DefaultView);
            using var policy = new QPolicy(DqnNetworks.Small, environment.Observations, environment.ActionCount, device, variables);
            using var atlas = new GameAtlas(host.Gl, Games, environment.Games[0].Width, environment.Games[0].Height, environment.Atlas.Columns);
            var drawn = new DrawnGames(host.Gl, atlas);
            var seen = new SeenGames(environment, null);
            var judged = new SeenGames(environment, policy);
            (string Name, Action Step)[] works = [("play", drawn.Play), ("play, draw", drawn.Step), ("play, draw, capture", seen.Step), ("play, draw, capture, choose", judged.Step), ("(choose alone)", policy.Evaluate)];
            Measured[] results = [.. works.Select(_ => new Measured())];
            foreach (var (_, step) in works) Measured.WarmUp(step, 300);
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < works.Length; i++) results[i].Add(Measured.Time(works[i].Step, StepsARound));
            }
            Console.WriteLine();
            Console.WriteLine($"{Games} games of {Game} in one picture of {atlas.Width}x{atlas.Height} pixels, drawn by {renderer}; {device.Name}");
            Console.WriteLine();
            Console.WriteLine("| one step of all games | median ms | min | max | steps/s | frames/s |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|");
            for (int i = 0; i < works.Length; i++)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {works[i].Name} | {results[i].Median:F3} | {results[i].Least:F3} | {results[i].Most:F3} | {1000 / results[i].Median:F0} | {Games * 1000 / results[i].Median:F0} |"));
            }
        }
        return 0;
    }

    /// <summary>Games that are drawn and not looked at.</summary>
    private sealed class DrawnGames(GL gl, GameAtlas atlas)
    {
        private readonly IGame[] _games = [.. Enumerable.Range(0, Games).Select(_ => Begun(GameCatalog.Create(Game)))];
        private readonly Random _random = new(1);

        public void Play()
        {
            foreach (var game in _games)
            {
                if (game.Ended) game.Reset((ulong)_random.Next());
                else game.Step(_random.Next(game.ActionCount));
            }
        }

        public void Step()
        {
            Play();
            atlas.Render(_games);
            gl.Finish();
        }

        private static IGame Begun(IGame game)
        {
            game.Reset(1);
            return game;
        }
    }

    /// <summary>Games that are drawn and looked at, and played by a policy where there is one, else at random.</summary>
    private sealed class SeenGames
    {
        private readonly GameEnvironment _environment;
        private readonly QPolicy? _policy;
        private readonly Random _random = new(1);
        private readonly int[] _actions = new int[Games];
        private readonly float[] _rewards = new float[Games];
        private readonly bool[] _terminated = new bool[Games], _truncated = new bool[Games];

        public SeenGames(GameEnvironment environment, QPolicy? policy)
        {
            (_environment, _policy) = (environment, policy);
            environment.Reset(1);
        }

        public void Step()
        {
            _policy?.Evaluate();
            for (int i = 0; i < Games; i++) _actions[i] = _policy?.Best(i) ?? _random.Next(_environment.ActionCount);
            _environment.Step(_actions, _rewards, _terminated, _truncated);
        }
    }
}
