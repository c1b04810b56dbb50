using ShaderKernels.Backends.Cpu;
using VisionRuntime.Capture;
using VisionRuntime.External;

namespace VisionRuntime.Tests.External;

/// <summary>A program that knows nothing of agents, played: ffplay, whose moving picture stops when P is pressed and which ends with Q.</summary>
public sealed class ExternalEnvironmentTests
{
    private static GameDescription Player { get; } = new()
    {
        Name = "player",
        Command = ["ffplay", "-loglevel", "error", "-an", "-window_title", "Moving picture", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=30"],
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SDL_VIDEODRIVER"] = "x11", ["SDL_AUDIODRIVER"] = "dummy" },
        Display = new(320, 240),
        Window = "moving PICTURE",
        Observe = new(0, 0, 160, 120),
        Actions = [new("watch"), new("pause") { Tap = ["p"] }, new("quit") { Tap = ["q"] }],
        Start = [new() { Wait = 500 }],
        Restart = [new() { Wait = 10 }],
        Changes = [new(new(0, 0, 160, 120), 1) { Threshold = 0.2 }],
        DecisionMilliseconds = 150,
    };

    [SkippableFact]
    public void A_program_is_observed_controlled_and_started_again_when_it_ends()
    {
        SkipUnlessThereIs("Xvfb", "ffplay");
        using var device = new CpuDevice(1);
        string display;
        using (var environment = new ExternalEnvironment(Player, 1, device, new(16, 12) { Frames = 2 }))
        {
            environment.Reset(1);
            display = environment.DisplayOf(0);
            Assert.Equal([1, 6, 12, 16], environment.Observations.Shape);
            Assert.True(environment.Observations.ToArray().Distinct().Count() > 20);

            Assert.Contains(1f, Steps(environment, 0, 6));
            Steps(environment, 1, 1);
            Steps(environment, 0, 1);
            Assert.Equal([0f, 0f, 0f], Steps(environment, 0, 3)); // paused by the player, not by us
            Steps(environment, 1, 1);
            Assert.Contains(1f, Steps(environment, 0, 6));

            // Q ends the program: the episode is truncated, and the next step starts the program again.
            var (ended, _) = Step(environment, 2);
            for (int i = 0; i < 5 && !ended; i++) (ended, _) = Step(environment, 0);
            Assert.True(ended);
            Assert.Equal((false, 0f), Step(environment, 0));
            Assert.Equal(1, environment.Launches);
            Assert.Contains(1f, Steps(environment, 0, 6));
        }
        Assert.Throws<FrameSourceException>(() => new X11Source(display).Dispose());
    }

    [SkippableFact]
    public void A_program_that_shows_no_change_is_started_again()
    {
        SkipUnlessThereIs("Xvfb", "ffplay");
        using var device = new CpuDevice(1);
        using var environment = new ExternalEnvironment(Player with { HungAfter = 3, DecisionMilliseconds = 60 }, 1, device, new(16, 12));
        environment.Reset(1);
        Steps(environment, 0, 10);
        Steps(environment, 1, 1);
        bool truncated = false;
        for (int i = 0; i < 60 && !truncated; i++) (truncated, _) = Step(environment, 0);
        Assert.True(truncated);
        Step(environment, 0);
        Assert.Equal(1, environment.Launches);
    }

    /// <summary>Skipped where the game is not installed.</summary>
    [SkippableFact]
    public void LBreakout2_is_played_and_its_score_is_read()
    {
        SkipUnlessThereIs("Xvfb");
        Skip.IfNot(File.Exists("/usr/games/lbreakout2"), "lbreakout2 is not installed");
        using var device = new CpuDevice(1);
        var game = GameDescription.Load(Path.Combine(AppContext.BaseDirectory, "games", "lbreakout2.json"));
        using var environment = new ExternalEnvironment(game, 1, device, new(84, 84) { Grayscale = true, Frames = 4 });
        environment.Reset(1);
        Assert.Equal(0, environment.ScoreOf(0));
        float reward = 0;
        int decisions = 0;
        for (; decisions < 600 && reward == 0; decisions++)
        {
            float[] rewards = new float[1];
            bool[] terminated = new bool[1], truncated = new bool[1];
            environment.Step([decisions % 20 < 10 ? 1 : 2], rewards, terminated, truncated);
            Assert.False(truncated[0]);
            reward += rewards[0];
        }
        Assert.True(reward > 0, "no brick was hit");
        Assert.Equal(environment.ScoreOf(0) * 0.01f, reward, 3);
        // The game may be stopped while it draws the score.
        Assert.InRange(environment.UnreadableScores, 0, 1 + decisions / 20);
    }

    [SkippableFact]
    public void LBreakout2_shows_the_loss_of_each_life()
    {
        SkipUnlessThereIs("Xvfb");
        Skip.IfNot(File.Exists("/usr/games/lbreakout2"), "lbreakout2 is not installed");
        using var device = new CpuDevice(1);
        var game = GameDescription.Load(Path.Combine(AppContext.BaseDirectory, "games", "lbreakout2.json"));
        using var environment = new ExternalEnvironment(game, 1, device, new(84, 84) { Grayscale = true });
        environment.Reset(1);
        bool[] terminated = new bool[1], truncated = new bool[1];
        int lost = 0;
        for (int decision = 0; decision < 800 && !terminated[0]; decision++)
        {
            environment.Step([1], new float[1], terminated, truncated); // at the left wall, which the ball rarely meets
            Assert.False(truncated[0]);
            if (environment.LivesLost[0]) lost++;
        }
        Assert.True(terminated[0], "the episode did not end");
        Assert.InRange(lost, 3, 5); // four paddles at the start; a bonus may give one
    }

    /// <summary>A program that runs already is played without being paused, and goes on afterwards.</summary>
    [SkippableFact]
    public void A_program_that_runs_already_is_played_on_its_display()
    {
        SkipUnlessThereIs("Xvfb", "ffplay");
        using var device = new CpuDevice(1);
        using var running = new ExternalEnvironment(Player, 1, device, new(16, 12));
        running.Reset(1);
        string display = running.DisplayOf(0);
        // The environment that started the program has stopped it; the one that is attached must not need it to run.
        using (var attached = ExternalEnvironment.Attach(Player with { Changes = [] }, display, device, new(16, 12)))
        {
            Assert.Equal((running.WindowWidth, running.WindowHeight), (attached.WindowWidth, attached.WindowHeight));
            attached.Reset(1);
            Assert.Equal((false, 0f), Step(attached, 0));
            byte[] window = new byte[attached.WindowWidth * attached.WindowHeight * 4];
            attached.CopyWindow(0, window);
            Assert.True(window.Distinct().Count() > 20);
            Assert.Throws<ArgumentException>(() => attached.CopyWindow(0, new byte[3]));
            Step(attached, 1); // pause is pressed there
        }
        Steps(running, 0, 1);
        Assert.Equal([0f, 0f], Steps(running, 0, 2));
        Assert.Equal("player: no window with 'Other' in its title is on display " + display + "; its windows are Moving picture",
            Assert.Throws<ExternalGameException>(
                () => ExternalEnvironment.Attach(Player with { Window = "Other" }, display, device, new(8, 8)).Dispose()).Message);
    }

    [SkippableFact]
    public void What_cannot_be_played_is_named()
    {
        SkipUnlessThereIs("Xvfb", "ffplay");
        using var device = new CpuDevice(1);
        Assert.Equal("player: the program 'no-such-game' is not installed; install it with apt-get install it",
            Failure(Player with { Command = ["no-such-game"], Install = "apt-get install it" }));
        Assert.Contains("the program ended at once", Failure(Player with { Command = ["false"] }), StringComparison.Ordinal);
        Assert.Contains("no window with 'Other' in its title appeared within 0.5 s; its windows are Moving picture",
            Failure(Player with { Window = "Other", PatienceSeconds = 0.5 }), StringComparison.Ordinal);

        string Failure(GameDescription game) =>
            Assert.Throws<ExternalGameException>(() => new ExternalEnvironment(game, 1, device, new(8, 8)).Dispose()).Message;
    }

    private static (bool Truncated, float Reward) Step(ExternalEnvironment environment, int action)
    {
        float[] rewards = new float[1];
        bool[] terminated = new bool[1], truncated = new bool[1];
        environment.Step([action], rewards, terminated, truncated);
        Assert.False(terminated[0]);
        return (truncated[0], rewards[0]);
    }

    private static float[] Steps(ExternalEnvironment environment, int action, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Step(environment, action).Reward)];

    private static void SkipUnlessThereIs(params string[] programs)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "virtual displays need Linux");
        Skip.IfNot(X11Source.IsSupported, "libxcb is not installed");
        foreach (string program in programs)
        {
            Skip.IfNot(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
                $"{program} is not installed");
        }
    }
}
