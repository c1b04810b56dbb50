using System.CommandLine;
using System.Globalization;
using DemoGame.Games;
using DemoGame.Rendering;
using ShaderKernels.Backends.OpenGL;
using VisionRuntime.External;
using VisionRuntime.Formats;
using VisionRuntime.Graphs;

namespace DemoGame.Commands;

/// <summary><c>play</c>: an agent or a person plays a game.</summary>
internal static class PlayCommand
{
    private const int EpisodesWithoutWindow = 100;

    public static Command Create()
    {
        var game = new Argument<string>("game")
        {
            Description = $"The game: {string.Join(", ", GameCatalog.Names)}; external:FILE, an unmodified program that a file describes; "
                + "or screen:DISPLAY, one that runs already and for which the model of --model was trained.",
        };
        var title = new Option<string?>("--window") { Description = "A part of the title of the window on screen:DISPLAY." };
        var model = new Option<string?>("--model")
        {
            Description =
                "The file of a trained agent, .vision or .onnx; by default out/model.vision, or else the agent that comes with the game.",
        };
        var human = new Option<bool>("--human") { Description = "Play yourself, with the keyboard." };
        var scripted = new Option<bool>("--scripted") { Description = "Let the scripted player of the game play." };
        var random = new Option<bool>("--random") { Description = "Take random actions; the score to compare agents with." };
        var cut = new Option<string?>("--cut")
        {
            Description = "A part of the window of an external game, X,Y,WIDTH,HEIGHT in pixels, to save from every tenth frame.",
        };
        var strips = new Option<string>("--strips")
        {
            Description = "The folder for what --cut saves.", DefaultValueFactory = _ => "strips",
        };
        var record = new Option<string?>("--record") { Description = "The file to record play in, for train --algorithm bc." };
        var mistakes = new Option<float>("--mistakes")
        {
            Description = "The probability that the scripted player takes a random action. What it would have done is recorded all the "
                + "same, so that a recording shows how mistakes are corrected.",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
                if (isNumber && value is >= 0 and < 1) return value;
                result.AddError($"'--mistakes' must be a probability less than 1, not '{text}'");
                return 0;
            },
        };
        var device = DeviceOptions.ForGames();
        var episodes = Options.Integer("--episodes", "Stop after this many episodes; 0 plays until the window is closed.", 0, 0);
        var command = new Command("play", "Watch an agent play a game in a window, or play yourself.")
        {
            game, title, model, human, scripted, mistakes, random, record, cut, strips, device, episodes,
        };
        command.SetInterruptibleAction((parsed, cancellation) =>
        {
            string name = parsed.GetValue(game)!;
            if (parsed.GetValue(title) is not null && !UnmodifiedGames.IsRunning(name))
                throw new CommandException($"--window: {name} is not a display; use it with screen:DISPLAY");
            string trained = Path.Combine("out", OutputFolder.Model);
            var played = UnmodifiedGames.IsRunning(name)
                ? UnmodifiedGames.Running(name, parsed.GetValue(title), parsed.GetValue(model) ?? trained) : UnmodifiedGames.Find(name);
            var settings = new PlaySettings(played, parsed.GetValue(model) ?? DefaultModel(played), parsed.GetValue(device)!)
            {
                Human = parsed.GetValue(human),
                Scripted = parsed.GetValue(scripted),
                Random = parsed.GetValue(random),
                Cut = parsed.GetValue(cut) is { } area ? ScreenStrips.Parse(area)
                    ?? throw new CommandException($"--cut {area}: name four numbers, X,Y,WIDTH,HEIGHT in pixels") : null,
                Strips = parsed.GetValue(strips)!,
                Mistakes = parsed.GetValue(mistakes),
                Record = parsed.GetValue(record),
                Episodes = parsed.GetValue(episodes),
            };
            bool byHand = settings is { Scripted: false, Random: false } && (settings.Human || parsed.GetValue(model) is null);
            return byHand && played is GameDefinition { SignsModel: { } signs }
                ? settings.Draw(signs, Console.Out, cancellation) : settings.Play(Console.Out, cancellation);
        });
        return command;
    }

    /// <summary>A person draws signs with the mouse, which a classifier that comes with the game reads.</summary>
    private static int Draw(this PlaySettings settings, string signs, TextWriter output, CancellationToken cancellation)
    {
        var game = settings.Game;
        if (settings.Record is not null) throw new CommandException($"--record: play of {game.Name} with the mouse cannot be recorded");
        if (!GraphicsHost.HasDisplay)
        {
            throw new CommandException(
                $"there is no display to draw signs on; set DISPLAY, or let {game.Name} play itself with --scripted");
        }
        using var host = GraphicsHost.OpenWindow("Vision", 960, 640);
        using var window = new GlyphsWindow(host, signs, DeviceOptions.KindOf(settings.Device), (ulong)Random.Shared.NextInt64());
        var (held, episodes) = window.Run(settings.Episodes, cancellation);
        output.WriteLine(game.Success.Describe(held, episodes));
        return 0;
    }

    /// <summary>
    /// The model to play with if none is given: the one that was trained last if it plays the game, or else the one that comes with the
    /// game.
    /// </summary>
    private static string DefaultModel(TrainableGame game)
    {
        string trained = Path.Combine("out", OutputFolder.Model);
        string shipped = Path.Combine(AppContext.BaseDirectory, "agents", $"{game.Name}.vision");
        if (!File.Exists(shipped)) return trained;
        try
        {
            return File.Exists(trained) && Checkpoint.Load(trained).Facts.GetValueOrDefault("game") == game.Name ? trained : shipped;
        }
        catch (CheckpointException)
        {
            return shipped;
        }
    }

    /// <summary>Plays in a window until it is closed; without a display, plays a number of episodes and prints the score.</summary>
    public static int Play(this PlaySettings settings, TextWriter output, CancellationToken cancellation)
    {
        var game = settings.Game;
        // A person does not need a model, but with one the HUD shows what the agent would do.
        if (game is not GameDefinition && (settings.Human || settings.Record is not null))
        {
            throw new CommandException(
                $"{game.Name}: only an agent plays a program from outside; leave out {(settings.Human ? "--human" : "--record")}");
        }
        if (settings.Scripted && (settings.Human || (game as GameDefinition)?.Create() is not IScriptedPlayer))
            throw new CommandException($"--scripted: {game.Name} has no scripted player, or a person plays already");
        if (settings is { Mistakes: > 0, Scripted: false })
            throw new CommandException("--mistakes: only the scripted player makes them; add --scripted");
        if (settings.Random && (settings.Human || settings.Scripted))
            throw new CommandException("--random: leave out --human and --scripted, which choose the actions");
        if (settings.Cut is not null && game is not UnmodifiedGame)
            throw new CommandException($"--cut: {game.Name} is not a program that is played from outside");
        if (settings is { Human: false, Scripted: false, Random: false } && !File.Exists(settings.Model))
        {
            throw new CommandException(
                $"{settings.Model}: the model does not exist; train one with: train {game.Name}, or choose another with --model");
        }
        bool isOnnx = Path.GetExtension(settings.Model).Equals(".onnx", StringComparison.OrdinalIgnoreCase) && File.Exists(settings.Model);
        var checkpoint = File.Exists(settings.Model) && !isOnnx ? Checkpoint.Load(settings.Model) : null;
        var network = isOnnx ? AgentNetwork.OfOnnx(settings.Model, game)
            : checkpoint is null ? AgentNetwork.For(game) : AgentNetwork.Of(checkpoint, game);
        if (!GraphicsHost.HasDisplay && settings.Human)
            throw new CommandException("there is no display to play on; set DISPLAY, or leave out --human");
        using var host = OpenHost(settings.Human);
        return settings.Play(host, network, checkpoint, output, cancellation);
    }

    /// <summary>Plays in the host's window, or without one.</summary>
    public static int Play(
        this PlaySettings settings, GraphicsHost host, AgentNetwork network, Checkpoint? checkpoint, TextWriter output,
        CancellationToken cancellation)
    {
        using var device = DeviceOptions.Open(settings.Device, host.Gl);
        using var variables = new Variables(device);
        var environment = settings.Game.Training.Environment;
        // Others than the agent play as the game's defaults say, and their recordings are for training with these.
        bool isPlayedByAgent = settings is { Human: false, Scripted: false, Random: false };
        if (isPlayedByAgent && network.FrameSkip is { } frames) environment = environment with { FrameSkip = frames };
        ulong seed = (ulong)Random.Shared.NextInt64();
        using var player = settings.Game is GameDefinition own
            ? new GamePlayer(host.Gl, own, network, device, variables, seed, environment)
            : new AgentPlayer(host.Gl, settings.Game, network, device, variables, seed, environment);
        checkpoint?.RestoreInto(variables, name => name.StartsWith("online/", StringComparison.Ordinal));
        player.Mistakes = settings.Mistakes;
        if (settings.Record is not null) player.Recording = new(network.Preprocessing.InputShape, settings.Game.Actions.Count);
        var random = new Random((int)seed);
        Func<int>? scripted = settings.Scripted ? ScriptedAction : settings.Random ? () => random.Next(settings.Game.Actions.Count) : null;
        var strips = settings.Cut is { } area ? StripsOf((ExternalEnvironment)player.Environment, area, settings.Strips) : null;
        if (host.Window is null)
        {
            int episodes = settings.Episodes == 0 ? EpisodesWithoutWindow : settings.Episodes;
            while (player.Episodes < episodes && !cancellation.IsCancellationRequested)
            {
                player.Step(scripted?.Invoke());
                strips?.Add();
            }
            SaveRecording(settings, player, output);
            if (strips is not null) output.WriteLine($"Saved {strips.Count} pictures in {settings.Strips}");
            output.WriteLine($"{Score(player)}; there is no display to show the game on");
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Mean return {player.MeanReturn:0.###} of {player.Episodes} episodes"));
            return 0;
        }
        if (player is GamePlayer game)
        {
            using var window = new PlayWindow(host, game, settings.Human, network.Definition.HasWeights || checkpoint is not null);
            window.Run(settings.Episodes, cancellation, scripted);
        }
        else
        {
            using var window = new WatchWindow(host, settings.Game, player);
            window.Run(settings.Episodes, cancellation, scripted, strips);
        }
        SaveRecording(settings, player, output);
        output.WriteLine(Score(player));
        return 0;

        int ScriptedAction() => ScriptedActionOf((GamePlayer)player);
    }

    private static ScreenStrips StripsOf(ExternalEnvironment environment, ScreenArea area, string folder)
    {
        if (area.X + area.Width > environment.WindowWidth || area.Y + area.Height > environment.WindowHeight)
        {
            throw new CommandException(
                $"--cut: the window has {environment.WindowWidth}x{environment.WindowHeight} pixels, and the part ends outside of it");
        }
        return new(environment, area, folder);
    }

    private static int ScriptedActionOf(GamePlayer player) =>
        player.Game.Ended ? player.Definition.IdleAction : ((IScriptedPlayer)player.Game).BestAction();

    /// <summary>Opens a window if possible. An agent can play without one; a person cannot.</summary>
    private static GraphicsHost OpenHost(bool human)
    {
        if (!GraphicsHost.HasDisplay) return GraphicsHost.OpenHeadless();
        try
        {
            return GraphicsHost.OpenWindow("Vision", 960, 640);
        }
        catch (OpenGLException exception) when (!human && GraphicsHost.TryOpen(out var headless, out _))
        {
            Console.Error.WriteLine($"vision: {exception.Message}");
            return headless;
        }
    }

    private static void SaveRecording(PlaySettings settings, AgentPlayer player, TextWriter output)
    {
        if (settings.Record is not { } path || player.Recording is not { Count: > 0 } recording) return;
        recording.Save(path, settings.Game.Name);
        string command = $"train {settings.Game.Name} --algorithm bc --demonstrations {path}";
        output.WriteLine($"Recorded {recording.Count} steps in {path}; learn from them with: {command}");
    }

    private static string Score(AgentPlayer player) => player.Success.Describe(player.Successes, player.Episodes);
}

/// <summary>The settings of the play command.</summary>
/// <param name="Game">The game.</param>
/// <param name="Model">The file of a trained agent.</param>
/// <param name="Device">auto, cpu, opengl or ilgpu.</param>
internal sealed record PlaySettings(TrainableGame Game, string Model, string Device)
{
    /// <summary>Whether a person plays.</summary>
    public bool Human { get; init; }

    /// <summary>Whether the scripted player of the game plays.</summary>
    public bool Scripted { get; init; }

    /// <summary>Whether actions are random.</summary>
    public bool Random { get; init; }

    /// <summary>The part of the window of an external game to save; null for none.</summary>
    public ScreenArea? Cut { get; init; }

    /// <summary>The folder for <see cref="Cut"/>.</summary>
    public string Strips { get; init; } = "strips";

    /// <summary>The probability that the scripted player takes a random action.</summary>
    public float Mistakes { get; init; }

    /// <summary>The file to record play in, or null.</summary>
    public string? Record { get; init; }

    /// <summary>The number of episodes; 0 for no limit.</summary>
    public int Episodes { get; init; }
}
